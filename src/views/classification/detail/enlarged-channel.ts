import type { Box, Picture, ResultRow } from '../../../models/classification-data';
import { actionButton, element, setText } from '../../ui/dom';
import { icon } from '../../ui/icons';
import { detailChoice, type DetailParts } from '../detail-parts';
import type { HeatMap } from './heat-map';
import { OPACITY } from './seen-controls';
import { SeenImage } from './seen-image';

export interface LargeChannel {
  /** Tells whether the map is another. */
  readonly key: string;
  readonly map: HeatMap;
  readonly words: string;
  readonly row: ResultRow;
  readonly picture: Picture | undefined;
  /** What the network saw; undefined while that is not known. */
  readonly box: Box | undefined;
}

/** One channel over the image. */
export class EnlargedChannel {
  readonly root: HTMLElement;
  private readonly image = new SeenImage();
  private readonly said = element('figcaption', { 'aria-live': 'polite' });
  private map: HeatMap | undefined;
  private key = '';

  constructor(private readonly parts: DetailParts, on: { readonly step: (by: 1 | -1) => void; readonly close: () => void }) {
    const { words } = parts;
    const button = (label: string, act: () => void, picture: 'previous' | 'next' | 'failed'): HTMLElement => actionButton({ class: 'quiet', title: label, 'aria-label': label }, act, icon(picture));
    const tools = element('div', { class: 'tools' }, button(words.previousChannel, () => on.step(-1), 'previous'), button(words.nextChannel, () => on.step(1), 'next'), button(words.closeChannel, on.close, 'failed'));
    this.root = element('figure', { class: 'large-channel', tabindex: -1, 'aria-label': words.largeChannel, hidden: true }, tools, this.image.root, this.said);
    this.root.addEventListener('keydown', (event) => {
      const act = { Escape: on.close, ArrowLeft: () => on.step(-1), ArrowRight: () => on.step(1) }[event.key];
      if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
  }

  show({ key, map, words, row, picture, box }: LargeChannel): void {
    // The same map again is not coloured anew.
    if (key !== this.key) this.map = map;
    this.key = key;
    this.root.hidden = false;
    const size = { width: Math.max(1, row.width), height: Math.max(1, row.height) };
    const { opacity = OPACITY } = detailChoice(this.parts);
    this.image.show({ picture, alt: row.image, size, box: box ?? { x: 0, y: 0, ...size }, crop: box !== undefined, map: this.map, opacity }, this.parts.theme());
    setText(this.said, words);
  }

  hide(): void {
    this.root.hidden = true;
  }

  focus(): void {
    if (!this.root.matches(':focus-within')) this.root.focus();
  }

  dispose(): void {
    this.image.dispose();
  }
}
