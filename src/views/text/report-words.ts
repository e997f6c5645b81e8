import { reportEnglish, type ReportWords } from './report-english';
import { reportKorean } from './report-korean';

export type { ReportWords } from './report-english';

/** By the `locale` of the views' words. */
export function reportWords(locale: string): ReportWords {
  return locale === 'ko' ? reportKorean : reportEnglish;
}
