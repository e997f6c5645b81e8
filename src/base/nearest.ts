import { distance } from 'fastest-levenshtein';
import { t } from './l10n';

/** The candidate most like `word`, if one is near enough to be a likely slip of the keyboard; else undefined. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const fold = word.toLowerCase();
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const d = distance(fold, candidate.toLowerCase());
    if (d < least) [best, least] = [candidate, d];
  }
  return least <= Math.max(2, Math.floor(word.length / 3)) ? best : undefined;
}

/** ` Did you mean "x"?`, or the list of what is known where nothing is near and the list is short. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  if (near !== undefined) return t('Did you mean "{0}"?', near);
  return t('Known: {0}.', candidates.join(', '));
}
