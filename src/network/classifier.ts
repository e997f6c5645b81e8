import type { Backend, Executable } from '../backend/backend';
import type { Graph } from '../resnet/graph';
import { foldBatchNorm } from './fold';
import { checkWeights, type Weights } from './initialise';
import { imageShape, logitsProgram, networkTensors, present } from './programs';

/** A network that only infers: images in, logits out. Batch norm is folded into convs where it can be. */
export class Classifier {
  private readonly executable: Executable;

  /** `weights` by torchvision's names in torch's layout; names that the graph does not know are passed over. @throws Error where one is missing or has the wrong size */
  constructor(
    backend: Backend,
    private readonly graph: Graph,
    weights: Weights,
  ) {
    checkWeights(graph, weights);
    const folded = foldBatchNorm(graph, weights);
    this.executable = backend.prepare([], { logits: logitsProgram(folded.graph) }, networkTensors(folded.graph, folded.weights));
  }

  /** Normalised NHWC pixels of N images → [N, classes], row by row. */
  logits(images: Float32Array): Float32Array {
    const [, ...pixel] = imageShape(this.graph);
    const shape = [images.length / pixel.reduce((a, b) => a * b, 1), ...pixel];
    return present(this.executable.run('logits', { images: { shape, data: images } })['logits']).data as Float32Array;
  }

  /** Tensors alive in the backend, for leak tests. */
  tensorCount(): number {
    return this.executable.tensorCount();
  }

  dispose(): void {
    this.executable.dispose();
  }
}
