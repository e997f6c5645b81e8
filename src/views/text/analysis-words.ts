import { analysisEnglish, type AnalysisWords } from './analysis-english';
import { analysisKorean } from './analysis-korean';

export type { AnalysisWords, Explanation } from './analysis-english';

/** By the `locale` of the views' words. */
export function analysisWords(locale: string): AnalysisWords {
  return locale === 'ko' ? analysisKorean : analysisEnglish;
}
