import type { ClassificationData, ResultRow } from '../../models/classification-data';
import { element } from '../ui/dom';
import type { ViewParts } from '../view/context';

/** What the models said of one image, and where they looked. */
export class DetailPane {
  readonly root = element('section', { class: 'detail' });

  constructor(private readonly parts: ViewParts) {}

  /** Without a row nothing is chosen. */
  show(data: ClassificationData, row: ResultRow | undefined): void {
    this.root.hidden = row === undefined;
    this.root.lang = this.parts.strings.locale;
    this.root.title = row === undefined ? data.title : row.image;
  }

  dispose(): void {
    this.root.remove();
  }
}
