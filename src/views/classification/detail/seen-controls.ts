import type { LayerChoice } from '../../../models/classification-data';
import { element, setAttribute, setText, toggleButton } from '../../ui/dom';
import { ClassPicker } from './class-picker';
import { chooseDetail, detailChoice, type DetailParts } from '../detail-parts';
import { LayerPicker } from './layer-picker';

export const OPACITY = 0.5;

/** What can be chosen now. */
export interface SeenOffer {
  /** Of all models together. */
  readonly layers: readonly LayerChoice[];
  /** The layer that is shown. */
  readonly layer: string | undefined;
  /** Names of classes that the models give this image. */
  readonly likely: readonly string[];
  /** Names of all classes. */
  readonly all: readonly string[];
}

/** What is drawn over the pictures, shared by all of them. Choices are kept as the reader makes them. */
export class SeenControls {
  readonly root: HTMLElement;
  private readonly crop: HTMLButtonElement;
  private readonly heat: HTMLButtonElement;
  private readonly opacity: HTMLInputElement;
  private readonly shown = element('output', {});
  private readonly layers: LayerPicker;
  private readonly classes: ClassPicker;
  private readonly ofHeat: HTMLElement;

  /** @param redraw draws at once, since a slider is followed by the eye */
  constructor(private readonly parts: DetailParts, redraw: () => void) {
    const { words } = parts;
    const choose: typeof chooseDetail = (...args) => {
      chooseDetail(...args);
      redraw();
    };
    this.crop = toggleButton(true, (crop) => choose(parts, { crop }), words.crop);
    this.heat = toggleButton(true, (heat) => choose(parts, { heat }), words.heat);
    this.opacity = element('input', { type: 'range', min: 0, max: 100, step: 5, 'aria-label': words.opacity });
    this.opacity.addEventListener('input', () => choose(parts, { opacity: Number(this.opacity.value) / 100 }));
    this.layers = new LayerPicker(words.layers, (layer) => choose(parts, { layer }));
    this.classes = new ClassPicker(words, (target) => choose(parts, { target }));
    const named = (name: string, control: HTMLElement): HTMLElement => element('span', { class: 'named' }, element('span', { class: 'name', 'aria-hidden': 'true' }, name), control);
    this.ofHeat = element('div', { class: 'of-heat', role: 'group', 'aria-label': words.heat }, element('span', { class: 'named opacity' }, element('span', { class: 'name', 'aria-hidden': 'true' }, words.opacity), this.opacity, this.shown), named(words.layers.label, this.layers.root), named(words.target, this.classes.root));
    this.root = element('div', { class: 'seen-controls' }, element('div', { class: 'modes' }, this.crop, this.heat), this.ofHeat);
  }

  update({ layers, layer, likely, all }: SeenOffer): void {
    const { crop = true, heat = true, opacity = OPACITY, target } = detailChoice(this.parts);
    setAttribute(this.crop, 'aria-pressed', String(crop));
    setAttribute(this.heat, 'aria-pressed', String(heat));
    this.ofHeat.hidden = !heat;
    const text = this.parts.strings.percent(String(Math.round(100 * opacity)));
    this.opacity.value = String(Math.round(100 * opacity));
    setAttribute(this.opacity, 'aria-valuetext', text);
    setText(this.shown, text);
    this.layers.update(layers, layer);
    this.classes.update(likely, all, target);
  }
}
