import { element } from '../../ui/dom';
import { chooseDetail, detailChoice, type DetailParts } from '../detail-parts';

/** A part that is folded away; whether it lies open is kept. What is in it is made when it is first opened. */
export class FoldSection<Part extends { readonly root: HTMLElement }> {
  readonly root: HTMLDetailsElement;
  private part: Part | undefined;

  constructor(
    private readonly parts: DetailParts,
    private readonly id: string,
    title: string,
    private readonly make: () => Part,
  ) {
    this.root = element('details', { class: 'fold-section', 'data-section': id }, element('summary', {}, title));
    this.root.addEventListener('toggle', () => {
      if (this.root.open === this.isOpen) return;
      const others = (detailChoice(parts).open ?? []).filter((each) => each !== id);
      chooseDetail(parts, { open: this.root.open ? [...others, id] : others });
    });
  }

  /** The part while it lies open. */
  get opened(): Part | undefined {
    this.root.open = this.isOpen;
    if (!this.isOpen) return undefined;
    if (this.part === undefined) this.root.append((this.part = this.make()).root);
    return this.part;
  }

  /** The part, were it ever opened. */
  get made(): Part | undefined {
    return this.part;
  }

  private get isOpen(): boolean {
    return detailChoice(this.parts).open?.includes(this.id) === true;
  }
}
