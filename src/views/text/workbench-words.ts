import { workbenchEnglish, type WorkbenchWords } from './workbench-english';
import { workbenchKorean } from './workbench-korean';

export type { WorkbenchWords } from './workbench-english';

/** By the `locale` of the views' words. */
export function workbenchWords(locale: string): WorkbenchWords {
  return locale === 'ko' ? workbenchKorean : workbenchEnglish;
}
