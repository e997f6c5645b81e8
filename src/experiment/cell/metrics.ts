/** A number that a finished trial is judged by. */
export interface Metric {
  /** In running text: "test accuracy". */
  readonly title: string;
  readonly better: 'higher' | 'lower';
  /** Accuracies are fractions, spoken of in per cent and percentage points; losses are spoken of as they are. */
  readonly fraction: boolean;
}

export type MetricName = 'testAccuracy' | 'testTop5' | 'testLoss' | 'validationAccuracy' | 'validationTop5' | 'validationLoss' | 'trainAccuracy' | 'trainTop5' | 'trainLoss';

/** The metrics that arms can be compared by: each is the value after the last epoch. */
export const METRICS: Readonly<Record<MetricName, Metric>> = {
  testAccuracy: { title: 'test accuracy', better: 'higher', fraction: true },
  testTop5: { title: 'test top-5 accuracy', better: 'higher', fraction: true },
  testLoss: { title: 'test loss', better: 'lower', fraction: false },
  validationAccuracy: { title: 'validation accuracy', better: 'higher', fraction: true },
  validationTop5: { title: 'validation top-5 accuracy', better: 'higher', fraction: true },
  validationLoss: { title: 'validation loss', better: 'lower', fraction: false },
  trainAccuracy: { title: 'training accuracy', better: 'higher', fraction: true },
  trainTop5: { title: 'training top-5 accuracy', better: 'higher', fraction: true },
  trainLoss: { title: 'training loss', better: 'lower', fraction: false },
};

export const METRIC_NAMES = Object.keys(METRICS) as [MetricName, ...MetricName[]];
