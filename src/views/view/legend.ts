import type { ReportData } from '../../experiment/report-data';
import { subjectsOf } from '../chart/curves';
import { choice, element, svg, toggleButton } from '../ui/dom';
import { seriesStyle, type Marker, type SeriesStyle } from '../ui/series-style';
import type { ViewParts } from './context';
import { colouredLabels, legendEntries, type Entry } from './legend-entries';

/** Outlines of the markers around 0, 0, as Chart.js draws them. */
const OUTLINES: Readonly<Record<Marker, string>> = {
  circle: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0',
  rect: 'M-3.5 -3.5h7v7h-7z',
  triangle: 'M0 -4.5L4.2 3.2H-4.2z',
  rectRot: 'M0 -4.7L4.7 0L0 4.7L-4.7 0z',
  crossRot: 'M-3.5 -3.5L3.5 3.5M-3.5 3.5L3.5 -3.5',
  cross: 'M-4.5 0H4.5M0 -4.5V4.5',
};
/** Weights of the past that can be chosen; 0 is raw. */
const SMOOTHINGS = [0, 0.6, 0.9, 0.98];

/** Buttons that hide and show series, made anew only where they are others or look otherwise. */
export class Legend {
  readonly root: HTMLElement;
  private drawn = '';

  constructor(private readonly parts: ViewParts) {
    this.root = element('div', { class: 'legend', role: 'group', 'aria-label': parts.strings.legend });
  }

  /** `has` tells the entries that are wanted. */
  update(report: ReportData, has: (label: string) => boolean = () => true): void {
    const { choices, strings } = this.parts;
    const theme = this.parts.theme();
    const entries = legendEntries(report, strings).filter(({ label }) => has(label));
    const key = JSON.stringify([entries, theme, choices.now.hidden]);
    if (key === this.drawn) return;
    this.drawn = key;
    const focused = [...this.root.querySelectorAll('button')].findIndex((control) => control.matches(':focus'));
    const several = entries.length > 1 || entries.some(({ label }) => !choices.isShown(label));
    const coloured = colouredLabels(report, strings, choices);
    this.root.replaceChildren(...(several ? entries.map((entry) => this.button(entry, coloured.has(entry.label) ? seriesStyle(theme, entry.key) : undefined)) : []));
    this.root.querySelectorAll('button')[focused]?.focus();
  }

  private button({ label, text }: Entry, style: SeriesStyle | undefined): HTMLElement {
    const { choices } = this.parts;
    return toggleButton(choices.isShown(label), (on) => choices.show(label, on), swatch(style), text);
  }
}

/** The legend, and buttons that draw each seed, change the axis, and choose the smoothing. */
export class Toolbar {
  readonly root: HTMLElement;
  private readonly legend: Legend;
  private readonly modes = element('div', { class: 'modes' });
  private drawn = '';

  constructor(private readonly parts: ViewParts) {
    this.legend = new Legend(parts);
    this.root = element('div', { class: 'toolbar' }, this.legend.root, this.modes);
  }

  update(report: ReportData): void {
    this.legend.update(report);
    const modes = this.modesOf(report);
    const key = modes.map(([name]) => name).join('\n');
    if (key === this.drawn) return;
    this.drawn = key;
    this.modes.replaceChildren(...modes.map(([, make]) => make()));
  }

  private modesOf(report: ReportData): [string, () => HTMLElement][] {
    const { strings, choices, host } = this.parts;
    const subjects = subjectsOf(report);
    const stored = report.arms.flatMap(({ curves }) => Object.values(curves)).find(({ smoothing }) => smoothing !== undefined)?.smoothing;
    const modes: [string, () => HTMLElement][] = [];
    if (report.arms.some(({ planned }) => planned > 1)) modes.push(['seeds', () => toggleButton(choices.now.eachSeed, (eachSeed) => choices.set({ eachSeed }), strings.eachSeed)]);
    if (subjects.some(({ logarithmic }) => logarithmic)) modes.push(['logarithmic', () => toggleButton(choices.now.logarithmic, (logarithmic) => choices.set({ logarithmic }), strings.logarithmic)]);
    if (host !== undefined && stored !== undefined) modes.push([`smoothing ${stored}`, () => this.smoothing(stored)]);
    return modes;
  }

  private smoothing(stored: number): HTMLElement {
    const { strings, choices } = this.parts;
    const options = [...new Set([...SMOOTHINGS, stored])].sort((a, b) => a - b).map((weight) => [String(weight), weight === 0 ? strings.raw : String(weight)] as const);
    const select = choice(strings.smoothing, options, String(choices.now.smoothing ?? stored), (weight) => choices.set({ smoothing: Number(weight) === stored ? undefined : Number(weight) }));
    return element('label', { class: 'smoothing' }, `${strings.smoothing} `, select);
  }
}

/** A piece of a series' line with its marker; a series without a style of its own has a plain line. */
export function swatch(style: SeriesStyle | undefined): SVGElement {
  const { colour = 'currentColor', dash = [], marker } = style ?? {};
  return svg(
    'svg',
    { class: style === undefined ? 'swatch plain' : 'swatch', viewBox: '0 0 34 12', width: 34, height: 12, 'aria-hidden': 'true', fill: colour, stroke: colour, 'stroke-width': style === undefined ? 1 : 2 },
    svg('path', { d: 'M1 6H33', 'stroke-dasharray': dash.join(' ') || undefined }),
    ...(marker === undefined ? [] : [svg('path', { d: OUTLINES[marker], transform: 'translate(17 6)', 'stroke-width': marker.startsWith('cross') ? 2 : 1 })]),
  );
}
