import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { Executable } from '../backend/backend';
import { stopIfAborted } from '../data/interruption';
import { parameterSpecs, type Weights } from '../network/initialise';
import { toBackend } from '../network/layout';
import { evaluationProgram, imageShape, networkVariables, present } from '../network/programs';
import { totals } from '../resnet/count';
import type { Graph } from '../resnet/graph';
import type { Subject } from './analysis';
import type { Damage } from './results';

/** `weights` by torchvision's names in torch's layout; what the graph does not know is passed over. */
export interface Network {
  readonly graph: Graph;
  readonly weights: Weights;
}

/**
 * Error and loss of networks on a subject's images, batch norm by its running statistics. Of backend memory it holds one network's weights, those
 * of the last graph until another comes or `dispose()`, and, while a batch is computed, the activations of one layer and its inputs.
 */
export class Evaluator {
  private prepared: { readonly graph: Graph; readonly executable: Executable } | undefined;

  constructor(private readonly subject: Pick<Subject, 'backend' | 'batches'>) {}

  /** @throws Interrupted between two batches */
  async measure({ graph, weights }: Network, signal: AbortSignal): Promise<Damage> {
    stopIfAborted(signal);
    const executable = this.executable(graph);
    writeWeights(executable, { graph, weights });
    const [, ...pixel] = imageShape(graph);
    let [images, loss, hits] = [0, 0, 0];
    for (const batch of this.subject.batches) {
      const count = batch.labels.length;
      const result = executable.run('evaluate', { images: { shape: [count, ...pixel], data: batch.images }, labels: { shape: [count], data: batch.labels } }, ['loss', 'top1']);
      images += count;
      loss += count * present(result['loss']?.data[0]);
      hits += present(result['top1']?.data[0]);
      await yieldToEvents();
      stopIfAborted(signal);
    }
    return { error: 1 - hits / images, loss: finite(loss / images) };
  }

  dispose(): void {
    this.prepared?.executable.dispose();
    this.prepared = undefined;
  }

  private executable(graph: Graph): Executable {
    if (this.prepared?.graph === graph) return this.prepared.executable;
    this.dispose();
    const executable = this.subject.backend.prepare(networkVariables(graph), { evaluate: evaluationProgram(graph) });
    this.prepared = { graph, executable };
    return executable;
  }
}

/** Gives a network prepared from its graph its weights and running statistics. */
export function writeWeights(executable: Executable, { graph, weights }: Network): void {
  executable.write(new Map(parameterSpecs(graph).map((spec) => [spec.name, toBackend(spec, present(weights.get(spec.name)))])));
}

/** Multiply-adds of one pass over a subject's images. */
export function passWork({ graph, batches }: Pick<Subject, 'graph' | 'batches'>): number {
  return totals(graph).macs * batches.reduce((sum, { labels }) => sum + labels.length, 0);
}

/** As JSON takes it. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
