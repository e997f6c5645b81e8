import type { Backend, Executable } from '../backend/backend';
import type { Graph } from '../resnet/graph';
import { foldBatchNorm } from './fold';
import { checkWeights, type Weights } from './initialise';
import { imageShape, logitsProgram, networkTensors, networkVariables, present } from './programs';

/** Bytes of weights that become constants. TensorFlow holds a constant some ten times while it prepares to run: 1.9 GB for the 102 MB of ResNet-50. */
const MOST_CONSTANT = 200e6;

/**
 * A network that only infers: images in, logits out. Batch norm is folded into convs where it can be. Its weights are constants, which TensorFlow
 * computes fastest with; those of a very large network are variables, which take their own memory alone.
 */
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
    const tensors = networkTensors(folded.graph, folded.weights);
    const programs = { logits: logitsProgram(folded.graph) };
    const bytes = [...tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
    if (bytes <= MOST_CONSTANT) this.executable = backend.prepare([], programs, tensors);
    else {
      this.executable = backend.prepare(networkVariables(folded.graph), programs);
      this.executable.write(tensors);
    }
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
