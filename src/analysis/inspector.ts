import type { Backend, Executable, HostTensor, Program } from '../backend/backend';
import { inputError } from '../base/errors';
import { t } from '../base/l10n';
import { gradientsBackTo } from '../network/backward';
import { forward, neededBackward, take } from '../network/forward';
import { checkWeights, type Weights } from '../network/initialise';
import { imageShape, networkTensors, networkVariables, present } from '../network/programs';
import type { Graph } from '../resnet/graph';
import { gradCamMap } from './grad-cam';
import type { Filters } from './filters';
import { chosenLayer, layerChoices, type LayerChoice } from './layer-choices';

/** Where a network looked. */
export interface GradCam {
  readonly layer: string;
  /** The class that it speaks of. */
  readonly index: number;
  readonly height: number;
  readonly width: number;
  /** height × width values from 0 to 1, row by row. */
  readonly map: Float32Array;
  readonly logits: Float32Array;
}

/** What a layer gives for an image. */
export interface LayerOutput {
  readonly layer: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [height, width, channels]. */
  readonly values: Float32Array;
}

/** Layers and ways to look at them after which an inspector starts afresh: for each of them TensorFlow may hold filters of its own, 100 MB for ResNet-50. */
const MOST_VIEWS = 4;

/** Looks into a trained network, one image at a time, batch norm by its running statistics. */
export class Inspector {
  readonly layers: readonly LayerChoice[];
  private executable: Executable;
  /** What was asked for since the executable was made. */
  private readonly views = new Set<string>();

  /** `weights` by torchvision's names in torch's layout. @throws Error where one is missing or has the wrong size */
  constructor(
    private readonly backend: Backend,
    private readonly graph: Graph,
    private readonly weights: Weights,
  ) {
    checkWeights(graph, weights);
    this.layers = layerChoices(graph);
    this.executable = this.prepared();
  }

  /**
   * Grad-CAM at a layer (the last, unless given) for a class (the most likely, unless given). `image`: normalised pixels, [height, width, channels].
   * @throws LabError where there is no such layer or class
   */
  gradCam(image: Float32Array, { layer, index }: { readonly layer?: string; readonly index?: number } = {}): GradCam {
    const { classes } = this.graph.options;
    const { name, height, width, channels } = chosenLayer(this.layers, layer);
    if (index !== undefined && !(Number.isInteger(index) && index >= 0 && index < classes)) throw inputError(t('there is no class {0}; the classes are 0 to {1}.', index, classes - 1));
    const asked = index ?? 0;
    const first = this.explained(image, asked, name);
    const chosen = index ?? largest(first.logits);
    const { logits, activations, gradients } = chosen === asked ? first : this.explained(image, chosen, name);
    return { layer: name, index: chosen, height, width, map: gradCamMap(activations, gradients, channels), logits };
  }

  /** The activations of a layer (the last, unless given) for an image of normalised pixels, [height, width, channels]. @throws LabError where there is no such layer */
  featureMaps(image: Float32Array, layer?: string): LayerOutput {
    const { name, height, width, channels } = chosenLayer(this.layers, layer);
    const [values] = this.run(image, 0, [outputOf(name)]) as [Float32Array];
    return { layer: name, height, width, channels, values };
  }

  /** Tensors alive in the backend, for leak tests. */
  tensorCount(): number {
    return this.executable.tensorCount();
  }

  dispose(): void {
    this.executable.dispose();
  }

  private prepared(): Executable {
    const executable = this.backend.prepare(networkVariables(this.graph), { inspect: inspectionProgram(this.graph, this.layers.map(({ name }) => name)) });
    executable.write(networkTensors(this.graph, this.weights));
    return executable;
  }

  private explained(image: Float32Array, index: number, layer: string): { readonly logits: Float32Array; readonly activations: Float32Array; readonly gradients: Float32Array } {
    const [logits, activations, gradients] = this.run(image, index, ['logits', outputOf(layer), gradientOf(layer)]) as [Float32Array, Float32Array, Float32Array];
    return { logits, activations, gradients };
  }

  private run(image: Float32Array, index: number, fetch: readonly string[]): Float32Array[] {
    this.renew(fetch.join());
    const { classes } = this.graph.options;
    const [, ...pixel] = imageShape(this.graph);
    const images: HostTensor = { shape: [1, ...pixel], data: image };
    const direction: HostTensor = { shape: [1, classes], data: Float32Array.from({ length: classes }, (_, c) => (c === index ? 1 : 0)) };
    const results = this.executable.run('inspect', { images, direction }, fetch);
    return fetch.map((name) => present(results[name]).data as Float32Array);
  }

  /** Another executable, where one more view would be too many. */
  private renew(view: string): void {
    if (this.views.size === MOST_VIEWS && !this.views.has(view)) {
      this.executable.dispose();
      this.executable = this.prepared();
      this.views.clear();
    }
    this.views.add(view);
  }
}

/** The first conv's filters. `weights` by torchvision's names in torch's layout. */
export function firstFilters(graph: Graph, weights: Weights): Filters {
  const conv = present(graph.layers.find(({ kind }) => kind === 'conv'));
  const { name, shape } = present(conv.parameters.find(({ role }) => role === 'conv-weight'));
  const [filters = 0, channels = 0, kernel = 0] = shape;
  return { layer: conv.name, filters, channels, kernel, values: [...take(weights, name)] };
}

/** Image and a direction in the space of the logits → the logits, and of each layer its output and the derivative of the logits along the direction with respect to it. */
function inspectionProgram(graph: Graph, layers: readonly string[]): Program {
  const places = new Map(graph.layers.map(({ name }, i) => [name, i]));
  const all = ['logits', ...layers.map(outputOf), ...layers.map(gradientOf)];
  return {
    inputs: { images: { shape: imageShape(graph), type: 'float32' }, direction: { shape: [-1, graph.options.classes], type: 'float32' } },
    build: (operations, { images, direction }, wanted = all) => {
      const shown = layers.filter((name) => wanted.includes(outputOf(name)));
      const explained = layers.filter((name) => wanted.includes(gradientOf(name)));
      const first = Math.min(graph.layers.length, ...explained.map((name) => take(places, name)));
      const keep = new Set([...shown.map((name) => take(places, name)), ...neededBackward(graph, first)]);
      const trace = forward(operations, graph, present(images), 'inference', undefined, keep);
      const results: Record<string, typeof trace.logits> = { logits: trace.logits };
      for (const name of shown) results[outputOf(name)] = take(trace.outputs, take(places, name));
      if (explained.length === 0) return results;
      gradientsBackTo(operations, graph, trace, present(direction), first, ({ name }, gradient) => {
        if (explained.includes(name)) results[gradientOf(name)] = gradient;
      });
      return results;
    },
  };
}

function outputOf(layer: string): string {
  return `output/${layer}`;
}

function gradientOf(layer: string): string {
  return `gradient/${layer}`;
}

function largest(values: Float32Array): number {
  return values.reduce((best, value, i) => (value > (values[best] as number) ? i : best), 0);
}
