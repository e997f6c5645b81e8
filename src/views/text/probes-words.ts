import { probesEnglish, type ProbesWords } from './probes-english';
import { probesKorean } from './probes-korean';

export type { Explanation, ProbesWords } from './probes-english';

/** By the `locale` of the views' words. */
export function probesWords(locale: string): ProbesWords {
  return locale === 'ko' ? probesKorean : probesEnglish;
}
