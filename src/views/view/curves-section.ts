import { subjectsOf } from '../chart/curves';
import { element } from '../ui/dom';
import type { ViewParts } from './context';
import { CurvePanel, type CurveData } from './curve-panel';
import { Toolbar } from './legend';

/** At most so many charts stand side by side. */
const CHARTS = 2;

/** Legend and charts, drawn anew in place whenever the data, the choices or the colours have changed. */
export class CurvesSection {
  readonly root: HTMLElement;
  private readonly toolbar: Toolbar;
  private readonly panels: readonly CurvePanel[];
  private readonly none: HTMLElement;

  constructor(
    parts: ViewParts,
    private readonly look: { readonly numbered: boolean; readonly empty: string },
  ) {
    this.toolbar = new Toolbar(parts);
    this.panels = Array.from({ length: CHARTS }, (_, i) => new CurvePanel(parts, i, look.numbered ? i + 1 : undefined));
    this.none = element('p', { class: 'none' });
    this.root = element('section', { class: 'curves-section' }, element('h2', {}, parts.strings.headings.curves), this.none, this.toolbar.root, element('div', { class: 'pair' }, ...this.panels.map(({ figure }) => figure)));
  }

  draw(data: CurveData, empty: string = this.look.empty): void {
    const some = subjectsOf(data.report).length > 0;
    this.none.hidden = some;
    this.none.textContent = some ? '' : empty;
    this.toolbar.root.hidden = !some;
    this.toolbar.update(data.report);
    for (const panel of this.panels) panel.draw(data);
  }

  dispose(): void {
    for (const panel of this.panels) panel.dispose();
  }
}
