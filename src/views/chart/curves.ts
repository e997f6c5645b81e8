import { METRIC_NAMES, METRICS, type CurveName, type MetricName, type ReportArm, type ReportData } from '../../experiment/report-data';

export type Split = 'training' | 'validation' | 'test';
export type Measure = 'loss' | 'accuracy' | 'top5' | 'gradientNorm' | 'learningRate';
export type AxisKind = 'step' | 'epoch' | 'time';

interface CurveInfo {
  /** What its points are counted in. */
  readonly x: 'step' | 'epoch';
  readonly fraction: boolean;
  /** May be drawn on a logarithmic axis. */
  readonly logarithmic: boolean;
}

const EPOCH_CURVES = Object.fromEntries(METRIC_NAMES.map((name): [MetricName, CurveInfo] => [name, { x: 'epoch', fraction: METRICS[name].fraction, logarithmic: !METRICS[name].fraction }])) as Record<MetricName, CurveInfo>;

/** How each curve is drawn, in the order of the picker. */
export const CURVES: Readonly<Record<CurveName, CurveInfo>> = {
  stepLoss: { x: 'step', fraction: false, logarithmic: true },
  stepAccuracy: { x: 'step', fraction: true, logarithmic: false },
  gradientNorm: { x: 'step', fraction: false, logarithmic: true },
  learningRate: { x: 'step', fraction: false, logarithmic: true },
  ...EPOCH_CURVES,
};

export const SPLITS: readonly Split[] = ['training', 'validation', 'test'];
export const AXES: readonly AxisKind[] = ['step', 'epoch', 'time'];

/** Curves of one arm that belong on one chart: for each part of the data the curve by steps where it can be had, else the one by epochs. */
const TOGETHER: Readonly<Record<Measure, readonly (readonly [Split, readonly CurveName[]])[]>> = {
  loss: [['training', ['stepLoss', 'trainLoss']], ['validation', ['validationLoss']], ['test', ['testLoss']]],
  accuracy: [['training', ['stepAccuracy', 'trainAccuracy']], ['validation', ['validationAccuracy']], ['test', ['testAccuracy']]],
  top5: [['training', ['trainTop5']], ['validation', ['validationTop5']], ['test', ['testTop5']]],
  gradientNorm: [['training', ['gradientNorm']]],
  learningRate: [['training', ['learningRate']]],
};

/** What one chart shows: one curve of every arm, or, where there is one arm only, training, validation and test together. */
export interface Subject {
  readonly id: CurveName | Measure;
  readonly fraction: boolean;
  readonly logarithmic: boolean;
  /** Each may become a series of the chart: the first of its curves that fits the axis. */
  readonly parts: readonly Part[];
}

interface Part {
  /** Undefined: as many series as there are arms. */
  readonly split: Split | undefined;
  readonly names: readonly CurveName[];
}

/** A series of a chart, with its place in the legend, which gives it its style. */
export interface Series {
  readonly key: number;
  readonly arm: string;
  readonly split: Split | undefined;
  readonly name: CurveName;
}

/** Whether all arms stand side by side. A single arm has its splits side by side instead. */
export function comparesArms({ baseline, arms }: ReportData): boolean {
  return baseline !== undefined || arms.length > 1;
}

/** The charts that the data can fill, in the order of the picker. */
export function subjectsOf(report: ReportData): Subject[] {
  const has = (name: CurveName): boolean => report.arms.some(({ curves }) => curves[name] !== undefined);
  if (comparesArms(report)) {
    return (Object.keys(CURVES) as CurveName[]).filter(has).map((name) => ({ id: name, ...CURVES[name], parts: [{ split: undefined, names: [name] }] }));
  }
  return (Object.keys(TOGETHER) as Measure[]).flatMap((id): Subject[] => {
    const parts = TOGETHER[id].map(([split, names]) => ({ split, names: names.filter(has) })).filter(({ names }) => names.length > 0);
    const [first] = parts.flatMap(({ names }) => names);
    return first === undefined ? [] : [{ id, fraction: CURVES[first].fraction, logarithmic: CURVES[first].logarithmic, parts }];
  });
}

/** The series of a subject on an axis. */
export function seriesOf(report: ReportData, { parts }: Subject, axis: AxisKind): Series[] {
  return parts.flatMap(({ split, names }) =>
    report.arms.flatMap((arm, index): Series[] => {
      const name = names.find((candidate) => fits(arm, candidate, axis));
      return name === undefined ? [] : [{ key: split === undefined ? index : SPLITS.indexOf(split), arm: arm.label, split, name }];
    }),
  );
}

/** Axes that a subject can be drawn on, and the one to begin with: its first curve's own, or the one that takes the most series. */
export function axesOf(report: ReportData, subject: Subject): { readonly all: readonly AxisKind[]; readonly first: AxisKind } {
  const count = (axis: AxisKind): number => seriesOf(report, subject, axis).length;
  const all = AXES.filter((axis) => count(axis) > 0);
  const [name] = subject.parts.flatMap(({ names }) => names);
  const own = name === undefined ? 'epoch' : CURVES[name].x;
  const best = [own, ...all].reduce((first, axis) => (count(axis) > count(first) ? axis : first));
  return { all, first: best };
}

/** The two charts to begin with: how the training went, and the metric that counts. */
export function firstSubjects(report: ReportData): string[] {
  const ids = subjectsOf(report).map(({ id }) => id as string);
  const wanted = comparesArms(report) ? [ids.includes('stepLoss') ? 'stepLoss' : ids[0], ids.includes(report.metric.name) ? report.metric.name : ids.at(-1)] : ['loss', 'accuracy'];
  return [...new Set(wanted)].flatMap((id) => (id !== undefined && ids.includes(id) ? [id] : []));
}

/** Steps in an epoch of an arm, or undefined where no curve tells. */
export function stepsPerEpoch({ curves }: ReportArm): number | undefined {
  for (const name of Object.keys(CURVES) as CurveName[]) {
    const curve = curves[name];
    const [x, epochs] = [curve?.x.at(-1), curve?.epochs?.at(-1)];
    if (x !== undefined && epochs !== undefined && epochs > 0) return x / epochs;
  }
  return undefined;
}

function fits(arm: ReportArm, name: CurveName, axis: AxisKind): boolean {
  const curve = arm.curves[name];
  if (curve === undefined) return false;
  if (axis === 'time') return curve.seconds?.some((value) => value !== null) === true;
  if (axis === CURVES[name].x) return true;
  return axis === 'epoch' ? curve.epochs !== undefined : stepsPerEpoch(arm) !== undefined;
}
