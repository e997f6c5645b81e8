import { join } from 'node:path';
import { Random } from '../../../src/base/random';
import { expandCompare, expandTrain } from '../../../src/experiment/cell/expand';
import { parseCell } from '../../../src/experiment/cell/parse';
import type { ReportInput } from '../../../src/experiment/report/report';
import type { TrialResult } from '../../../src/experiment/trial/scheduler';
import { trialId, type TrialConfig } from '../../../src/experiment/cell/trial-config';
import { RunFolder } from '../../../src/runs/run-folder';

export const LAYER_ORDER = `compare:
  vary: { order: [original, full-preact, conv-relu-bn, plain] }
  seeds: 6
  train: { architecture: resnet8, dataset: fashion-mnist, epochs: 3, limit: 10000, validation: 0.1 }
`;

/** How far apart the pretended orders are: final loss, and steps until the loss has fallen by a factor of e. */
const ORDERS: Readonly<Record<string, { floor: number; pace: number }>> = {
  original: { floor: 0.36, pace: 16 },
  'full-preact': { floor: 0.352, pace: 15 },
  'conv-relu-bn': { floor: 0.385, pace: 18 },
  plain: { floor: 0.43, pace: 24 },
};

export interface Pretence {
  /** Trials that end after their first epoch, by id. */
  readonly broken?: (config: TrialConfig) => { state: 'failed' | 'interrupted'; error?: string } | undefined;
  readonly backend?: (config: TrialConfig) => string;
  readonly stepsPerEpoch?: number;
}

/** The report's input for a `compare` cell whose trials were not trained but made up, always the same; their run folders lie in `runs`. */
export async function pretendComparison(runs: string, text: string, pretence: Pretence = {}): Promise<ReportInput & Required<Pick<ReportInput, 'comparison'>> & { readonly results: readonly TrialResult[] }> {
  const cell = parseCell(text);
  if (cell.kind !== 'compare') throw new Error('not a comparison');
  const comparison = expandCompare(cell);
  const results: TrialResult[] = [];
  for (const config of comparison.trials) results.push(await pretendTrial(runs, config, pretence));
  return { title: 'Does the order of layers matter?', source: { file: 'notebooks/03-layer-order.resnb', cell: 1, text }, comparison, results };
}

/** The same for a `train` cell. */
export async function pretendTraining(runs: string, text: string, pretence: Pretence = {}): Promise<ReportInput> {
  const cell = parseCell(text);
  if (cell.kind !== 'train') throw new Error('not a training');
  return { title: 'One training', source: { text }, results: [await pretendTrial(runs, expandTrain(cell), pretence)] };
}

async function pretendTrial(runs: string, config: TrialConfig, { broken, backend, stepsPerEpoch = 71 }: Pretence): Promise<TrialResult> {
  const id = trialId(config);
  const path = join(runs, id);
  const end = broken?.(config);
  const folder = await RunFolder.open(path);
  const versions = { node: '20.0.0', 'tfjs-node': '4.22.0', tensorflow: '2.21.0' };
  await folder.writeTrial({ id, config, created: '2026-01-01T00:00:00.000Z', backend: backend?.(config) ?? 'tensorflow', threads: 1, versions, data: 'official download' });
  const metrics = writeCurves(folder, config, { stepsPerEpoch, epochs: end === undefined ? config.epochs : 1 });
  const seconds = 9 + config.seed / 10;
  const { state = 'done', ...rest } = end ?? {};
  await folder.writeState({ state, epoch: config.epochs, epochs: config.epochs, step: 0, steps: 0, seconds, metrics, ...rest });
  await folder.close();
  return { id, config, folder: path, reused: false, state, seconds, metrics, ...rest };
}

/** Luck is mostly the seed's, so that it cancels in pairs; the rest is the trial's own. */
function writeCurves(folder: RunFolder, { order, seed }: TrialConfig, { stepsPerEpoch, epochs }: { stepsPerEpoch: number; epochs: number }): Record<string, number> {
  const { floor, pace } = ORDERS[order] ?? { floor: 0.4, pace: 20 };
  const luck = 0.01 * new Random(seed, 'luck').normal() + 0.004 * new Random(seed, order).normal();
  const noise = new Random(seed, order, 'noise');
  let metrics: Record<string, number> = {};
  for (let epoch = 1; epoch <= epochs; epoch++) {
    let sum = 0;
    for (let step = 1; step <= stepsPerEpoch; step++) {
      const at = (epoch - 1) * stepsPerEpoch + step;
      const loss = (floor + luck + 2.1 * Math.exp(-at / pace) + 0.25 * Math.exp(-at / (6 * pace))) * Math.exp(0.12 * noise.normal());
      sum += loss;
      folder.appendMetrics({ kind: 'step', epoch, step, loss, accuracy: 0.5, lr: 0.1, gradientNorm: 1 });
    }
    const loss = floor + luck + 0.45 * Math.exp(-1.4 * epoch) + 0.004 * noise.normal();
    const accuracy = 0.99 - 0.27 * loss - 0.2 * Math.exp(-1.2 * epoch);
    metrics = { epoch, trainLoss: sum / stepsPerEpoch, trainAccuracy: accuracy - 0.02, trainTop5: 0.99, validationLoss: loss, validationAccuracy: accuracy, validationTop5: 0.995, testLoss: loss + 0.01, testAccuracy: accuracy - 0.004, testTop5: 0.994 };
    folder.appendMetrics({ kind: 'epoch', ...metrics });
  }
  return metrics;
}
