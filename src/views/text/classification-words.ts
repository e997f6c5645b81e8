import { classificationEnglish, type ClassificationWords } from './classification-english';
import { classificationKorean } from './classification-korean';

export type { ClassificationWords } from './classification-english';

/** By the `locale` of the views' words. */
export function classificationWords(locale: string): ClassificationWords {
  return locale === 'ko' ? classificationKorean : classificationEnglish;
}
