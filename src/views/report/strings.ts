import { METRICS, type CurveName, type MetricName } from '../../experiment/report-data';

interface CurveInfo {
  readonly title: string;
  readonly x: 'step' | 'epoch';
  readonly fraction: boolean;
  /** Losses may be drawn on a logarithmic axis. */
  readonly logarithmic: boolean;
}

const EPOCH_CURVES = Object.fromEntries(Object.entries(METRICS).map(([name, { title, fraction }]): [string, CurveInfo] => [name, { title, x: 'epoch', fraction, logarithmic: !fraction }])) as Record<MetricName, CurveInfo>;

/** What each curve is called and how it is drawn, in the order of the picker. */
export const CURVES: Readonly<Record<CurveName, CurveInfo>> = {
  stepLoss: { title: 'training loss', x: 'step', fraction: false, logarithmic: true },
  stepAccuracy: { title: 'training accuracy', x: 'step', fraction: true, logarithmic: false },
  gradientNorm: { title: 'norm of the gradient', x: 'step', fraction: false, logarithmic: true },
  learningRate: { title: 'learning rate', x: 'step', fraction: false, logarithmic: true },
  ...EPOCH_CURVES,
};

const seeds = (n: number): string => (n === 1 ? '1 seed' : `${n} seeds`);

/** Every word of the report's page that does not come with the data. */
export const STRINGS = {
  failedToDraw: 'This report could not be drawn:',
  newer: (version: unknown): string => `it was written by another ResNet Lab (format ${String(version)}).`,
  made: 'ResNet Lab report',
  before: 'Read first',
  headings: { result: 'Result', curves: 'Learning curves', caveats: 'What may not be concluded', setup: 'How it was set up', repeat: 'How to repeat it' },
  noResult: 'No trial has finished: there is no result yet.',
  noCurves: 'No trial has written a metric: there are no curves.',
  figure: (number: number): string => `Figure ${number}.`,
  table: (number: number): string => `Table ${number}.`,
  forest: {
    value: (metric: string): string => `${capital(metric)} after the last epoch: mean over seeds with its 95\u00a0% interval (Student’s t); small circles are single seeds.`,
    difference: (baseline: string): string => `Difference to ${baseline}, paired by seed: mean with the 95\u00a0% interval of each comparison by itself; a filled diamond marks p < 0.05 after Holm’s correction.`,
    differenceAxis: (baseline: string, points: boolean): string => `difference to ${baseline}${points ? ', points' : ''}`,
    better: (direction: 'higher' | 'lower'): string => (direction === 'higher' ? 'better →' : '← better'),
    none: 'no finished trial',
    baseline: 'baseline',
  },
  tableCaption: (metric: string, baseline: string): string => `${capital(metric)} after the last epoch: mean ± half width of its 95\u00a0% interval over n seeds. Differences to ${baseline} are paired by seed and tested by a paired t test; p after Holm’s correction.`,
  singleCaption: 'The trial after its last epoch.',
  seedsCaption: (metric: string): string => `${capital(metric)} of each seed.`,
  seed: 'seed',
  parameters: (count: number): string => `${count.toLocaleString('en')} parameters`,
  legend: 'Arms; press to hide or show',
  eachSeed: 'Each seed',
  logarithmic: 'Logarithmic loss',
  curve: 'Curve',
  by: (title: string, x: string): string => `${title} by ${x}`,
  panel: 'chart; arrow keys read its values',
  curveCaption: (title: string, x: string, several: boolean): string => (several ? `${capital(title)} by ${x}: mean over the seeds that finished; the band is the mean’s 95\u00a0% interval (Student’s t) at each ${x}.` : `${capital(title)} by ${x}.`),
  smoothing: (weight: number): string => `Smoothed before any averaging: exponential moving average over every step, weight of the past ${weight}, corrected for its start.`,
  decimated: (drawn: number, total: number, x: string): string => `${drawn} of ${total} ${x}s are drawn, evenly spaced.`,
  broken: 'Dotted lines that end in × are trials that failed or were stopped.',
  logBand: 'On the logarithmic axis a band that reaches zero or below is cut off.',
  summary: (title: string, x: string, arms: readonly string[]): string => `Line chart of ${title} by ${x}. ${arms.join('. ')}.`,
  armSummary: (label: string, first: string, last: string, n: number): string => `${label}: from ${first} to ${last} (${seeds(n)})`,
  nothingShown: 'Every arm is hidden',
  at: (x: string, value: number): string => `${x} ${value}`,
  reading: (label: string, value: string, low: string | undefined, high: string | undefined, n: number): string => `${label}: ${value}${low === undefined || high === undefined ? '' : ` [${low}, ${high}]`}, n = ${n}`,
  seedReading: (label: string, seed: number, value: string): string => `${label}, seed ${seed}: ${value}`,
  showTable: 'Show as table',
  showSeeds: 'Show each seed as table',
  facts: { dataset: 'Data', backend: 'Backend', threads: 'Threads of a trial', versions: 'Versions', machine: 'Machine of this report', time: 'Training time, all trials', source: 'Cell' },
  machine: (processor: string, cores: number, gigabytes: string, system: string): string => `${processor}, ${cores} cores, ${gigabytes} GB memory, ${system}`,
  unknown: 'not recorded',
  cellOf: (file: string | undefined, cell: number | undefined): string => [file, cell === undefined ? undefined : `cell ${cell}`].filter((part) => part !== undefined).join(', '),
  trials: (count: number): string => `All trials (${count})`,
  trialsCaption: 'Every trial, with its values after its last epoch.',
  trialHead: { arm: 'arm', seed: 'seed', state: 'state', time: 'time', id: 'run folder' },
  states: { done: 'finished', failed: 'failed', interrupted: 'stopped' },
  repeat: {
    cell: 'Save the cell above as cell.yaml and run:',
    file: 'Run:',
    then: 'Finished trials are reused; give --runs a new folder to train all of them again. The same seeds give the same numbers on the same backend with the same number of threads; elsewhere they differ by rounding, which training makes larger.',
  },
};

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A minus sign in place of a hyphen before a number, and no line break between a number and its per cent sign. */
export function typographic(text: string): string {
  return text.replace(/(?<=[ (])-(?=\d)/g, '−').replace(/(?<=\d) %/g, '\u00a0%');
}
