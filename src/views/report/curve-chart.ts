import { Chart, Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, Tooltip, type ActiveElement, type ChartOptions, type ScaleOptionsByType } from 'chart.js';
import { axisTitle, valueText, type CurveName } from '../../experiment/report-data';
import type { DrawnArm, Line } from './curve-datasets';
import { CURVES, STRINGS } from './strings';
import type { Theme } from './theme';

Chart.register(Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, Tooltip);

/** Pixels that lines may reach beyond the axes, so that markers at the ends are whole. */
const MARKER_ROOM = 6;

/** Everything that a chart is drawn from. */
export interface ChartParts {
  readonly name: CurveName;
  readonly arms: readonly DrawnArm[];
  readonly lines: readonly Line[];
  readonly logarithmic: boolean;
  readonly theme: Theme;
}

/** Draws a chart that answers the pointer with values. */
export function drawChart(canvas: HTMLCanvasElement, parts: ChartParts): Chart<'line'> {
  Chart.defaults.font.family = parts.theme.font;
  return new Chart(canvas, { type: 'line', data: { datasets: [...parts.lines] }, options: chartOptions(parts) });
}

/** Values of every arm at one step or epoch, as the chart's elements and in words; undefined where there is none. */
export function readAt(chart: Chart<'line'>, { arms, lines, name }: ChartParts, x: number): { elements: ActiveElement[]; words: string } | undefined {
  const elements: ActiveElement[] = [];
  const words: string[] = [];
  lines.forEach((line, datasetIndex) => {
    const index = readable(line, arms) ? line.data.findIndex((point) => point.x === x && !Number.isNaN(point.y)) : -1;
    const element = chart.getDatasetMeta(datasetIndex).data[index];
    if (element === undefined) return;
    elements.push({ element, datasetIndex, index });
    words.push(reading(line, arms, index, name));
  });
  return words.length === 0 ? undefined : { elements, words: `${STRINGS.at(CURVES[name].x, x)}: ${words.join('; ')}` };
}

/** Means speak for their arms; single seeds only where there is no mean. */
function readable({ role, arm }: Line, arms: readonly DrawnArm[]): boolean {
  return role === 'mean' || (role === 'seed' && arms.find((drawn) => drawn.arm === arm)?.seedsOnly === true);
}

function reading({ arm, seed }: Line, arms: readonly DrawnArm[], index: number, name: CurveName): string {
  const drawn = arms.find((candidate) => candidate.arm === arm);
  if (drawn === undefined) return '';
  const { label, curve } = drawn;
  const text = (value: number | null | undefined): string => valueText(value, CURVES[name]);
  if (seed !== undefined) return STRINGS.seedReading(label, seed, text(curve.seeds.find((one) => one.seed === seed)?.y[index]));
  const [low, high] = [curve.low[index], curve.high[index]].map((value) => (value === null ? undefined : text(value)));
  return STRINGS.reading(label, text(curve.mean[index]), low, high, curve.n[index] ?? 0);
}

function chartOptions({ name, arms, logarithmic, theme }: ChartParts): ChartOptions<'line'> {
  const { title, fraction, x } = CURVES[name];
  const axis = (text: string): Pick<ScaleOptionsByType<'linear'>, 'title' | 'grid' | 'border' | 'ticks'> =>
    ({ title: { display: true, text, color: theme.text }, grid: { color: theme.grid, lineWidth: 0.5 }, border: { color: theme.muted }, ticks: { color: theme.muted } }) as ReturnType<typeof axis>;
  const vertical = axis(axisTitle({ title, fraction }));
  const horizontal = axis(x);
  return {
    animation: false,
    parsing: false,
    responsive: true,
    maintainAspectRatio: false,
    clip: MARKER_ROOM,
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    scales: {
      x: { type: 'linear', ...horizontal, grid: { display: false }, ticks: { ...horizontal.ticks, precision: 0, maxRotation: 0 }, ...range(arms) },
      y: logarithmic ? { type: 'logarithmic', ...vertical, ticks: { ...vertical.ticks, callback: logarithmicTick } } : { type: 'linear', ...vertical, ...(fraction && { afterDataLimits: withinPercent }) },
    },
    plugins: {
      tooltip: {
        backgroundColor: theme.background,
        titleColor: theme.text,
        bodyColor: theme.text,
        borderColor: theme.muted,
        borderWidth: 1,
        usePointStyle: true,
        filter: ({ dataset }) => readable(dataset as Line, arms),
        callbacks: {
          title: ([first]) => (first === undefined ? '' : STRINGS.at(x, first.parsed.x ?? NaN)),
          label: ({ dataset, dataIndex }) => reading(dataset as Line, arms, dataIndex, name),
        },
      },
    },
  };
}

/** The axis ends with the curves; a single epoch stands in the middle. */
function range(arms: readonly DrawnArm[]): { min?: number; max?: number } {
  const last = Math.max(1, ...arms.map(({ curve }) => curve.total));
  return last === 1 ? { min: 0, max: 2 } : { min: 1, max: last };
}

/** A band may reach beyond what an accuracy can be; the axis need not. */
function withinPercent(scale: { min: number; max: number }): void {
  scale.min = Math.max(0, scale.min);
  scale.max = Math.min(100, scale.max);
}

/** 1, 2 and 5 of each power of ten. */
function logarithmicTick(value: string | number): string {
  const leading = Number(value) / 10 ** Math.floor(Math.log10(Number(value)));
  return [1, 2, 5].includes(Math.round(leading * 1e6) / 1e6) ? String(Number(Number(value).toPrecision(6))) : '';
}
