import type { ChartDataset, Point, ScriptableContext } from 'chart.js';
import { color } from 'chart.js/helpers';
import { shown, type Curve, type CurveName, type ReportData } from '../../experiment/report-data';
import type { Choices } from './state';
import { CURVES } from './strings';
import { seriesStyle, type SeriesStyle, type Theme } from './theme';

/** A line of the chart, and whose it is. `curve` and `arm` lead back to the data. */
export type Line = ChartDataset<'line', Point[]> & { readonly role: 'mean' | 'band' | 'seed'; readonly arm: number; readonly seed?: number };

/** An arm that is to be drawn, with its index among all arms. */
export interface DrawnArm {
  readonly arm: number;
  readonly label: string;
  readonly curve: Curve;
  /** No trial has finished: there is no mean, only the seeds' own curves. */
  readonly seedsOnly: boolean;
}

/** About so many markers a line: enough to tell lines apart, too few to hide them. */
const MARKERS = 12;

export function drawnArms({ arms }: ReportData, name: CurveName, choices: Choices): DrawnArm[] {
  return arms.flatMap(({ label, curves }, arm) => {
    const curve = curves[name];
    return curve === undefined || !choices.isShown(arm) ? [] : [{ arm, label, curve, seedsOnly: curve.n.every((n) => n === 0) }];
  });
}

/** The lines of a chart: of each arm a band, its mean, and on request or where there is no mean each seed. */
export function linesOf(arms: readonly DrawnArm[], name: CurveName, choices: Choices, theme: Theme): Line[] {
  const floor = choices.logarithmic && CURVES[name].logarithmic ? smallest(arms) / 2 : -Infinity;
  const drawn = arms.map((arm) => ({ ...arm, style: seriesStyle(theme, arm.arm) }));
  const bands = drawn.flatMap((arm) => bandOf(arm, name, floor));
  const seeds = drawn.flatMap((arm) => (choices.eachSeed || arm.seedsOnly ? seedsOf(arm, name) : []));
  const means = drawn.flatMap((arm) => (arm.seedsOnly ? [] : [meanOf(arm, name)]));
  return [...bands, ...seeds, ...means];
}

type Styled = DrawnArm & { readonly style: SeriesStyle };

/** Two lines that can't be seen, and the area between them. */
function bandOf({ arm, curve, style }: Styled, name: CurveName, floor: number): Line[] {
  if (curve.low.every((value) => value === null)) return [];
  const edge = { role: 'band', arm, borderWidth: 0, pointRadius: 0, pointHoverRadius: 0 } as const;
  const clamped = (values: Curve['low']): (number | null)[] => values.map((value) => (value === null ? null : Math.max(value, floor)));
  return [
    { ...edge, data: points(curve, clamped(curve.low), name), fill: '+1', backgroundColor: faded(style.colour, 0.16) },
    { ...edge, data: points(curve, clamped(curve.high), name), fill: false },
  ];
}

function meanOf({ arm, label, curve, style }: Styled, name: CurveName): Line {
  return { role: 'mean', arm, label, data: points(curve, curve.mean, name), fill: false, borderColor: style.colour, borderWidth: 2, borderDash: [...style.dash], ...marked(style, curve.x.length) };
}

function seedsOf({ arm, label, curve, style, seedsOnly }: Styled, name: CurveName): Line[] {
  const colour = faded(style.colour, 0.55);
  return curve.seeds.map(({ seed, finished, y }) => {
    const end = y.length - 1;
    const broken = { pointStyle: 'crossRot', pointRadius: ({ dataIndex }: ScriptableContext<'line'>) => (dataIndex === end ? 6 : 0), borderDash: [2, 3] } as const;
    const whole = seedsOnly ? marked(style, y.length) : { pointRadius: y.length === 1 ? 2 : 0, borderDash: [...style.dash] };
    return { role: 'seed', arm, seed, label, data: points(curve, y, name), fill: false, borderColor: colour, pointBorderColor: style.colour, borderWidth: 1, ...(finished ? whole : { ...broken, borderDash: [2, 3] }) };
  });
}

/** Markers at some of the points, filled with the page's own colour only by their line. */
function marked({ colour, marker }: SeriesStyle, count: number): Partial<Line> {
  const every = Math.ceil(count / MARKERS);
  return {
    pointStyle: marker,
    pointBackgroundColor: colour,
    pointBorderColor: colour,
    pointBorderWidth: marker.startsWith('cross') ? 2 : 1,
    pointRadius: ({ dataIndex }: ScriptableContext<'line'>) => (dataIndex % every === 0 ? 3.5 : 0),
  };
}

function points({ x }: Curve, values: readonly (number | null)[], name: CurveName): Point[] {
  return values.map((value, i) => ({ x: x[i] ?? NaN, y: value === null ? NaN : shown(value, CURVES[name]) }));
}

function smallest(arms: readonly DrawnArm[]): number {
  const all = arms.flatMap(({ curve }) => [...curve.mean, ...curve.seeds.flatMap(({ y }) => y)]);
  return Math.min(...all.filter((value) => value !== null).filter((value) => value > 0));
}

function faded(colour: string, alpha: number): string {
  return color(colour).alpha(alpha).rgbString();
}
