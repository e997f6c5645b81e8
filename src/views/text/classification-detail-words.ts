import { classificationDetailEnglish, type ClassificationDetailWords } from './classification-detail-english';
import { classificationDetailKorean } from './classification-detail-korean';

export type { ClassificationDetailWords } from './classification-detail-english';

/** By the `locale` of the views' words. */
export function classificationDetailWords(locale: string): ClassificationDetailWords {
  return locale === 'ko' ? classificationDetailKorean : classificationDetailEnglish;
}
