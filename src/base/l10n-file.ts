import { readFileSync, statSync } from 'node:fs';
import { useTranslations } from './l10n';

/** Bytes of a bundle; a real one has a tenth of it. */
const MOST_BYTES = 2_000_000;

/**
 * Speaks the language of the bundle whose path stands in RESNET_LAB_TRANSLATIONS, which a process hands down to those it starts. A bundle that
 * can't be read leaves the messages English, as does an entry that is no text.
 */
export function useTranslationFile(env: NodeJS.ProcessEnv = process.env): void {
  const path = env['RESNET_LAB_TRANSLATIONS'];
  if (path === undefined || path === '') return;
  try {
    if (statSync(path).size > MOST_BYTES) throw new Error(`more than ${MOST_BYTES} bytes`);
    const messages = Object.entries(JSON.parse(readFileSync(path, 'utf8')) as object);
    useTranslations(Object.fromEntries(messages.filter((entry): entry is [string, string] => typeof entry[1] === 'string')));
  } catch (error) {
    console.warn(`The translations in ${path} can't be read: ${String(error)}`);
  }
}
