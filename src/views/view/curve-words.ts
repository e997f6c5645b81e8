import { valueText, type Curve, type ReportData } from '../../experiment/report-data';
import { CURVES, type AxisKind, type Subject } from '../chart/curves';
import { clock, type Picture } from '../chart/chart-options';
import { MOST_COLOURED, type DrawnSeries } from '../chart/drawn';
import type { Pick } from '../chart/reading';
import { capital, type Strings } from '../text/strings';

/** `step 140`, `epoch 1.97`, `time 3:05`. */
export function placeText(x: number, axis: AxisKind, strings: Strings): string {
  const value = axis === 'time' ? clock(x) : axis === 'step' ? strings.number(Math.round(x)) : String(Number(x.toFixed(2)));
  return strings.at(strings.axes[axis], value);
}

export interface ReadingText {
  readonly label: string;
  readonly value: string;
  /** `[0.41, 0.47], n = 6`, or the place where it stands if that is another. */
  readonly rest: string;
}

/** The exact value of a line at a point, as it is written beside the chart. */
export function readingText({ line: { series, seed }, point }: Pick, { place, fraction, strings, axis }: { place: number; fraction: boolean; strings: Strings; axis: AxisKind }): ReadingText {
  const { curve } = series;
  const text = (value: number | null | undefined): string => valueText(value, { fraction });
  const [low, high] = [curve.low[point.i], curve.high[point.i]];
  const n = curve.n[point.i] ?? 0;
  const interval = low === null || low === undefined || high === null || high === undefined ? '' : `[${text(low)}, ${text(high)}]`;
  const elsewhere = Math.abs(point.x - place) > 1e-9 * Math.abs(place) ? placeText(point.x, axis, strings) : '';
  const value = seed === undefined ? curve.mean[point.i] : seed.y[point.i];
  const label = seed === undefined || series.seeds.length === 1 ? series.label : strings.seedOf(series.label, seed.seed);
  const rest = seed !== undefined ? [elsewhere] : [interval, n > 1 ? `n = ${n}` : '', elsewhere];
  return { label, value: text(value), rest: rest.filter((part) => part !== '').join(', ') };
}

/** All that is read at a place, as one sentence for a screen reader. */
export function readingSentence(texts: readonly ReadingText[], place: string): string {
  return `${place}: ${texts.map(({ label, value, rest }) => `${label}: ${value}${rest.startsWith('[') ? ' ' : rest === '' ? '' : ', '}${rest}`).join('; ')}`;
}

export function subjectTitle({ id }: Subject, strings: Strings): string {
  return id in strings.curves ? strings.curves[id as keyof Strings['curves']] : strings.measures[id as keyof Strings['measures']];
}

export function axisName(subject: Subject, strings: Strings): string {
  const title = subjectTitle(subject, strings);
  return subject.fraction ? `${title}, %` : title;
}

/** Each series' first and last value. */
export function summary(subject: Subject, axis: AxisKind, series: readonly DrawnSeries[], strings: Strings): string {
  const sentences = series.map(({ label, curve, seedsOnly }) => {
    const values = (seedsOnly ? (curve.seeds[0]?.y ?? []) : curve.mean).filter((value) => value !== null);
    const [first, last] = [values[0], values.at(-1)].map((value) => valueText(value, subject));
    return strings.seriesSummary(label, first ?? '', last ?? '', Math.max(...curve.n) || curve.seeds.length);
  });
  return strings.summary(subjectTitle(subject, strings), strings.axes[axis], sentences.length === 0 ? [strings.nothingShown] : sentences);
}

/** What must be known to read the chart: what its lines are, and what was done to the data. */
export function caption({ picture, series, folded, eachSeed, failure }: { picture: Picture; series: readonly DrawnSeries[]; folded: boolean; eachSeed: boolean; failure: string | undefined }, strings: Strings): string {
  const sentences: string[] = [];
  if (series.some(({ curve }) => curve.n.some((n) => n > 1))) sentences.push(strings.meanCaption);
  const treated = new Map(series.map(({ curve, name }) => [`${curve.smoothing ?? 0} ${curve.x.length} ${curve.total} ${CURVES[name].x}`, { curve, name }]));
  sentences.push(...new Set([...treated.values()].map(({ curve, name }) => treatment(curve, strings.axes[CURVES[name].x], strings)).filter((sentence) => sentence !== '')));
  if (series.some(({ seeds, seedsOnly }) => !seedsOnly && seeds.some(({ state }) => state === 'running'))) sentences.push(strings.runningSeeds);
  const broken = ({ seeds, seedsOnly }: DrawnSeries): boolean => (seedsOnly || eachSeed) && seeds.some(({ state }) => state === 'broken');
  if (series.some(broken)) sentences.push(strings.broken);
  if (folded) sentences.push(strings.foldedSeeds);
  if (series.some(({ coloured }) => !coloured)) sentences.push(strings.plainLines(MOST_COLOURED, series.length));
  if (picture.y.logarithmic && picture.lines.some(({ role }) => role === 'band')) sentences.push(strings.logBand);
  if (failure !== undefined) sentences.push(strings.noFiner(failure));
  return sentences.join(' ');
}

/** Smoothing and omission of points. */
function treatment({ smoothing = 0, total, x }: Curve, unit: string, strings: Strings): string {
  const parts = [...(smoothing > 0 ? [strings.smoothed(smoothing, total, unit)] : []), ...(smoothing > 0 || x.length < total ? [strings.showing(x.length, total, smoothing > 0 ? '' : unit)] : [])];
  return parts.length === 0 ? '' : `${capital(parts.join('; '))}.`;
}

/** A name for a file of a chart. */
export function fileName({ title }: ReportData, subject: Subject, strings: Strings): string {
  return `${title} ${subjectTitle(subject, strings)}`;
}
