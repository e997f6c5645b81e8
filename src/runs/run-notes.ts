import { join } from 'node:path';
import * as z from 'zod';
import { LabError } from '../base/errors';
import { t } from '../base/l10n';
import { readJson, writeAtomic } from './files';

const VERSION = 1;
export const NAME_LENGTH = 80;
export const TAG_LENGTH = 40;
const MOST_TAGS = 20;

const notesSchema = z.object({
  version: z.number().max(VERSION),
  name: z.string().max(NAME_LENGTH).optional(),
  tags: z.array(z.string().min(1).max(TAG_LENGTH)).max(MOST_TAGS).default([]),
});

/** `notes.json` of a run folder: what the user says of the run. Nothing else writes it, and training never reads it. */
export interface RunNotes {
  /** Shown in place of the trial's own label. */
  readonly name?: string;
  readonly tags: readonly string[];
}

/** The user's notes on a run; none where there are none, or where the file can't be understood: a name is not worth an error. */
export async function readNotes(folder: string): Promise<RunNotes> {
  const parsed = notesSchema.safeParse(await readJson(notesPath(folder)).catch(() => undefined));
  if (!parsed.success) return { tags: [] };
  const { name, tags } = parsed.data;
  return { ...(name !== undefined && { name }), tags };
}

/** Replaces a run's notes; a damaged file too, but not a newer one. @throws LabError where it is newer or can't be written */
export async function writeNotes(folder: string, { name, tags }: RunNotes): Promise<void> {
  const path = notesPath(folder);
  const before = await readJson(path).catch(() => undefined);
  const version = (before as { version?: unknown } | null | undefined)?.version;
  if (typeof version === 'number' && version > VERSION) {
    throw new LabError(t('the notes of this run were written by a newer ResNet Lab.'), { place: path, mend: t('Update ResNet Lab.') });
  }
  await writeAtomic(path, [`${JSON.stringify({ version: VERSION, ...(name !== undefined && name !== '' && { name }), tags }, null, 2)}\n`]);
}

/** Tags as they are typed, `baseline, try again`: trimmed, each once. */
export function parseTags(text: string): string[] {
  return [...new Set(text.split(',').map(trimmed))].filter((tag) => tag !== '');
}

/** A name as it is kept: white space at its ends and more than one blank dropped. */
export function trimmed(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

/** What is wrong with tags as they are typed, as a sentence. */
export function tagsProblem(text: string): string | undefined {
  const tags = parseTags(text);
  if (tags.length > MOST_TAGS) return t('At most {0} tags.', MOST_TAGS);
  return tags.some((tag) => tag.length > TAG_LENGTH) ? t('A tag has at most {0} characters.', TAG_LENGTH) : undefined;
}

/** What is wrong with a name as it is typed, as a sentence. */
export function nameProblem(text: string): string | undefined {
  return trimmed(text).length > NAME_LENGTH ? t('A name has at most {0} characters.', NAME_LENGTH) : undefined;
}

function notesPath(folder: string): string {
  return join(folder, 'notes.json');
}
