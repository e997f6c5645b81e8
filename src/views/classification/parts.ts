import type { ClassificationWords } from '../text/classification-words';
import type { ViewParts } from '../view/context';

/** What the frame, the header and the list of a classification need. */
export interface ClassificationParts extends ViewParts {
  readonly words: ClassificationWords;
}
