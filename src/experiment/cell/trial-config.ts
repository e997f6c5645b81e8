import { createHash } from 'node:crypto';
import type { ProbeKind } from '../../analysis/grids';
import { architectureNamed, type ShortcutOption } from '../../resnet/catalogue';
import { NAMED_ORDERS } from '../../resnet/order';

/** Stochastic gradient descent as `torch.optim.SGD`, or AdamW as `torch.optim.AdamW`; weight decay reaches all parameters, as there. */
export type OptimizerSettings =
  | { name: 'sgd'; momentum: number; nesterov: boolean; weightDecay: number }
  | { name: 'adamw'; beta1: number; beta2: number; epsilon: number; weightDecay: number };

/** How the learning rate moves; `milestones` in epochs, `final` a learning rate, `onecycle` as `torch.optim.lr_scheduler.OneCycleLR` (momentum stays as it is). */
export type ScheduleSettings =
  | { name: 'constant' }
  | { name: 'step'; milestones: number[]; gamma: number }
  | { name: 'cosine'; final: number }
  | { name: 'onecycle'; pctStart: number; divFactor: number; finalDivFactor: number };

/** What is changed about the architecture; a key that is absent is the architecture's own. */
export interface TrialOptions {
  zeroInitResidual: boolean;
  groups?: number;
  widthPerGroup?: number;
  replaceStrideWithDilation?: [boolean, boolean, boolean];
  shortcut?: ShortcutOption;
}

/** One trial, resolved: everything that decides its result and nothing else. The backend is not part of it (results name it). */
export interface TrialConfig {
  version: 1;
  architecture: string;
  /** The order's name where it has one, else its tokens. */
  order: string;
  options: TrialOptions;
  /** A name in `DATASETS`, or `folder:` and an absolute path. */
  dataset: string;
  /** Of a folder only: side of the square that its images are brought to, in pixels. */
  size?: number;
  /** Training images; 0 is all. */
  limit: number;
  /** Fraction of the training images that is held out. */
  validation: number;
  /** Test images; 0 is all. */
  testLimit: number;
  epochs: number;
  /** Images a step. */
  batch: number;
  optimizer: OptimizerSettings;
  lr: number;
  schedule: ScheduleSettings;
  /** Epochs in which the learning rate rises linearly. */
  warmup: number;
  labelSmoothing: number;
  augmentation: { crop: number; flip: boolean; cutout: number };
  /** What is recorded inside the network, and every how many steps; absent where nothing is. It decides no other number of the trial, but a trial without has no records. */
  probes?: ProbeKind[];
  probeEvery?: number;
  seed: number;
}

/** JSON with sorted keys: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

/** A name for the trial that is a file name too, readable first and unique by a hash of the whole config: `resnet20-full-preact-s1-0a1b2c3d`. */
export function trialId(config: TrialConfig): string {
  const hash = createHash('sha256').update(canonicalJson(config)).digest('hex').slice(0, 8);
  return `${config.architecture}-${shortOrder(config.order)}-s${config.seed}-${hash}`;
}

/** A named order as it is; of others the tokens' initials (`conv-bn-add` is `cba`), cut at 24. */
function shortOrder(order: string): string {
  if (NAMED_ORDERS.some(({ name }) => name === order)) return order;
  return order.split('-').map((token) => token.slice(0, 1)).join('').slice(0, 24);
}

/** Keys whose values speak for themselves. */
const SELF_EVIDENT = ['architecture', 'order', 'dataset', 'optimizer', 'schedule'];

/** The trial in a few words: the values of the cell's `varied` keys (`full-preact, lr=0.1`), or architecture and order where nothing is varied. */
export function trialLabel(config: TrialConfig, varied: readonly string[]): string {
  const values = cellValues(config);
  const words = (varied.length > 0 ? varied : ['architecture', 'order']).flatMap((key) => {
    const value = values[key];
    if (value === undefined) return [];
    return [SELF_EVIDENT.includes(key) ? String(value) : `${key}=${String(value)}`];
  });
  return words.join(', ');
}

/** Keys of the config that no cell has by that name. */
const GROUPS = ['version', 'options', 'augmentation'];

/** The keys of a cell in which trials differ, beside the seed. */
export function differingKeys(configs: readonly TrialConfig[]): string[] {
  const values = configs.map(cellValues);
  const keys = new Set(values.flatMap((own) => Object.keys(own)));
  return [...keys].filter((key) => key !== 'seed' && !GROUPS.includes(key) && new Set(values.map((own) => canonicalJson(own[key]))).size > 1);
}

/** The config by the keys of a cell: one level, `optimizer` and `schedule` by name. */
function cellValues(config: TrialConfig): Record<string, unknown> {
  const { groups, widthPerGroup, shortcut } = architectureNamed(config.architecture);
  const { optimizer, schedule, augmentation, options } = config;
  return { groups, widthPerGroup, shortcut, ...options, ...optimizer, ...schedule, ...augmentation, ...config, optimizer: optimizer.name, schedule: schedule.name };
}
