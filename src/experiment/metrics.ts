/** A number that a finished trial is judged by. */
export interface Metric {
  /** In running text: "test accuracy". */
  readonly title: string;
  readonly better: 'higher' | 'lower';
  /** Accuracies are fractions, spoken of in per cent and percentage points; losses are spoken of as they are. */
  readonly fraction: boolean;
}

export type MetricName = 'testAccuracy' | 'testLoss' | 'validationAccuracy' | 'validationLoss' | 'trainLoss';

/** The metrics that arms can be compared by: each is the value after the last epoch. */
export const METRICS: Readonly<Record<MetricName, Metric>> = {
  testAccuracy: { title: 'test accuracy', better: 'higher', fraction: true },
  testLoss: { title: 'test loss', better: 'lower', fraction: false },
  validationAccuracy: { title: 'validation accuracy', better: 'higher', fraction: true },
  validationLoss: { title: 'validation loss', better: 'lower', fraction: false },
  trainLoss: { title: 'training loss', better: 'lower', fraction: false },
};

export const METRIC_NAMES = Object.keys(METRICS) as [MetricName, ...MetricName[]];
