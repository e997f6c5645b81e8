import type { ClassificationWords } from '../../text/classification-words';
import { element, setText } from '../../ui/dom';
import type { Filter } from '../choice';

/** Two sliders for the least and the most confidence that is wanted, per cent. */
export class ConfidenceRange {
  readonly root: HTMLElement;
  private readonly name = element('span', {});
  private readonly least: HTMLInputElement;
  private readonly most: HTMLInputElement;
  private readonly bounds = element('span', { class: 'bounds' });

  constructor(
    private readonly words: ClassificationWords,
    onChange: (bounds: Pick<Filter, 'least' | 'most'>) => void,
  ) {
    const slider = (label: string, value: number, which: string): HTMLInputElement => element('input', { type: 'range', min: 0, max: 100, step: 1, value, 'aria-label': label, 'data-filter': which });
    this.least = slider(words.least, 0, 'least');
    this.most = slider(words.most, 100, 'most');
    // Whichever is moved takes the other along.
    this.least.addEventListener('input', () => onChange({ least: this.least.valueAsNumber, most: Math.max(this.least.valueAsNumber, this.most.valueAsNumber) }));
    this.most.addEventListener('input', () => onChange({ most: this.most.valueAsNumber, least: Math.min(this.least.valueAsNumber, this.most.valueAsNumber) }));
    this.root = element('div', { class: 'confidence', role: 'group', 'aria-label': words.confidence }, this.name, this.least, this.most, this.bounds);
  }

  update({ least = 0, most = 100 }: Filter, models: number): void {
    const { words } = this;
    setText(this.name, models > 1 ? words.confidenceOf : words.confidence);
    this.least.valueAsNumber = least;
    this.most.valueAsNumber = most;
    setText(this.bounds, words.bounds(least, most));
  }
}
