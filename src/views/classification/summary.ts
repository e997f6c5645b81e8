import type { ClassificationData } from '../../models/classification-data';
import { element } from '../ui/dom';
import type { ViewParts } from '../view/context';

/** What the summary can ask of the list. */
export interface SummaryLinks {
  /** Shows the image of a row. */
  readonly select: (row: number) => void;
  /** Shows the images of a class, as truth or as prediction, alone. */
  readonly filter: (wish: { readonly truth?: number; readonly prediction?: number }) => void;
}

/** How good the models are on all images. */
export class SummaryPane {
  readonly root = element('section', { class: 'summary' });

  constructor(
    private readonly parts: ViewParts,
    private readonly links: SummaryLinks,
  ) {}

  show(data: ClassificationData): void {
    this.root.lang = this.parts.strings.locale;
    this.root.title = data.title;
    this.root.ondblclick = () => this.links.filter({});
  }

  dispose(): void {
    this.root.remove();
  }
}
