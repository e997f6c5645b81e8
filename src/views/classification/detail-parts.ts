import type { ClassificationDetailWords } from '../text/classification-detail-words';
import type { ClassificationWords } from '../text/classification-words';
import type { ViewParts } from '../view/context';
import type { DetailChoice } from './detail/detail-choice';

/** What the parts of the detail and of the summary need. */
export interface DetailParts extends ViewParts {
  /** Of the list, which says the same things of an image. */
  readonly common: ClassificationWords;
  readonly words: ClassificationDetailWords;
}

export function detailChoice({ choices }: DetailParts): DetailChoice {
  return choices.now.detail ?? {};
}

/** Keeps what the reader chose; everybody is told by the choices. */
export function chooseDetail({ choices }: DetailParts, choice: DetailChoice): void {
  choices.set({ detail: { ...choices.now.detail, ...choice } });
}
