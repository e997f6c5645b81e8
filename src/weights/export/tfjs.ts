import { backendShape, toBackend } from '../../network/layout';
import type { ParameterSpec } from '../../resnet/graph';
import { bytesOf, description, PRODUCER, tensorsOf, type ExportedModel } from './exported-model';
import { KerasGraph } from './keras-graph';

/** Size of the files of weights, as TensorFlow.js' own converter cuts them: what browsers cache. */
const SHARD = 4 * 1024 * 1024;

/** Names of files of weights. */
export const SHARD_NAME = /^group1-shard\d+of\d+\.bin$/;

/**
 * The files of a model that TensorFlow.js loads by `loadLayersModel`: `model.json` and its shards. A functional Keras model: normalised images
 * [N, H, W, C] in, logits and probabilities [N, classes] out. Layers are called as ours. @throws LabError where the network has grouped convs
 */
export function encodeTfjsModel(model: ExportedModel): { name: string; chunks: Uint8Array[] }[] {
  const { layers, outputs, constants } = new KerasGraph(model.graph);
  const weights = [
    ...tensorsOf(model).map(({ spec, data }) => ({ name: kerasName(spec), shape: backendShape(spec), bytes: bytesOf(toBackend(spec, data).data) })),
    ...constants.map(({ name, shape, data }) => ({ name, shape, bytes: bytesOf(data) })),
  ];
  const shards = cut(Buffer.concat(weights.map(({ bytes }) => bytes)));
  const paths = shards.map((_, i) => `group1-shard${String(i + 1)}of${String(shards.length)}.bin`);
  const json = {
    format: 'layers-model',
    generatedBy: `${PRODUCER.name} ${PRODUCER.version}`,
    convertedBy: null,
    modelTopology: {
      keras_version: '2.15.0',
      backend: 'tensorflow',
      model_config: { class_name: 'Functional', config: { name: model.graph.architecture.name, trainable: true, layers, input_layers: [['input', 0, 0]], output_layers: outputs.map((name) => [name, 0, 0]) } },
    },
    weightsManifest: [{ paths, weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })) }],
    userDefinedMetadata: description(model),
  };
  const files = shards.map((bytes, i) => ({ name: paths[i] ?? '', chunks: [bytes] }));
  return [...files, { name: 'model.json', chunks: [Buffer.from(JSON.stringify(json))] }];
}

function cut(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / SHARD) }, (_, i) => bytes.subarray(i * SHARD, (i + 1) * SHARD));
}

/** torch's names of a layer's tensors, as Keras has them. */
const KERAS_ROLE: Readonly<Record<ParameterSpec['role'], string>> = {
  'conv-weight': 'kernel',
  'fc-weight': 'kernel',
  bias: 'bias',
  gamma: 'gamma',
  beta: 'beta',
  'running-mean': 'moving_mean',
  'running-variance': 'moving_variance',
};

/** `layer1.0.conv1.weight` → `layer1.0.conv1/kernel` */
function kerasName({ name, role }: ParameterSpec): string {
  return `${name.slice(0, name.lastIndexOf('.'))}/${KERAS_ROLE[role]}`;
}
