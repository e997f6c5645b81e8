import { readFile, stat } from 'node:fs/promises';
import { inputError } from '../base/errors';
import { spokenLanguage, t } from '../base/l10n';
import classes from './imagenet-1k.json' with { type: 'json' };
import type { LabelSource } from './model';

/** Bytes of a file of class names, and classes, at most. */
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_CLASSES = 100_000;

/** Names of the classes by index, in the user's language where there are such. */
export function labelsOf(source: LabelSource): readonly string[] {
  if (source.kind === 'names') return source.names;
  const korean = spokenLanguage() === 'ko';
  return classes.map(({ en, ko }) => (korean ? ko : en));
}

/** Where a network with so many classes and no names of its own gets them: ImageNet-1k where the number is right, else numbers. */
export function labelsFor(count: number): LabelSource {
  return count === classes.length ? { kind: 'imagenet-1k' } : { kind: 'names', names: Array.from({ length: count }, (_, index) => t('class {0}', index)) };
}

/**
 * Finds a class by the name of a folder: a class's name in any language, an ImageNet synset (`n01440764`), or its index. Case, spaces, `_` and `-`
 * do not matter.
 */
export function classFinder(source: LabelSource): (folder: string) => number | undefined {
  const known = new Map<string, number>();
  const learn = (name: string, index: number): void => {
    // Two ImageNet classes may share a name in a language; the first keeps it.
    if (!known.has(plain(name))) known.set(plain(name), index);
  };
  if (source.kind === 'names') source.names.forEach(learn);
  else {
    classes.forEach(({ synset, en }, index) => [synset, en].forEach((name) => learn(name, index)));
    classes.forEach(({ ko }, index) => learn(ko, index));
  }
  return (folder) => known.get(plain(folder));
}

/** A class such as "T-shirt/top" is named in a folder without what folders can't have in their names. */
function plain(name: string): string {
  return name.normalize('NFC').toLowerCase().replace(/[\s_\-/\\:*?"<>|]+/gu, ' ').trim();
}

/** Class names from a file: one a line, or a JSON list. @throws LabError where their number is not that of the network's classes */
export async function readLabels(file: string, count: number): Promise<LabelSource> {
  const size = await stat(file).then(
    (found) => found.size,
    (cause: unknown) => {
      throw inputError(t('there is no such file of class names.'), { place: file, cause });
    },
  );
  if (size > MOST_BYTES) throw inputError(t('a file of class names has at most {0} bytes; this one has {1}.', MOST_BYTES, size), { place: file });
  const names = parseNames((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''));
  if (names === undefined || names.length > MOST_CLASSES) throw inputError(t('not a list of class names.'), { place: file, mend: t('Write one name a line, or a JSON list of texts.') });
  if (names.length !== count) throw inputError(t('it has {0} class names; the network has {1} classes.', names.length, count), { place: file, mend: t('Write one name a line, in the order of the classes.') });
  return { kind: 'names', names };
}

function parseNames(text: string): string[] | undefined {
  if (!/^\s*\[/.test(text)) return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '');
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((name) => typeof name === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}
