import type { AnalysisWords } from '../text/analysis-words';
import type { Scene } from './scene';

/** What lines and bands are, where there are several seeds, and that something is still missing. */
export function bandRemarks({ data, arms, partial }: Scene, words: AnalysisWords): string[] {
  const several = arms.some(({ networks }) => networks.length > 1);
  return [...(several ? [data.reach === undefined ? words.range : words.interval] : []), ...(partial ? [words.partial] : [])];
}
