import type { Backend, Executable } from '../backend/backend';
import type { Graph } from '../resnet/graph';
import { parameterSpecs } from './initialise';
import { toBackend } from './layout';
import { imageShape, logitsProgram, networkVariables, present } from './programs';

/** A network that only infers: images in, logits out. */
export class Classifier {
  private readonly executable: Executable;

  /** `weights` by torchvision's names in torch's layout; names that the graph does not know are passed over. @throws Error where one is missing or has the wrong size */
  constructor(
    backend: Backend,
    private readonly graph: Graph,
    weights: ReadonlyMap<string, Float32Array>,
  ) {
    const specs = parameterSpecs(graph);
    for (const { name, shape } of specs) {
      const data = weights.get(name);
      const size = shape.reduce((a, b) => a * b, 1);
      if (data?.length !== size) throw new Error(`${name} has ${data === undefined ? 'no' : data.length} values; expected ${size}`);
    }
    this.executable = backend.prepare(networkVariables(graph), { logits: logitsProgram(graph) });
    this.executable.write(new Map(specs.map((spec) => [spec.name, toBackend(spec, present(weights.get(spec.name)))])));
  }

  /** Normalised NHWC pixels of N images → [N, classes], row by row. */
  logits(images: Float32Array): Float32Array {
    const [, ...pixel] = imageShape(this.graph);
    const shape = [images.length / pixel.reduce((a, b) => a * b, 1), ...pixel];
    return present(this.executable.run('logits', { images: { shape, data: images } })['logits']).data as Float32Array;
  }

  dispose(): void {
    this.executable.dispose();
  }
}
