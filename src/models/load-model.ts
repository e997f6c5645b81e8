import { basename } from 'node:path';
import { stat } from 'node:fs/promises';
import { readStateDict } from '../weights/read-state-dict';
import { recognise } from '../weights/recognise/recognise';
import { readTfjsModel } from '../weights/tfjs-model';
import type { StateDict } from '../weights/state-dict';
import { inputError, LabError } from '../base/errors';
import { t } from '../base/l10n';
import { cifarPreprocessing, PREPROCESSINGS, type Preprocessing } from '../data/images/preprocessing';
import { buildGraph } from '../resnet/build';
import type { NetworkOptions } from '../resnet/graph';
import type { ModelReference } from './classification-data';
import { labelsFor, readLabels } from './labels';
import type { LabelSource, LoadedModel } from './model';
import { loadImported, preprocessingSchema } from './model-folder';
import { pretrainedFile } from './pretrained-table';
import { loadRunModel, type RunModelOptions } from './run-model';
import * as z from 'zod';

/** Tensors that could be read, but were not recognised: somebody may know better what they are of. */
export class NotRecognised extends LabError {}

/** Loads what a reference names. @throws LabError where it is not there, or not what it claims; Interrupted */
export async function loadModel(reference: ModelReference, options: RunModelOptions): Promise<LoadedModel> {
  if (reference.kind === 'run') return loadRunModel(reference.folder, reference.checkpoint, options);
  if (reference.kind === 'imported') return loadImported(reference.folder);
  const { remarks: _, ...model } = await loadFile(reference, options.signal);
  return model;
}

/** Reads a file of weights as what it is recognised for, or as it was said to be. Remarks say by what, and what was passed over. @throws LabError; Interrupted */
export async function loadFile(reference: Extract<ModelReference, { kind: 'file' }>, signal?: AbortSignal): Promise<LoadedModel & { readonly remarks: readonly string[] }> {
  const { file, architecture, order } = reference;
  const dict = await readAny(file, signal);
  const { network, weights, preprocessing, remarks } = recognised(dict, { ...(architecture !== undefined && { architecture }), ...(order !== undefined && { order }) });
  const graph = buildGraph(network);
  const { bytes, created } = await stat(file).then(({ size, mtime }) => ({ bytes: size, created: mtime.toISOString() }));
  const labels = await chosenLabels(reference, dict, graph.options.classes);
  const card = { name: basename(file).replace(/\.(safetensors|pth|pt|bin|json)$/i, ''), reference, network, labels, preprocessing: preprocessing ?? statedPreprocessing(dict) ?? usualPreprocessing(file, network), origin: t('{0}, a {1} file', basename(file), dict.format), bytes, created };
  return { card, graph, weights, remarks };
}

function recognised(...args: Parameters<typeof recognise>): ReturnType<typeof recognise> {
  try {
    return recognise(...args);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    const { message, kind, place, mend } = error;
    throw new NotRecognised(message, { kind, place, mend, cause: error });
  }
}

function readAny(file: string, signal?: AbortSignal): Promise<StateDict> {
  return /\.json$/i.test(file) ? readTfjsModel(file) : readStateDict(file, { ...(signal && { signal }) });
}

async function chosenLabels({ labels }: Extract<ModelReference, { kind: 'file' }>, { metadata }: StateDict, classes: number): Promise<LabelSource> {
  if (labels !== undefined) return readLabels(labels, classes);
  const own = parsed(z.array(z.string()).length(classes), metadata['labels']);
  return own === undefined ? labelsFor(classes) : { kind: 'names', names: own };
}

/** What a file of our own export says. */
function statedPreprocessing({ metadata }: StateDict): Preprocessing | undefined {
  return parsed(preprocessingSchema, metadata['preprocessing']);
}

function parsed<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** torchvision's published files are known by their names; other ImageNet networks get the first preset, CIFAR ones theirs. */
function usualPreprocessing(file: string, network: NetworkOptions): Preprocessing {
  const { family } = buildGraph(network).architecture;
  if (family === 'imagenet') return PREPROCESSINGS[pretrainedFile(basename(file))?.preprocessing ?? 'v1'];
  return cifarPreprocessing(buildGraph(network).options.input);
}

/** A preset in place of a model's own preprocessing, for its network's input. @throws LabError where they do not go together */
export function presetFor(name: 'v1' | 'v2' | 'cifar', { graph }: LoadedModel): Preprocessing {
  const { input } = graph.options;
  if (name === 'cifar') return cifarPreprocessing(input);
  const preset = PREPROCESSINGS[name];
  if (input.channels !== 3) throw inputError(t('the preprocessing {0} gives colour images; this network takes {1} channels.', name, input.channels), { mend: t("Leave it out: the model's own is used then.") });
  return { ...preset, crop: { height: input.height, width: input.width } };
}
