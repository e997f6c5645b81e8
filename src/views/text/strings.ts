import { english } from './english';
import { korean } from './korean';

/** The words of the views in one language. */
export type Strings = typeof english;

const LANGUAGES: Readonly<Record<string, Strings>> = { en: english, ko: korean };

/** By a BCP 47 tag; English where the language isn't known. */
export function stringsFor(language: string): Strings {
  return LANGUAGES[language.toLowerCase().split('-')[0] ?? ''] ?? english;
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A minus sign in place of a hyphen before a number, and no line break between a number and its per cent sign. */
export function typographic(text: string): string {
  return text.replace(/(?<=[ (])-(?=\d)/g, '−').replace(/(?<=\d) %/g, '\u00a0%');
}
