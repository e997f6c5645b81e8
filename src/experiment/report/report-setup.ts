import { t } from '../../base/l10n';
import { DATASETS, isDatasetName } from '../../data/catalogue';
import { architectureNamed } from '../../resnet/catalogue';
import type { NetworkOptions } from '../../resnet/graph';
import type { Metric } from '../cell/metrics';
import type { ReportSetup } from '../report-data';
import { metricTitle } from './report-format';
import type { OptimizerSettings, ScheduleSettings, TrialConfig } from '../cell/trial-config';
import { imagesOf } from '../trial/trial-work';

interface Asked {
  readonly configs: readonly TrialConfig[];
  /** Things that stand side by side. */
  readonly arms: number;
  readonly metric: Metric;
  /** Whether arms are tested against a baseline. */
  readonly compared: boolean;
}

/** A trial's network with the images and classes of its data; undefined for a folder, whose classes are known only once it is read. */
export function networkOf({ architecture, order, options, dataset }: TrialConfig): NetworkOptions | undefined {
  if (!isDatasetName(dataset)) return undefined;
  const { shape, classes } = DATASETS[dataset];
  return { architecture, order, ...options, input: shape, classes: classes.length };
}

/** How trials were set up, in words and as a table. What varies is given with each of its values. */
export function reportSetup({ configs, arms, metric, compared }: Asked): ReportSetup {
  const each = (words: (config: TrialConfig) => string): string => [...new Set(configs.map(words))].join('; ');
  const seeds = [...new Set(configs.map(({ seed }) => seed))].sort((a, b) => a - b);
  const [networks, data, optimizer, rate] = [each(networkWords), each(dataWords), each((config) => optimizerWords(config.optimizer)), each(rateWords)];
  const [epochs, batch, changed] = [each((config) => String(config.epochs)), each((config) => String(config.batch)), each(augmentationWords)];
  const sentences = [
    ...(arms > 1 ? [t('{0} arms stand side by side.', arms)] : []),
    t('Trained: {0}, on {1}, for {2} epochs in batches of {3} images, by {4}. The learning rate is {5}.', networks, data, epochs, batch, optimizer, rate),
    t('Training images: {0}.', changed),
    ...(compared ? [t('Each arm is trained from the same seeds ({0}). A seed decides the first weights, the order of the images, their augmentation and which of them are held out, so that the trials of one seed can be compared as pairs.', seeds.join(', '))] : []),
    t('A trial is judged by its {0} after the last epoch; no epoch was picked by its result.', metricTitle(metric)),
  ];
  const rows = [
    [t('Network'), networks],
    [t('Order of a unit'), each(({ order }) => order)],
    [t('Data'), data],
    [t('Training images'), changed],
    [t('Epochs'), epochs],
    [t('Images a step'), batch],
    [t('Optimiser'), optimizer],
    [t('Learning rate'), rate],
    [t('Loss'), each(lossWords)],
    [t('Seeds'), seeds.join(', ')],
  ] as const;
  return { sentences, rows: rows.map(([name, value]) => ({ name, value })) };
}

function networkWords(config: TrialConfig): string {
  const { architecture, options } = config;
  const { title } = architectureNamed(architecture);
  const changed = Object.entries(options).filter(([, value]) => value !== false).map(([key, value]) => `${key} ${String(value)}`);
  return changed.length === 0 ? title : `${title} (${changed.join(', ')})`;
}

function dataWords(config: TrialConfig): string {
  const { dataset, limit, validation, size } = config;
  const images = imagesOf(config);
  if (images === undefined || !isDatasetName(dataset)) {
    const words = t('the images of {0}, brought to {1}×{1} pixels', dataset.replace(/^folder:/, ''), size ?? 0);
    return limit === 0 ? words : t('{0}, {1} of them', words, limit.toLocaleString('en'));
  }
  const { title, images: whole } = DATASETS[dataset];
  const held = Math.round((limit === 0 ? whole.train : Math.min(whole.train, limit)) * validation);
  const [trained, kept, tested] = [images.trained, held, images.evaluated - held].map((count) => count.toLocaleString('en'));
  if (held === 0) return t('{0} ({1} training and {2} test images)', title, trained ?? '', tested ?? '');
  return t('{0} ({1} training, {2} validation and {3} test images)', title, trained ?? '', kept ?? '', tested ?? '');
}

function augmentationWords({ augmentation: { crop, flip, cutout } }: TrialConfig): string {
  const changes = [
    ...(crop > 0 ? [t('cropped at random after padding by {0} pixels', crop)] : []),
    ...(flip ? [t('flipped left to right half of the time')] : []),
    ...(cutout > 0 ? [t('a random square of {0} pixels cut out', cutout)] : []),
  ];
  return changes.length === 0 ? t('as they are, normalised') : t('{0}, normalised', changes.join(', '));
}

function optimizerWords(optimizer: OptimizerSettings): string {
  const { weightDecay } = optimizer;
  if (optimizer.name === 'adamw') return t('AdamW (β₁ {0}, β₂ {1}, ε {2}, weight decay {3})', optimizer.beta1, optimizer.beta2, optimizer.epsilon, weightDecay);
  const { momentum, nesterov } = optimizer;
  return nesterov ? t('SGD (momentum {0}, Nesterov, weight decay {1})', momentum, weightDecay) : t('SGD (momentum {0}, weight decay {1})', momentum, weightDecay);
}

function rateWords({ lr, warmup, schedule }: TrialConfig): string {
  const words = scheduleWords(lr, schedule);
  return warmup > 0 ? t('{0}, after a linear rise over {1} epochs', words, warmup) : words;
}

function scheduleWords(lr: number, schedule: ScheduleSettings): string {
  switch (schedule.name) {
    case 'constant':
      return t('{0} throughout', lr);
    case 'step':
      return t('{0}, times {1} after epochs {2}', lr, schedule.gamma, schedule.milestones.join(', '));
    case 'cosine':
      return t('{0}, falling to {1} along half a cosine', lr, schedule.final);
    case 'onecycle':
      return t('one cycle: from {0} up to {1} over {2} % of the steps, then down to {3}', rounded(lr / schedule.divFactor), lr, rounded(100 * schedule.pctStart), rounded(lr / schedule.divFactor / schedule.finalDivFactor));
  }
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function lossWords({ labelSmoothing }: TrialConfig): string {
  return labelSmoothing > 0 ? t('cross entropy, label smoothing {0}', labelSmoothing) : t('cross entropy');
}
