import * as z from 'zod';
import { PROBE_KINDS } from '../../analysis/grids';
import { LANDSCAPE_DEFAULTS } from '../../analysis/landscape';
import { LESION_DEFAULTS } from '../../analysis/lesion';
import { SHATTERED_DEFAULTS } from '../../analysis/shattered';
import { t } from '../../base/l10n';
import { DATASETS } from '../../data/catalogue';
import { ARCHITECTURE_NAMES } from '../../resnet/catalogue';
import { OrderError, parseOrder } from '../../resnet/order';
import { ADAMW, COSINE, FOLDER_SIZE, ONECYCLE, PROBE_EVERY, SGD, STEP } from './defaults';
import { METRIC_NAMES } from './metrics';

/** What is known of a key beside its type; becomes annotations of the JSON Schema. */
export interface Help {
  readonly description: string;
  readonly unit?: string;
  readonly examples?: unknown[];
  /** The default in words, where it depends on other keys. */
  readonly defaultText?: string;
  /** What may stand here, in words, where the types don't say it well. */
  readonly expects?: string;
  /** The key counts only with one of these values of another key. */
  readonly onlyWith?: Readonly<Record<string, readonly string[]>>;
}

function key<T extends z.ZodType>(schema: T, help: Help): T {
  return schema.meta({ ...help });
}

/** The help text that a schema was given. */
export function helpOf(schema: z.ZodType): Help | undefined {
  return schema.meta() as Help | undefined;
}

/** `folder:PATH` stands for every folder in `onlyWith`. */
export const ANY_FOLDER = 'folder:PATH';

const whole = (least: number, most: number): z.ZodInt => z.int().min(least).max(most);
const SEED = whole(0, 4_294_967_295);
const DATASET = z.union([z.enum(Object.keys(DATASETS)), z.string().regex(/^folder:./)]);
const DATASET_EXPECTS = `one of ${Object.keys(DATASETS).join(', ')}, or folder:PATH`;

/** A valid order; the problem carries where in the text it is, for a mark under the token. */
const ORDER = z.string().max(200).check((context) => {
  try {
    parseOrder(context.value);
  } catch (error) {
    if (!(error instanceof OrderError)) throw error;
    const { mend, suggestion, offset, length } = error;
    context.issues.push({ code: 'custom', message: error.message.replace(/\.?\n[^]*$/, '.'), input: context.value, params: { mend, suggestion, offset, length } });
  }
});

const SGD_ONLY = { optimizer: ['sgd'] };
const ADAMW_ONLY = { optimizer: ['adamw'] };
const STEP_ONLY = { schedule: ['step'] };
const ONECYCLE_ONLY = { schedule: ['onecycle'] };
const OWN = "the architecture's own";

const networkKeys = {
  architecture: key(z.enum(ARCHITECTURE_NAMES).default('resnet20'), { description: 'The network: one of torchvision\'s ResNets, a CIFAR ResNet, or a `plain` twin without shortcuts. `describe NAME` prints it.', examples: ['resnet20', 'resnet50', 'plain20'] }),
  order: key(ORDER.optional(), { description: 'The sequence of conv, bn, relu and add in one residual unit: a name, or the tokens joined by "-".', defaultText: "the architecture's own: `original`, and `plain` for the plain twins", expects: 'the name of an order, or tokens joined by "-"', examples: ['original', 'full-preact', 'conv-bn-relu-conv-bn-add'] }),
  zeroInitResidual: key(z.boolean().default(false), { description: 'Start the last bn of each branch at zero, so that each unit starts as the identity.' }),
  groups: key(whole(1, 512).optional(), { description: 'Groups of the 3×3 convs; bottleneck architectures only.', defaultText: OWN }),
  widthPerGroup: key(whole(1, 1024).optional(), { description: 'Channels per group at 64 planes; bottleneck architectures only.', unit: 'channels', defaultText: OWN }),
  replaceStrideWithDilation: key(z.tuple([z.boolean(), z.boolean(), z.boolean()]).optional(), { description: 'For stages 2, 3 and 4: dilate instead of striding. torchvision\'s bottleneck architectures only.', defaultText: 'none', expects: 'a list of three, each true or false', examples: [[false, true, true]] }),
  shortcut: key(z.enum(['A', 'B', 'C']).optional(), { description: 'Where a unit changes shape: A subsamples and pads with zeros, B projects; C projects in every unit (He 2015, section 4.1).', defaultText: OWN }),
};

const dataKeys = {
  dataset: key(DATASET.default('fashion-mnist'), { description: 'The images: a data set by name, or a folder with one subfolder of images per class. A folder\'s path is relative to the file of the cell.', expects: DATASET_EXPECTS, examples: ['fashion-mnist', 'folder:pets'] }),
  size: key(whole(8, 1024).optional(), { description: 'Side of the square that the images of a folder are brought to.', unit: 'pixels', defaultText: String(FOLDER_SIZE), onlyWith: { dataset: [ANY_FOLDER] } }),
  limit: key(whole(0, 100_000_000).default(0), { description: 'Training images to use, beside those that `validation` holds out; 0 is all.', unit: 'images' }),
  validation: key(z.number().min(0).max(0.9).default(0.1), { description: 'Held out from the training images and evaluated after each epoch: a fraction of all, or of `limit` where there is one; 0 holds none out.', unit: 'fraction' }),
  testLimit: key(whole(0, 100_000_000).default(0), { description: 'Test images to evaluate on; 0 is all.', unit: 'images' }),
  crop: key(whole(0, 64).default(0), { description: 'Pad each training image by so much on every side and cut its size out at random; 0 is off.', unit: 'pixels', examples: [4] }),
  flip: key(z.boolean().default(false), { description: 'Mirror training images left to right, one time in two.' }),
  cutout: key(whole(0, 512).default(0), { description: 'Side of a square that is blanked at random in each training image; 0 is off.', unit: 'pixels', examples: [8] }),
};

const optimisationKeys = {
  epochs: key(whole(1, 10_000).default(3), { description: 'How often the training goes through all its images.', unit: 'epochs' }),
  batch: key(whole(1, 8192).default(128), { description: 'Images a step.', unit: 'images' }),
  optimizer: key(z.enum(['sgd', 'adamw']).default('sgd'), { description: 'Stochastic gradient descent with momentum, or AdamW; both as in torch.' }),
  lr: key(z.number().gt(0).max(100).optional(), { description: 'The learning rate; the highest one where a schedule moves it.', defaultText: `${SGD.lr} with sgd, ${ADAMW.lr} with adamw` }),
  momentum: key(z.number().min(0).lt(1).optional(), { description: 'How much of the last update goes into the next.', defaultText: String(SGD.momentum), onlyWith: SGD_ONLY }),
  nesterov: key(z.boolean().optional(), { description: 'Nesterov\'s momentum: the gradient is taken a step ahead.', defaultText: 'true; false where momentum is 0', onlyWith: SGD_ONLY }),
  beta1: key(z.number().min(0).lt(1).optional(), { description: 'Decay of the mean of the gradients.', defaultText: String(ADAMW.beta1), onlyWith: ADAMW_ONLY }),
  beta2: key(z.number().min(0).lt(1).optional(), { description: 'Decay of the mean of their squares.', defaultText: String(ADAMW.beta2), onlyWith: ADAMW_ONLY }),
  epsilon: key(z.number().gt(0).max(1).optional(), { description: 'Added to the divisor, for stability.', defaultText: String(ADAMW.epsilon), onlyWith: ADAMW_ONLY }),
  weightDecay: key(z.number().min(0).max(10).optional(), { description: 'Pull of all parameters towards zero: added to the gradient with sgd, decoupled from it with adamw.', defaultText: `${SGD.weightDecay} with sgd, ${ADAMW.weightDecay} with adamw` }),
  labelSmoothing: key(z.number().min(0).lt(1).default(0), { description: 'Share of each target that is spread over all classes.', unit: 'fraction', examples: [0.1] }),
};

const scheduleKeys = {
  schedule: key(z.enum(['constant', 'step', 'cosine', 'onecycle']).default('onecycle'), { description: 'How the learning rate moves: not at all, down at `milestones`, down along a cosine, or up and down again (one cycle, as in torch; momentum stays as it is).' }),
  milestones: key(z.array(whole(1, 10_000)).max(100).optional(), { description: 'Epochs after which the learning rate is multiplied by `gamma`.', unit: 'epochs', defaultText: 'after a half and three quarters of the epochs', onlyWith: STEP_ONLY, examples: [[30, 60, 80]] }),
  gamma: key(z.number().gt(0).max(1).optional(), { description: 'Factor at each milestone.', defaultText: String(STEP.gamma), onlyWith: STEP_ONLY }),
  final: key(z.number().min(0).max(100).optional(), { description: 'The learning rate at the end of the cosine.', defaultText: String(COSINE.final), onlyWith: { schedule: ['cosine'] } }),
  pctStart: key(z.number().gt(0).lt(1).optional(), { description: 'Share of the steps in which the learning rate rises.', unit: 'fraction', defaultText: String(ONECYCLE.pctStart), onlyWith: ONECYCLE_ONLY }),
  divFactor: key(z.number().min(1).max(1e6).optional(), { description: 'The cycle starts at `lr` divided by this.', defaultText: String(ONECYCLE.divFactor), onlyWith: ONECYCLE_ONLY }),
  finalDivFactor: key(z.number().min(1).max(1e9).optional(), { description: 'The cycle ends at its start divided by this.', defaultText: String(ONECYCLE.finalDivFactor), onlyWith: ONECYCLE_ONLY }),
  warmup: key(z.number().min(0).max(10_000).optional(), { description: 'Epochs in which the learning rate first rises linearly. One cycle has its own rise.', unit: 'epochs', defaultText: '0', onlyWith: { schedule: ['constant', 'step', 'cosine'] }, examples: [1, 0.5] }),
};

const probeKeys = {
  probes: key(z.array(z.enum(PROBE_KINDS)).max(3).default([]), { description: 'What to measure inside the network while it trains: `gradients` (norms by layer), `activations` (scale, dead relus, trunk and branch, batch norm\'s gamma), `smoothness` (loss and gradient along the gradient\'s direction; costs six steps each time). The first two take about a fifth of a step each time they look.', defaultText: 'nothing', expects: `a list of ${PROBE_KINDS.join(', ')}`, examples: [['gradients', 'activations']] }),
  probeEvery: key(whole(1, 100_000).optional(), { description: 'Steps from one look of the probes to the next; they always look at the first step and at the last.', unit: 'steps', defaultText: String(PROBE_EVERY), examples: [50] }),
};

const seed = key(SEED.default(1), { description: 'Fixes the first weights, the order of the images and the augmentation.' });
export const trainSchema = z.strictObject({ ...networkKeys, ...dataKeys, ...optimisationKeys, ...scheduleKeys, ...probeKeys, seed });
const comparedTrain = z.strictObject({ ...networkKeys, ...dataKeys, ...optimisationKeys, ...scheduleKeys });

export type Scalar = string | number | boolean;
/** Keys whose values are lists themselves can't be varied. */
export const VARIED_KEYS = Object.keys(comparedTrain.shape).filter((name) => name !== 'milestones' && name !== 'replaceStrideWithDilation');

/** `vary`: each of train's scalar keys with a list of values in place of one. */
function varySchema(): z.ZodObject<Record<string, z.ZodOptional<z.ZodArray<z.ZodType<Scalar>>>>, z.core.$strict> {
  const shape: Readonly<Record<string, z.ZodType>> = comparedTrain.shape;
  const lists = VARIED_KEYS.map((name) => {
    const schema = shape[name] as z.ZodType;
    const value = (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? schema.unwrap() : schema) as z.ZodType<Scalar>;
    return [name, key(z.array(value).min(1).max(100).optional(), { description: `Values of train's \`${name}\` to compare.`, defaultText: 'not varied', expects: `a list of values for ${name}, each ${helpOf(schema)?.expects ?? 'as in train'}` })];
  });
  return z.strictObject(Object.fromEntries(lists) as Record<string, z.ZodOptional<z.ZodArray<z.ZodType<Scalar>>>>);
}

const SCALAR = z.union([z.string(), z.number(), z.boolean()]);

const varied = varySchema();
const seedsKey = z.union([whole(1, 1000), z.array(SEED).min(1).max(1000)]);
const SEEDS_EXPECTS = 'a whole number from 1 to 1000, or a list of seeds';

export const compareSchema = z.strictObject({
  vary: key(varied, { description: 'The keys of `train` to vary, each with the list of its values. Every combination is one arm.', expects: 'keys of train with lists of values', examples: [{ order: ['original', 'full-preact'] }] }),
  seeds: key(seedsKey.default(5), { description: 'How many seeds each arm is trained with (5 is 1 to 5), or the list of them. All arms share them, so that differences are paired.', expects: SEEDS_EXPECTS }),
  train: key(comparedTrain.prefault({}), { description: 'What all arms have in common: the keys of a `train` cell, without `seed`.', defaultText: "train's defaults", expects: 'keys of a train cell' }),
  metric: key(z.enum(METRIC_NAMES).default('testAccuracy'), { description: 'The number that the arms are compared by, after the last epoch.' }),
  baseline: key(z.union([SCALAR, z.record(z.string(), SCALAR)]).optional(), { description: 'The arm that the others are tested against: its value, or its values by key where several are varied.', defaultText: 'the first arm', expects: 'a value, or values by key', examples: ['original', { order: 'original', lr: 0.1 }] }),
  ...probeKeys,
});

/** The networks that an analysis looks into: those of a comparison, with the very keys of one. */
const networksKeys = {
  vary: key(varied.optional(), { description: 'The keys of `train` to vary, each with the list of its values, as in `compare`. Every combination is one arm.', defaultText: 'one arm', expects: 'keys of train with lists of values', examples: [{ order: ['original', 'plain'] }] }),
  seeds: key(seedsKey.default(3), { description: 'How many seeds each arm has, or the list of them, as in `compare`.', expects: SEEDS_EXPECTS }),
  train: key(comparedTrain.prefault({}), { description: 'What all arms have in common: the keys of a `train` cell, without `seed`. Trials that were trained before with the same keys are not trained again.', defaultText: "train's defaults", expects: 'keys of a train cell' }),
};

const probedKeys = { ...networksKeys, probeEvery: probeKeys.probeEvery };
export const gradientsSchema = z.strictObject(probedKeys);
export const activationsSchema = z.strictObject(probedKeys);
export const smoothnessSchema = z.strictObject(probedKeys);

const studiedKeys = {
  ...networksKeys,
  run: key(z.union([z.string().min(1).max(4096), z.array(z.string().min(1).max(4096)).min(1).max(200)]).optional(), { description: 'Trained networks in place of `vary`, `seeds` and `train`: the id of a trial or a run folder, or a list of them.', defaultText: 'those of `vary`, `seeds` and `train`', expects: 'the id of a trial or a run folder, or a list of them', examples: ['resnet20-original-s1-0a1b2c3d'] }),
};
const WEIGHTS = z.enum(['last', 'best', 'start']);
const WEIGHTS_HELP = { description: 'The weights after the last epoch, those of the epoch with the best validation accuracy, or the fresh ones (nothing is trained then).' };
const ODD = whole(3, 101).check((context) => {
  if (context.value % 2 === 0) context.issues.push({ code: 'custom', message: t('{0} is even: no point would be at the weights themselves.', context.value), input: context.value, params: { mend: t('Choose an odd number.') } });
});
const evaluatedImages = (most: number, images: number): z.ZodDefault<z.ZodInt> => whole(1, most).default(images);

export const landscapeSchema = z.strictObject({
  ...studiedKeys,
  weights: key(WEIGHTS.default('last'), WEIGHTS_HELP),
  dimensions: key(whole(1, 2).default(2), { description: 'Along one random direction (a curve), or two (a surface).' }),
  points: key(ODD.optional(), { description: 'Points along each direction: an odd number, so that the weights themselves are in the middle.', unit: 'points', defaultText: `${LANDSCAPE_DEFAULTS[2].points} along each of two, ${LANDSCAPE_DEFAULTS[1].points} along one`, expects: 'an odd number from 3 to 101' }),
  radius: key(z.number().gt(0).max(10).default(LANDSCAPE_DEFAULTS[2].radius), { description: 'How far to go to either side. Directions are as long as the weights, filter by filter (Li 2018).' }),
  images: key(evaluatedImages(100_000, 256), { description: 'Training images, without augmentation, that the loss is measured on.', unit: 'images' }),
});

export const lesionSchema = z.strictObject({
  ...studiedKeys,
  weights: key(WEIGHTS.default('last'), WEIGHTS_HELP),
  draws: key(whole(0, 100).default(LESION_DEFAULTS.draws), { description: 'How often each number of units is deleted, and each number of pairs swapped, at random; 0 deletes single units only.', unit: 'draws' }),
  images: key(evaluatedImages(100_000, 1000), { description: 'Test images that the error is measured on.', unit: 'images' }),
});

export const shatteredSchema = z.strictObject({
  ...studiedKeys,
  weights: key(WEIGHTS.default('start'), WEIGHTS_HELP),
  points: key(whole(16, 1024).default(SHATTERED_DEFAULTS.points), { description: 'Images along the circle on which the gradient is followed.', unit: 'images' }),
});

export const evaluateSchema = z.strictObject({
  run: key(z.string().min(1).max(4096), { description: 'The trained network: the id of a trial, or a run folder.', expects: 'the id of a trial or a run folder', examples: ['resnet20-original-s1-0a1b2c3d'] }),
  checkpoint: key(z.enum(['best', 'last']).default('last'), { description: 'The weights after the last epoch, or those of the epoch with the best validation accuracy.' }),
  dataset: key(DATASET.optional(), { description: 'Other images than those of the training; they need the same classes.', defaultText: "the run's own", expects: DATASET_EXPECTS }),
  split: key(z.enum(['test', 'validation']).default('test'), { description: 'The test images, or those held out from the training.' }),
  batch: key(whole(1, 8192).default(256), { description: 'Images at a time; changes speed and memory, not the result.', unit: 'images' }),
});

const MODEL_EXPECTS = 'the id of a trial, a run folder, the name of an imported model, or a file of weights';
export const classifySchema = z.strictObject({
  images: key(z.union([z.string().min(1).max(4096), z.array(z.string().min(1).max(4096)).min(1).max(1000)]), { description: 'An image or a folder of images, or a list of them; paths are relative to the file of the cell. Subfolders named as classes say what their images show.', expects: 'a path, or a list of paths', examples: ['photos', ['cat.jpg', 'dog.jpg']] }),
  model: key(z.string().min(1).max(4096), { description: 'What classifies: a run by the id of its trial or its folder, an imported model by its name, or a file of weights.', expects: MODEL_EXPECTS, examples: ['resnet20-original-s1-0a1b2c3d', 'resnet50-11ad3fa6', 'weights/mine.safetensors'] }),
  against: key(z.string().min(1).max(4096).optional(), { description: 'A second model, on the same images.', defaultText: 'none', expects: MODEL_EXPECTS }),
  checkpoint: key(z.enum(['best', 'last']).default('last'), { description: 'Of runs: the weights after the last epoch, or those of the epoch with the best validation accuracy.' }),
  preprocess: key(z.enum(['v1', 'v2', 'cifar']).optional(), { description: "How images become inputs: torchvision's preset of its first weights (256, middle 224) or of its second (232, middle 224), or the input's size with CIFAR-10's mean and deviation.", defaultText: "the model's own" }),
});

export const datasetSchema = z.strictObject({
  name: key(DATASET, { description: 'The data set to get and describe. `dataset: NAME` is short for it.', expects: DATASET_EXPECTS, examples: ['fashion-mnist'] }),
  size: key(whole(8, 1024).optional(), { description: 'Side of the square that the images of a folder are brought to.', unit: 'pixels', defaultText: String(FOLDER_SIZE), onlyWith: { name: [ANY_FOLDER] } }),
});

/** Keys in which a second network differs from the first. */
const { architecture, order, zeroInitResidual, groups, widthPerGroup, shortcut } = networkKeys;
const differing = { architecture: architecture.unwrap(), order: order.unwrap(), zeroInitResidual: zeroInitResidual.unwrap(), groups: groups.unwrap(), widthPerGroup: widthPerGroup.unwrap(), shortcut: shortcut.unwrap() };
const against = z.strictObject(differing).partial().shape;
const AGAINST = z.strictObject(Object.fromEntries(Object.entries(against).map(([name, schema]) => [name, key(schema, { ...helpOf(networkKeys[name as keyof typeof against]), description: `The second network's \`${name}\`.`, defaultText: "the first network's" })])) as typeof against);

export const diagramSchema = z.strictObject({
  ...networkKeys,
  against: key(AGAINST.optional(), { description: 'A second network beside it, with what differs marked: the keys in which it differs.', defaultText: 'none', expects: 'keys of a network', examples: [{ order: 'full-preact' }] }),
  input: key(z.union([whole(1, 4096), z.tuple([whole(1, 64), whole(1, 4096), whole(1, 4096)])]).optional(), { description: 'The images: the side of a square, or channels, height and width.', unit: 'pixels', defaultText: OWN, expects: 'a whole number of pixels from 1 to 4096, or [channels, height, width]', examples: [64, [1, 28, 28]] }),
  classes: key(whole(1, 100_000).optional(), { description: 'Classes to tell apart.', unit: 'classes', defaultText: OWN }),
});

/** The kinds of cell and what stands under each. */
export const CELLS = {
  train: key(trainSchema, { description: 'Trains one network with one seed.', examples: ['train: { architecture: resnet20, dataset: fashion-mnist, epochs: 5 }'] }),
  compare: key(compareSchema, { description: 'Trains every combination of the varied values with every seed, and tests which differences are more than chance.', examples: ['compare:\n  vary: { order: [original, full-preact, plain] }\n  seeds: 6\n  train: { architecture: resnet8, epochs: 3, limit: 10000 }'] }),
  evaluate: key(evaluateSchema, { description: 'Evaluates a trained network.', examples: ['evaluate: { run: resnet20-original-s1-0a1b2c3d, split: test }'] }),
  classify: key(classifySchema, { description: 'Classifies images: what one model, or two, see in them, and where they look.', examples: ['classify: { images: photos, model: resnet50-11ad3fa6 }'] }),
  dataset: key(datasetSchema, { description: 'Gets a data set and describes it.', examples: ['dataset: fashion-mnist'] }),
  diagram: key(diagramSchema, { description: 'Draws the network: stages and units to unfold, shapes, parameters, multiply-adds; or two networks side by side.', examples: ['diagram: { architecture: resnet50 }', 'diagram: { architecture: resnet20, order: original, against: { order: full-preact } }'] }),
  gradients: key(gradientsSchema, { description: 'Trains networks and shows how large the gradients are, by layer and over training.', examples: ['gradients:\n  vary: { architecture: [plain20, resnet20] }\n  train: { epochs: 1, limit: 4000 }'] }),
  activations: key(activationsSchema, { description: 'Trains networks and shows the scale of what their layers give, dead relus, trunk and branch, and batch norm\'s gamma.', examples: ['activations:\n  vary: { order: [original, full-preact, no-bn] }\n  train: { architecture: resnet20, epochs: 1, limit: 4000 }'] }),
  smoothness: key(smoothnessSchema, { description: 'Trains networks and measures along the way how the loss and the gradient change in the direction of the gradient (Santurkar 2018).', examples: ['smoothness:\n  vary: { order: [original, no-bn] }\n  train: { architecture: resnet8, epochs: 1, limit: 4000 }'] }),
  landscape: key(landscapeSchema, { description: 'Shows the loss around the weights of networks, along filter-normalised random directions (Li 2018).', examples: ['landscape:\n  vary: { architecture: [plain20, resnet20] }\n  seeds: [1]\n  train: { epochs: 2, limit: 4000 }'] }),
  lesion: key(lesionSchema, { description: 'Deletes units of trained networks, one and several, and swaps them, to see what they still know (Veit 2016).', examples: ['lesion:\n  vary: { architecture: [plain20, resnet20] }\n  train: { epochs: 2, limit: 4000 }'] }),
  shattered: key(shatteredSchema, { description: 'Shows how the gradient with respect to the image changes from one image to a near one (Balduzzi 2017).', examples: ['shattered:\n  vary: { architecture: [plain8, plain32, resnet32] }'] }),
};
export type CellKind = keyof typeof CELLS;
export const CELL_KINDS = Object.keys(CELLS) as CellKind[];

export type TrainKeys = z.output<typeof trainSchema>;
export type CompareKeys = z.output<typeof compareSchema>;
export type EvaluateKeys = z.output<typeof evaluateSchema>;
export type ClassifyKeys = z.output<typeof classifySchema>;
export type DatasetKeys = z.output<typeof datasetSchema>;
export type DiagramKeys = z.output<typeof diagramSchema>;
export type ProbedKeys = z.output<typeof gradientsSchema>;
export type LandscapeKeys = z.output<typeof landscapeSchema>;
export type LesionKeys = z.output<typeof lesionSchema>;
export type ShatteredKeys = z.output<typeof shatteredSchema>;

/** JSON Schema (draft 2020-12) of a cell, with help text, units and examples as annotations. */
export function cellJsonSchema(): z.core.JSONSchema.JSONSchema {
  const kinds = Object.entries(CELLS).map(([kind, schema]) => z.strictObject({ [kind]: kind === 'dataset' ? z.union([DATASET, schema]) : schema }));
  const cell = z.union(kinds);
  return z.toJSONSchema(cell, { io: 'input' });
}
