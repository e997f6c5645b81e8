import { readFileSync } from 'node:fs';
import { useTranslations } from './l10n';

/**
 * Speaks the language of the bundle whose path stands in RESNET_LAB_TRANSLATIONS, which a process hands down to those it starts. A bundle that
 * can't be read leaves the messages English.
 */
export function useTranslationFile(env: NodeJS.ProcessEnv = process.env): void {
  const path = env['RESNET_LAB_TRANSLATIONS'];
  if (path === undefined || path === '') return;
  try {
    useTranslations(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>);
  } catch (error) {
    console.warn(`The translations in ${path} can't be read: ${String(error)}`);
  }
}
