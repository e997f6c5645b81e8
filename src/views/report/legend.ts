import type { ReportData } from '../../experiment/report-data';
import { element, svg, toggleButton } from './dom';
import type { Choices } from './state';
import { CURVES, STRINGS } from './strings';
import { readTheme, seriesStyle, type Marker } from './theme';
import { curveNames } from './curve-panel';

/** Outlines of the markers around 0, 0, as Chart.js draws them. */
const OUTLINES: Readonly<Record<Marker, string>> = {
  circle: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0',
  rect: 'M-3.5 -3.5h7v7h-7z',
  triangle: 'M0 -4.5L4.2 3.2H-4.2z',
  rectRot: 'M0 -4.7L4.7 0L0 4.7L-4.7 0z',
  crossRot: 'M-3.5 -3.5L3.5 3.5M-3.5 3.5L3.5 -3.5',
  cross: 'M-4.5 0H4.5M0 -4.5V4.5',
};

/** Buttons that hide and show arms, draw each seed and change the axis. */
export function toolbar(data: ReportData, choices: Choices): HTMLElement {
  const several = data.arms.length > 1;
  const arms = data.arms.map(({ label, n }, arm) => toggleButton(true, (on) => choices.show(arm, on), swatch(arm), `${label} (n = ${n})`));
  const legend = element('div', { class: 'legend', role: 'group', 'aria-label': STRINGS.legend }, ...(several ? arms : []));
  choices.onChange(() => arms.forEach((button, arm) => button.firstChild?.replaceWith(swatch(arm))));
  const modes = element('div', { class: 'modes' });
  if (data.arms.some(({ planned }) => planned > 1)) modes.append(toggleButton(choices.eachSeed, (eachSeed) => choices.set({ eachSeed }), STRINGS.eachSeed));
  if (curveNames(data).some((name) => CURVES[name].logarithmic)) modes.append(toggleButton(choices.logarithmic, (logarithmic) => choices.set({ logarithmic }), STRINGS.logarithmic));
  return element('div', { class: 'toolbar' }, legend, modes);
}

/** A piece of an arm's line with its marker. */
function swatch(arm: number): SVGElement {
  const { colour, dash, marker } = seriesStyle(readTheme(), arm);
  return svg(
    'svg',
    { viewBox: '0 0 34 12', width: 34, height: 12, 'aria-hidden': 'true', fill: colour, stroke: colour, 'stroke-width': 2 },
    svg('path', { d: 'M1 6H33', 'stroke-dasharray': dash.join(' ') || undefined }),
    svg('path', { d: OUTLINES[marker], transform: 'translate(17 6)', 'stroke-width': marker.startsWith('cross') ? 2 : 1 }),
  );
}
