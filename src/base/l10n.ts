import { config, t } from '@vscode/l10n';

export { t };

/**
 * Chooses the language of every `t(…)` in this process: the messages of a bundle (`l10n/bundle.l10n.ko.json`) by their English text.
 * Without it everything is English.
 */
export function useTranslations(messages: Readonly<Record<string, string>> | undefined): void {
  if (messages !== undefined) config({ contents: { ...messages } });
}

/** The language that `t(…)` speaks, for what is translated elsewhere: the bundle of each says its own name here. */
export function spokenLanguage(): string {
  return t('en');
}
