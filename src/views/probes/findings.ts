import { shortNumber } from '../chart/numbers';
import { SUMMARIES, type MeasureGrid, type Summary } from './measures';
import { placeOf, rowAt } from './places';
import { valueWords, type Seen, type SeenArm } from './seen';
import { trainingSeries } from './series';

/** Arms beyond are not named one by one. */
export const MOST_NAMED = 4;
/** Factors nearer to 1 than this are called the same. */
const SAME = 0.05;

interface Factor {
  readonly label: string;
  readonly factor: number;
}

/** What the data say of depth at the step that is looked at; empty where they say nothing. */
export function depthFinding(seen: Seen): string {
  const { measure, words, step } = seen;
  const f = words.findings;
  const title = words.spoken[measure.id];
  const rows = seen.arms.flatMap((arm) => arm.grids.flatMap((one) => rowOf(arm, one, step, seen)));
  if (rows.length === 0) return '';
  if (measure.id === 'zero' || measure.id === 'dead') return f.levels(step, title, rows.slice(0, MOST_NAMED).flatMap((row) => averageItem(row, seen)));
  if (measure.id === 'mean') {
    const text = (value: number | undefined): string => valueWords(value, seen);
    return f.levels(step, title, rows.slice(0, MOST_NAMED).map(({ label, first, last }) => words.ofArm(f.fromTo(first.name, text(first.value), last.name, text(last.value)), label)));
  }
  const factors = rows.flatMap(({ label, first, last }) => factorOf(label, measure.backward ? first.value : last.value, measure.backward ? last.value : first.value));
  const nameOf = (end: 'first' | 'last'): string => common(rows.map((row) => row[end].name)) ?? (end === 'first' ? f.firstLayer : f.lastLayer);
  const [a, b] = measure.backward ? [nameOf('first'), nameOf('last')] : [nameOf('last'), nameOf('first')];
  return factorsSentence(factors, seen, (items) => f.ratio(step, title, a, b, items), (count, low, high) => f.ratioRange(step, title, a, b, count, low, high));
}

/** What the data say of the change from the first to the last step at a layer. */
export function trainingFinding(seen: Seen, place: Summary | string, placeText: string): string {
  const { measure, words, moments } = seen;
  const f = words.findings;
  const title = words.spoken[measure.id];
  const ends = trainingSeries(seen, place).flatMap(({ arm, part, curve, at }) => {
    const label = part === undefined ? arm : words.partIn(arm, part === 'trunk' ? words.parts.trunk : words.parts.branch);
    const there = curve.mean.flatMap((value, i) => (value === null ? [] : [{ value, step: at[i]?.step ?? NaN }]));
    const [first, last] = [there[0], there.at(-1)];
    return first === undefined || last === undefined || there.length < 2 ? [] : [{ label, first, last }];
  });
  const [from, to] = [common(ends.map(({ first }) => first.step)) ?? moments[0] ?? 0, common(ends.map(({ last }) => last.step)) ?? moments.at(-1) ?? 0];
  if (ends.length === 0 || from === to) return '';
  if (measure.fraction || measure.id === 'mean') {
    return f.moved(from, to, title, placeText, ends.slice(0, MOST_NAMED).map(({ label, first, last }) => words.ofArm(f.movedItem(valueWords(first.value, seen), valueWords(last.value, seen)), label)));
  }
  const factors = ends.flatMap(({ label, first, last }) => factorOf(label, last.value, first.value));
  return factorsSentence(factors, seen, (items) => f.change(from, to, title, placeText, items), (count, low, high) => f.changeRange(from, to, title, placeText, count, low, high));
}

/** Where the extremes of an arm's grid are. */
export function heatFinding(seen: Seen, { label, probes }: Pick<SeenArm, 'label' | 'probes'>, { grid }: MeasureGrid): string {
  let low: Cell | undefined;
  let high: Cell | undefined;
  for (const [r, row] of grid.mean.entries()) {
    for (const [column, value] of row.entries()) {
      if (value === null) continue;
      const cell = { value, name: grid.names[column] ?? '', step: probes.steps[r] ?? 0 };
      if (low === undefined || value < low.value) low = cell;
      if (high === undefined || value > high.value) high = cell;
    }
  }
  if (low === undefined || high === undefined) return '';
  return seen.words.findings.extremes(label, valueWords(high.value, seen), high.name, high.step, valueWords(low.value, seen), low.name, low.step);
}

interface Cell {
  readonly value: number;
  readonly name: string;
  readonly step: number;
}

interface Row {
  readonly label: string;
  readonly values: readonly { readonly name: string; readonly value: number }[];
  readonly first: { readonly name: string; readonly value: number | undefined };
  readonly last: { readonly name: string; readonly value: number | undefined };
}

function rowOf(arm: SeenArm, { part, grid }: MeasureGrid, step: number, { words }: Seen): Row[] {
  const row = rowAt(arm.probes.steps, step);
  const values = row === undefined ? undefined : grid.mean[row];
  if (values === undefined) return [];
  const end = (summary: 'first' | 'last'): Row['first'] => {
    const place = placeOf(grid.names, summary);
    return { name: grid.names[place] ?? '', value: values[place] ?? undefined };
  };
  const there = values.flatMap((value, i) => (value === null ? [] : [{ name: grid.names[i] ?? '', value }]));
  return [{ label: part === undefined ? arm.label : words.partIn(arm.label, words.parts[part]), values: there, first: end('first'), last: end('last') }];
}

function averageItem({ label, values }: Row, seen: Seen): string[] {
  const [first] = values;
  if (first === undefined) return [];
  const most = values.reduce((best, one) => (one.value > best.value ? one : best), first);
  const mean = values.reduce((sum, { value }) => sum + value, 0) / values.length;
  return [seen.words.ofArm(seen.words.findings.average(valueWords(mean, seen, 3), valueWords(most.value, seen, 3), most.name), label)];
}

function factorOf(label: string, over: number | undefined, under: number | undefined): Factor[] {
  return over === undefined || under === undefined || under <= 0 || over <= 0 ? [] : [{ label, factor: over / under }];
}

function factorsSentence(factors: readonly Factor[], { words }: Seen, each: (items: readonly string[]) => string, range: (count: number, low: string, high: string) => string): string {
  if (factors.length === 0) return '';
  const text = ({ label, factor }: Factor): string => words.inArm(factorWords(factor, words), label);
  if (factors.length <= MOST_NAMED) return each(factors.map(text));
  const sorted = [...factors].sort((a, b) => a.factor - b.factor);
  const [low, high] = [sorted[0], sorted.at(-1)];
  return low === undefined || high === undefined ? '' : range(factors.length, text(low), text(high));
}

/** `12 times as large`, `4 times smaller`, `about the same`. */
export function factorWords(factor: number, { larger, smaller, same }: Seen['words']): string {
  if (Math.abs(factor - 1) < SAME) return same;
  return factor > 1 ? larger(shortNumber(factor, 2)) : smaller(shortNumber(1 / factor, 2));
}

/** What all are, or undefined. */
function common<T>(all: readonly T[]): T | undefined {
  return new Set(all).size === 1 ? all[0] : undefined;
}

export function isSummary(place: string): place is Summary {
  return (SUMMARIES as readonly string[]).includes(place);
}
