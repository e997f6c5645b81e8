import { inputError, type LabError } from '../base/errors';
import { t } from '../base/l10n';

/** Makes the error that says what is wrong with a file, as a sentence's end, and what to do about it. */
export type Fail = (what: string, mend?: string) => LabError;

/** Complaints about one file of weights. */
export function unreadable(file: string): Fail {
  return (what, mend) => inputError(t('not a file of weights that can be read: {0}.', what), { place: file, mend });
}

/** A name from a file for a message: one line, of a length that can be read. */
export function quoted(name: string): string {
  const line = name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}
