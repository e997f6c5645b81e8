import { t } from '../../base/l10n';
import type { AnalysisData, LandscapeNetwork, LesionNetwork, ShatteredNetwork } from '../analysis-data';
import { GRID_NAMES, type ArmProbes, type GridName, type ReportProbes } from '../probe-data';
import type { ChartLine } from './report-chart';
import { chartFigure, type ReportFigure } from './report-figures';

/** What was measured inside the networks, from the input to the output at the first and the last record: a figure a grid. */
export function probeFigures({ arms }: ReportProbes): ReportFigure[] {
  return GRID_NAMES.flatMap((grid) => {
    const figures = (['first', 'last'] as const).flatMap((when) => probeFigure(arms, grid, when));
    return arms.every(({ steps }) => steps.length < 2) ? figures.slice(0, 1) : figures;
  });
}

function probeFigure(arms: readonly ArmProbes[], grid: GridName, when: 'first' | 'last'): ReportFigure[] {
  const names = arms.flatMap(({ grids }) => (grids[grid] === undefined ? [] : [grids[grid].names]));
  const same = new Set(names.map((own) => own.join(' '))).size === 1;
  const lines = arms.flatMap(({ arm, grids, steps }, series): ChartLine[] => {
    const found = grids[grid];
    const row = when === 'first' ? 0 : steps.length - 1;
    const y = found?.mean[row];
    if (found === undefined || y === undefined) return [];
    const [low, high] = [found.low?.[row], found.high?.[row]];
    return [{ label: arm, series, x: found.names.map((_, i) => i + 1), y, ...(low && high && { low, high }) }];
  });
  if (lines.length === 0) return [];
  const steps = [...new Set(arms.flatMap(({ steps: own }) => (when === 'first' ? own.slice(0, 1) : own.slice(-1))))].join(', ');
  const title = gridTitle(grid);
  return [chartFigure(`inside-${grid}-${when}`, { title: t('{0}, step {1}', title, steps), caption: t('{0} by depth at step {1}: mean over the seeds. Places are counted from the input to the output.', title, steps), xTitle: t('place, from the input'), yTitle: title, lines, logarithmic: isLogarithmic(grid), ...(same && { places: names[0] }) })];
}

function isLogarithmic(grid: GridName): boolean {
  return ['weightGradient', 'gradientRatio', 'signal', 'trunk', 'branch'].includes(grid);
}

function gridTitle(grid: GridName): string {
  switch (grid) {
    case 'weightGradient':
      return t("norm of each layer's weight gradient");
    case 'gradientRatio':
      return t("norm of each layer's weight gradient over that of its weight");
    case 'signal':
      return t("norm of the gradient at each unit's output");
    case 'response':
      return t("standard deviation of each conv's response");
    case 'mean':
      return t("mean of each unit's output");
    case 'std':
      return t("standard deviation of each unit's output");
    case 'zero':
      return t("share of each ReLU's outputs that are zero");
    case 'dead':
      return t("share of each ReLU's channels that are zero on the whole batch");
    case 'trunk':
      return t('variance of the trunk at each addition');
    case 'branch':
      return t('variance of the branch at each addition');
    case 'gamma':
      return t("root mean square of each batch norm's γ");
  }
}

/** An analysis of the report's own networks in figures, means over the seeds of each arm. */
export function analysisFigures({ networks, result }: AnalysisData, number: number): ReportFigure[] {
  const name = `analysis-${number}`;
  const labels = [...new Set(networks.map(({ label }) => label))];
  const byLabel = <Network extends { readonly id: string }>(own: readonly Network[]): { label: string; series: number; own: Network[] }[] =>
    labels.map((label, series) => ({ label, series, own: own.filter(({ id }) => networks.some((network) => network.id === id && network.label === label)) })).filter((arm) => arm.own.length > 0);
  switch (result.kind) {
    case 'lesion':
      return lesionFigures(name, byLabel(result.networks));
    case 'landscape':
      return landscapeFigures(name, byLabel(result.networks));
    case 'shattered':
      return shatteredFigures(name, byLabel(result.networks));
  }
}

interface OfArm<Network> {
  readonly label: string;
  readonly series: number;
  readonly own: readonly Network[];
}

function lesionFigures(name: string, arms: readonly OfArm<LesionNetwork>[]): ReportFigure[] {
  const percent = (values: readonly (number | undefined)[]): number | null => {
    const mean = meanOf(values);
    return mean === null ? null : 100 * mean;
  };
  const deleted = arms.map(({ label, series, own }): ChartLine => {
    const units = [...new Set(own.flatMap((network) => network.deleted.map(({ unit }) => unit)))];
    return { label, series, x: units.map((_, i) => i + 1), y: units.map((unit) => percent(own.map((network) => network.deleted.flatMap((one) => (one.unit === unit && 'error' in one ? [one.error] : []))[0]))) };
  });
  const several = arms.map(({ label, series, own }): ChartLine => {
    const counts = [...new Set(own.flatMap((network) => network.several.map(({ count }) => count)))].sort((a, b) => a - b);
    return { label, series, x: counts, y: counts.map((count) => percent(own.flatMap((network) => network.several.filter((one) => one.count === count).flatMap(({ draws }) => draws.map(({ error }) => error))))) };
  });
  const whole = arms.map(({ label, own }) => `${label} ${percent(own.map((network) => network.whole?.error))?.toFixed(2) ?? '–'} %`).join(', ');
  const yTitle = t('test error, %');
  return [
    ...ifSome(deleted, (lines) => chartFigure(`${name}-deleted`, { title: t('error without one unit'), caption: t('Error when one unit is deleted, by its place from the input: mean over the seeds. Whole networks: {0}.', whole), xTitle: t('place of the deleted unit'), yTitle, lines })),
    ...ifSome(several, (lines) => chartFigure(`${name}-several`, { title: t('error without several units'), caption: t('Error when several units are deleted at random: mean over draws and seeds.'), xTitle: t('deleted units'), yTitle, lines })),
  ];
}

function landscapeFigures(name: string, arms: readonly OfArm<LandscapeNetwork>[]): ReportFigure[] {
  const lines = arms.map(({ label, series, own }): ChartLine => {
    const x = own.find(({ line }) => line !== undefined)?.line?.x ?? [];
    return { label, series, x, y: x.map((at) => meanOf(own.map(({ line }) => line?.loss[line.x.indexOf(at)]))) };
  });
  return ifSome(lines, (some) => chartFigure(`${name}-line`, { title: t('loss along a random direction'), caption: t('Loss along a filter-normalised random direction through the trained weights (at 0): mean over the seeds.'), xTitle: t('step, in filter norms'), yTitle: t('loss'), lines: some, logarithmic: true }));
}

function shatteredFigures(name: string, arms: readonly OfArm<ShatteredNetwork>[]): ReportFigure[] {
  const lines = arms.map(({ label, series, own }): ChartLine => {
    const lags = Array.from({ length: Math.max(...own.map(({ autocorrelation }) => autocorrelation.length)) }, (_, lag) => lag);
    return { label, series, x: lags, y: lags.map((lag) => meanOf(own.map(({ autocorrelation }) => autocorrelation[lag]))) };
  });
  return ifSome(lines, (some) => chartFigure(`${name}-autocorrelation`, { title: t('autocorrelation of the input gradient'), caption: t('Autocorrelation of the gradient with respect to the input along a line of images, by lag: mean over the seeds.'), xTitle: t('lag'), yTitle: t('autocorrelation'), lines: some }));
}

function ifSome(lines: readonly ChartLine[], make: (lines: readonly ChartLine[]) => ReportFigure): ReportFigure[] {
  const some = lines.filter(({ y }) => y.some((value) => value !== null));
  return some.length === 0 ? [] : [make(some)];
}

function meanOf(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
