import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGraph } from '../../src/resnet/build';
import type { NetworkOptions } from '../../src/resnet/graph';
import type { ExportedModel } from '../../src/weights/export/exported-model';
import { formulaParameters } from './deterministic';

/** A model to export, with weights by formula, on square images of `side` pixels. */
export function exportable({ side, ...options }: NetworkOptions & { side: number }): ExportedModel {
  const graph = buildGraph({ ...options, input: { height: side, width: side, channels: 3 } });
  return {
    graph,
    weights: formulaParameters(graph),
    name: `A test's ${options.architecture}`,
    preprocessing: { name: 'run', resize: side, crop: { height: side, width: side }, channels: 3, mean: [0.5, 0.25, 0.125], std: [0.25, 0.5, 1] },
    labels: Array.from({ length: graph.options.classes }, (_, i) => `class "${String(i)}"`),
  };
}

/** A folder for what a test file writes; it goes when the tests have ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'resnet-lab-export-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
