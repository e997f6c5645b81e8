import type { AnalysisData } from '../../experiment/analysis-data';
import { element, toggleButton } from '../ui/dom';
import { seriesStyle } from '../ui/series-style';
import { swatch } from '../view/legend';
import type { AnalysisParts } from './analysis-figure';
import type { Arm } from './arms';
import { shownArms } from './plot';
import { guessingLoss } from './units';

/** Buttons that hide and show arms, draw each seed, and change the axes of losses and errors. */
export class ArmToolbar {
  readonly root: HTMLElement;
  private readonly legend: HTMLElement;
  private readonly modes = element('div', { class: 'modes' });
  private drawn = '';

  constructor(private readonly parts: AnalysisParts) {
    this.legend = element('div', { class: 'legend', role: 'group', 'aria-label': parts.strings.legend });
    this.root = element('div', { class: 'toolbar' }, this.legend, this.modes);
  }

  /** Made anew only where it looks otherwise. */
  update(arms: readonly Arm[], data: AnalysisData): void {
    const { choices } = this.parts;
    const theme = this.parts.theme();
    const { hidden, eachSeed, logarithmic, analysis } = choices.now;
    const key = JSON.stringify([arms.map(({ label, networks }) => [label, networks.length]), data.result.kind, theme, hidden, eachSeed, logarithmic, analysis?.cap]);
    if (key === this.drawn) return;
    this.drawn = key;
    const focused = [...this.root.querySelectorAll('button')].findIndex((button) => button.matches(':focus'));
    const coloured = new Set(shownArms(arms, choices, theme).flatMap((arm) => (arm.coloured ? [arm.key] : [])));
    const several = arms.length > 1 || hidden.length > 0;
    this.legend.replaceChildren(...(several ? arms.map((arm) => this.button(arm, coloured.has(arm.key) ? seriesStyle(theme, arm.key) : undefined)) : []));
    this.modes.replaceChildren(...this.modesOf(arms, data));
    this.root.querySelectorAll('button')[focused]?.focus();
  }

  private button({ label, networks }: Arm, style: ReturnType<typeof seriesStyle> | undefined): HTMLElement {
    const { choices, strings } = this.parts;
    const text = networks.length > 1 ? strings.legendCount(label, networks.length) : label;
    return toggleButton(choices.isShown(label), (on) => choices.show(label, on), swatch(style), text);
  }

  private modesOf(arms: readonly Arm[], { result: { kind } }: AnalysisData): HTMLElement[] {
    const { choices, strings, words } = this.parts;
    const { eachSeed, logarithmic, analysis } = choices.now;
    const network = arms[0]?.networks[0].network;
    const modes: HTMLElement[] = [];
    if (arms.some(({ networks }) => networks.length > 1)) modes.push(toggleButton(eachSeed, (on) => choices.set({ eachSeed: on }), strings.eachSeed));
    if (kind !== 'shattered') modes.push(toggleButton(logarithmic, (on) => choices.set({ logarithmic: on }), strings.logarithmic));
    if (kind === 'landscape' && network !== undefined) {
      const cap = toggleButton(analysis?.cap === true, (on) => choices.setAnalysis({ cap: on }), words.landscape.cap(guessingLoss(network).toFixed(2)));
      cap.title = words.landscape.capHelp;
      modes.push(cap);
    }
    return modes;
  }
}
