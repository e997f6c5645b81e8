import path from 'node:path';
import { LabError, sentence } from '../../base/errors';
import { t } from '../../base/l10n';
import { DATASETS } from '../../data/catalogue';
import { buildGraph } from '../../resnet/build';
import { architectureNamed, type Architecture } from '../../resnet/catalogue';
import type { Graph, NetworkOptions } from '../../resnet/graph';
import { parseOrder } from '../../resnet/order';
import { PROBE_KINDS } from '../../analysis/grids';
import { ADAMW, COSINE, defaultMilestones, FOLDER_SIZE, ONECYCLE, PROBE_EVERY, SGD, STEP } from './defaults';
import { ANY_FOLDER, helpOf, trainSchema, type TrainKeys } from './schema';
import type { OptimizerSettings, ScheduleSettings, TrialConfig, TrialOptions } from './trial-config';

const FOLDER = 'folder:';

/** The trial that the keys of a `train` cell stand for. Folders are resolved against `directory`. The keys are expected to go together (`conflicts`). */
export function resolveTrial(keys: TrainKeys, directory: string): TrialConfig {
  const architecture = architectureNamed(keys.architecture);
  const folder = keys.dataset.startsWith(FOLDER);
  const { name: order } = parseOrder(keys.order ?? architecture.order);
  const { limit, validation, testLimit, epochs, batch, labelSmoothing, crop, flip, cutout, seed } = keys;
  return {
    version: 1,
    architecture: architecture.name,
    order,
    options: resolveOptions(keys, architecture),
    dataset: folder ? `${FOLDER}${path.resolve(directory, keys.dataset.slice(FOLDER.length))}` : keys.dataset,
    ...(folder ? { size: keys.size ?? FOLDER_SIZE } : {}),
    limit,
    validation,
    testLimit,
    epochs,
    batch,
    optimizer: resolveOptimizer(keys),
    lr: keys.lr ?? (keys.optimizer === 'sgd' ? SGD.lr : ADAMW.lr),
    schedule: resolveSchedule(keys),
    warmup: keys.warmup ?? 0,
    labelSmoothing,
    augmentation: { crop, flip, cutout },
    ...(keys.probes.length > 0 && { probes: PROBE_KINDS.filter((kind) => keys.probes.includes(kind)), probeEvery: keys.probeEvery ?? PROBE_EVERY }),
    seed,
  };
}

/** What differs from the architecture's own: to spell a default out doesn't make another trial. */
function resolveOptions(keys: TrainKeys, architecture: Architecture): TrialOptions {
  const { zeroInitResidual, groups, widthPerGroup, replaceStrideWithDilation, shortcut } = keys;
  const options: TrialOptions = { zeroInitResidual };
  if (groups !== undefined && groups !== architecture.groups) options.groups = groups;
  if (widthPerGroup !== undefined && widthPerGroup !== architecture.widthPerGroup) options.widthPerGroup = widthPerGroup;
  if (replaceStrideWithDilation?.some(Boolean) === true) options.replaceStrideWithDilation = replaceStrideWithDilation;
  if (shortcut !== undefined && shortcut !== architecture.shortcut) options.shortcut = shortcut;
  return options;
}

function resolveOptimizer(keys: TrainKeys): OptimizerSettings {
  if (keys.optimizer === 'adamw') {
    const { beta1 = ADAMW.beta1, beta2 = ADAMW.beta2, epsilon = ADAMW.epsilon, weightDecay = ADAMW.weightDecay } = keys;
    return { name: 'adamw', beta1, beta2, epsilon, weightDecay };
  }
  const { momentum = SGD.momentum, weightDecay = SGD.weightDecay } = keys;
  return { name: 'sgd', momentum, nesterov: keys.nesterov ?? momentum > 0, weightDecay };
}

function resolveSchedule(keys: TrainKeys): ScheduleSettings {
  switch (keys.schedule) {
    case 'constant':
      return { name: 'constant' };
    case 'step':
      return { name: 'step', milestones: keys.milestones ?? defaultMilestones(keys.epochs), gamma: keys.gamma ?? STEP.gamma };
    case 'cosine':
      return { name: 'cosine', final: keys.final ?? COSINE.final };
    case 'onecycle': {
      const { pctStart = ONECYCLE.pctStart, divFactor = ONECYCLE.divFactor, finalDivFactor = ONECYCLE.finalDivFactor } = keys;
      return { name: 'onecycle', pctStart, divFactor, finalDivFactor };
    }
  }
}

/** Keys that don't go together. `idle`: the key merely has no effect, which a comparison allows in some of its arms. */
export interface Conflict {
  readonly key: string;
  readonly message: string;
  readonly idle: boolean;
}

/** Everything about the keys of one trial that doesn't go together. `known` is for the trials of one comparison: a network that several have is built once. */
export function conflicts(keys: TrainKeys, known = new Map<string, Conflict[]>()): Conflict[] {
  const network = JSON.stringify([trainNetwork(keys), imagesOf(keys)]);
  const ofGraph = known.get(network) ?? graphConflicts(keys, () => buildGraph({ ...trainNetwork(keys), ...imagesOf(keys) }));
  known.set(network, ofGraph);
  return [...idleKeys(keys, trainSchema.shape), ...numberConflicts(keys).map((conflict) => ({ ...conflict, idle: false })), ...ofGraph];
}

/** Keys that were given though another key's value leaves them without effect. */
export function idleKeys(keys: Readonly<Record<string, unknown>>, shape: Readonly<Record<string, Parameters<typeof helpOf>[0]>>): Conflict[] {
  return Object.entries(shape).flatMap(([key, schema]) => {
    const condition = Object.entries(helpOf(schema)?.onlyWith ?? {})[0];
    if (condition === undefined || keys[key] === undefined) return [];
    const [other, allowed] = condition;
    const value = String(keys[other]);
    if (allowed.includes(value.startsWith(FOLDER) ? ANY_FOLDER : value)) return [];
    return [{ key, message: t('"{0}" has no effect with {1} {2}, only with {3}.', key, other, value, allowed.join(', ')), idle: true }];
  });
}

function numberConflicts(keys: TrainKeys): Omit<Conflict, 'idle'>[] {
  const found: Omit<Conflict, 'idle'>[] = [];
  const { epochs, milestones, warmup } = keys;
  if (keys.optimizer === 'sgd' && keys.momentum === 0 && keys.nesterov === true) found.push({ key: 'nesterov', message: t('nesterov needs a momentum above 0.') });
  if (milestones?.some((epoch, i) => epoch <= (milestones[i - 1] ?? 0)) === true) found.push({ key: 'milestones', message: t('milestones must rise.') });
  if (milestones?.some((epoch) => epoch >= epochs) === true) found.push({ key: 'milestones', message: t('a milestone lies beyond the end: the training has {0} epochs.', epochs) });
  if (keys.probeEvery !== undefined && keys.probes.length === 0) found.push({ key: 'probeEvery', message: t('probeEvery has no effect without probes.') });
  if (warmup !== undefined && warmup > epochs) found.push({ key: 'warmup', message: t('warmup lasts longer than the training of {0} epochs.', epochs) });
  return found;
}

const NETWORK_KEYS = ['zeroInitResidual', 'replaceStrideWithDilation', 'widthPerGroup', 'groups', 'order'] as const;

function trainNetwork({ architecture, order, zeroInitResidual, groups, widthPerGroup, replaceStrideWithDilation, shortcut }: TrainKeys): Omit<NetworkOptions, 'input' | 'classes'> {
  return { architecture, order, zeroInitResidual, groups, widthPerGroup, replaceStrideWithDilation, shortcut };
}

/** What the graph's builder says of architecture, order, options and image size together. */
export function graphConflicts(keys: Readonly<Partial<Record<(typeof NETWORK_KEYS)[number], unknown>>>, build: () => Graph): Conflict[] {
  try {
    build();
    return [];
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    const message = sentence(error);
    const key = NETWORK_KEYS.find((name) => keys[name] !== undefined && message.includes(name)) ?? 'architecture';
    return [{ key, message, idle: false }];
  }
}

/** Shape and classes of the images; a folder's classes are known only once it is read. */
function imagesOf({ dataset, size = FOLDER_SIZE }: TrainKeys): Pick<NetworkOptions, 'input' | 'classes'> {
  const known = Object.entries(DATASETS).find(([name]) => name === dataset)?.[1];
  return known === undefined ? { input: { height: size, width: size, channels: 3 } } : { input: known.shape, classes: known.classes.length };
}
