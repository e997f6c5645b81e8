import type { LayerChoice } from '../../../models/classification-data';
import { actionButton, element } from '../../ui/dom';
import { icon } from '../../ui/icons';

export interface LayerPickerWords {
  readonly label: string;
  readonly previous: string;
  readonly next: string;
}

/** A list of layers by stage, with buttons that step through it. */
export class LayerPicker {
  readonly root: HTMLElement;
  private readonly select: HTMLSelectElement;
  private readonly steps: readonly HTMLButtonElement[];
  private offered = '';

  constructor(words: LayerPickerWords, private readonly onChoose: (layer: string) => void) {
    this.select = element('select', { 'aria-label': words.label });
    this.select.addEventListener('change', () => this.onChoose(this.select.value));
    const step = (by: 1 | -1, label: string, picture: 'previous' | 'next'): HTMLButtonElement => actionButton({ class: 'quiet', title: label, 'aria-label': label }, () => this.step(by), icon(picture));
    this.steps = [step(-1, words.previous, 'previous'), step(1, words.next, 'next')];
    this.root = element('span', { class: 'layer-picker' }, this.select, ...this.steps);
  }

  update(layers: readonly LayerChoice[], chosen: string | undefined): void {
    const key = JSON.stringify(layers);
    if (key !== this.offered) {
      this.offered = key;
      this.select.replaceChildren(...stages(layers).map(([stage, some]) => element('optgroup', { label: stage }, ...some.map(option))));
    }
    this.select.disabled = layers.length === 0;
    this.select.value = chosen ?? '';
    this.steps[0]?.toggleAttribute('disabled', this.select.selectedIndex <= 0);
    this.steps[1]?.toggleAttribute('disabled', this.select.selectedIndex >= layers.length - 1);
  }

  private step(by: 1 | -1): void {
    const wanted = this.select.options[this.select.selectedIndex + by];
    if (wanted !== undefined) this.onChoose(wanted.value);
  }
}

function stages(layers: readonly LayerChoice[]): [string, LayerChoice[]][] {
  const found: [string, LayerChoice[]][] = [];
  for (const layer of layers) {
    const last = found.at(-1);
    if (last?.[0] === layer.stage) last[1].push(layer);
    else found.push([layer.stage, [layer]]);
  }
  return found;
}

function option({ name, height, width, channels }: LayerChoice): HTMLOptionElement {
  return element('option', { value: name }, `${name} · ${height}×${width}×${channels}`);
}
