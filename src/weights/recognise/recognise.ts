import { inputError } from '../../base/errors';
import { t } from '../../base/l10n';
import { kerasPreprocessing, type Preprocessing } from '../../data/images/preprocessing';
import { parameterSpecs, type Weights } from '../../network/initialise';
import type { Graph, ImageSize, NetworkOptions } from '../../resnet/graph';
import { quoted } from '../complaint';
import { identify, type Identity, type Wish } from './identify';
import { isKeras, renameKeras } from './names-keras';
import { isTimmV2, renameTimmV2 } from './names-timm';
import { renameTorch } from './names-torch';
import { checkTensors, refuseOthers } from './not-ours';
import type { Renamed, Scheme } from './our-names';
import type { StateDict } from '../state-dict';

export type { Wish } from './identify';
export type { Scheme } from './our-names';

/** What somebody's tensors are, and the tensors as ours. */
export interface Recognition {
  /** What is not its architecture's own is named. */
  readonly network: NetworkOptions;
  readonly scheme: Scheme;
  /** By the graph's names, in torch's layout. */
  readonly weights: Weights;
  /** Where the scheme fixes it: Keras' weights. */
  readonly preprocessing: Preprocessing | undefined;
  /** What it was recognised for and by what, and what was passed over or is odd; sentences. */
  readonly remarks: readonly string[];
}

/**
 * Tells by names and shapes which network a file's tensors are, and brings them to our names and layout: torchvision's, timm's, Keras' and our own. What
 * our own files say of themselves goes first, where the tensors agree. With a wish just that network is compared.
 * @throws LabError that lists what does not fit
 */
export function recognise(dict: StateDict, wish: Wish = {}): Recognition {
  const { renamed, graph, network, remarks } = recogniseNetwork(dict, wish);
  const weights = weightsOf(graph, renamed, dict.file);
  const preprocessing = kerasInput(renamed.scheme, graph.options.input);
  return { network, scheme: renamed.scheme, weights, preprocessing, remarks: [...remarks, ...renamed.remarks, ...passedOver(renamed), ...notNumbers(weights)] };
}

/** As `recognise`, but reads no values: what the tensors are of, and how they are called. @throws LabError that lists what does not fit */
export function recogniseNetwork(dict: StateDict, wish: Wish = {}): Identity & { readonly renamed: Renamed } {
  checkTensors(dict.tensors, dict.file);
  const renamed = rename(dict);
  refuseOthers(renamed, dict.file);
  return { ...identify(dict, renamed, wish), renamed };
}

function rename(dict: StateDict): Renamed {
  if (isKeras(dict.tensors.keys())) return renameKeras(dict);
  if (isTimmV2(dict.tensors.keys())) return renameTimmV2(dict);
  return renameTorch(dict);
}

function weightsOf(graph: Graph, { tensors }: Renamed, file: string): Weights {
  const weights: Weights = new Map();
  for (const { name, shape } of parameterSpecs(graph)) {
    const tensor = tensors.get(name);
    const values = tensor?.values();
    const size = shape.reduce((a, b) => a * b, 1);
    if (tensor === undefined || values?.length !== size) throw inputError(t('the tensor "{0}" holds {1} values; its shape asks for {2}.', quoted(tensor?.from ?? name), values?.length ?? 0, size), { place: file });
    weights.set(name, values);
  }
  return weights;
}

/** What Keras' weights expect, where a network is of Keras. */
function kerasInput(scheme: Scheme, input: ImageSize): Preprocessing | undefined {
  if (input.channels !== 3 || (scheme !== 'keras' && scheme !== 'keras-v2')) return undefined;
  return kerasPreprocessing(scheme === 'keras' ? 'caffe' : 'tf', input);
}

function passedOver({ passedOver: names }: Renamed): string[] {
  const [first] = names;
  if (first === undefined) return [];
  return [names.length === 1 ? t('One tensor says nothing of the network and was passed over: {0}.', quoted(first)) : t('{0} tensors say nothing of the network and were passed over, such as {1}.', names.length, quoted(first))];
}

function notNumbers(weights: Weights): string[] {
  const odd = [...weights].filter(([, values]) => values.some((v) => !Number.isFinite(v))).map(([name]) => name);
  const [first] = odd;
  if (first === undefined) return [];
  return [t('{0} of its tensors hold values that are infinite or no numbers (such as {1}): its answers will be of no use.', odd.length, first)];
}
