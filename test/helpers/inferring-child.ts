import { readdirSync, readFileSync } from 'node:fs';
import { findAddon } from '../../src/backend/tensorflow/addon';
import { loadBackend } from '../../src/backend/select';
import { cacheDirectory } from '../../src/base/paths';
import { Classifier } from '../../src/network/classifier';
import { buildGraph } from '../../src/resnet/build';
import type { NetworkOptions } from '../../src/resnet/graph';
import { formulaImages, formulaParameters } from './deterministic';

/** What the process that only infers is asked, as its argument in JSON. */
export interface Inferring {
  readonly network: NetworkOptions;
  readonly threads: number;
  /** How often each batch is computed. */
  readonly runs: number;
  readonly batches: readonly number[];
}

/** What it answers, as JSON. */
export interface Inferred {
  /** Whether TensorFlow was told to use oneDNN: 1 or 0. */
  readonly oneDnn: string | undefined;
  /** Threads of the layer pool. */
  readonly pool: number;
  /** The first logits of each batch. */
  readonly logits: readonly (readonly number[])[];
  /** The greatest difference between the runs of one batch. */
  readonly spread: number;
}

/** A process whose weights stay. */
async function main({ network, threads, runs, batches }: Inferring): Promise<void> {
  const found = findAddon(cacheDirectory());
  if (found.path === undefined) throw new Error(found.reason);
  const backend = await loadBackend({ name: 'tensorflow', addon: found.path }, threads, 'stay');
  const graph = buildGraph(network);
  const classifier = new Classifier(backend, graph, formulaParameters(graph));
  let spread = 0;
  const logits = batches.map((batch) => {
    const images = formulaImages('images', batch, graph.options.input);
    const first = classifier.logits(images);
    for (let run = 1; run < runs; run++) classifier.logits(images).forEach((logit, i) => (spread = Math.max(spread, Math.abs(logit - (first[i] ?? NaN)))));
    return [...first];
  });
  const threadNames = readdirSync('/proc/self/task').map((id) => readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim());
  process.stdout.write(JSON.stringify({ oneDnn: process.env['TF_ENABLE_ONEDNN_OPTS'], pool: threadNames.filter((name) => name === 'layer_pool').length, logits, spread } satisfies Inferred), () => process.exit()); // TensorFlow's threads would keep it
}

void main(JSON.parse(process.argv[2] ?? '') as Inferring);
