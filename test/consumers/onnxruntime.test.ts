import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { NetworkOptions } from '../../src/resnet/graph';
import { exportModel } from '../../src/weights/export/export-model';
import { exportable, temporaryFolder } from '../helpers/exported';
import { ask } from './judge';
import { assertClose, COUNT, ourLogits } from './logits';

/** The bound, of logits and probabilities. */
const MOST_DIFFERENCE = 1e-4;

const NETWORKS: readonly (NetworkOptions & { side: number })[] = [
  { architecture: 'resnet8', side: 32, shortcut: 'B' },
  { architecture: 'resnet8', side: 33, shortcut: 'A' },
  { architecture: 'resnet8', side: 32, order: 'full-preact', shortcut: 'C' },
  { architecture: 'resnet8', side: 32, order: 'conv-relu-bn' },
  { architecture: 'resnet8', side: 32, order: 'no-bn', shortcut: 'B' },
  { architecture: 'plain8', side: 32 },
  { architecture: 'resnet18', side: 63, classes: 20, order: 'full-preact' },
  { architecture: 'resnet50', side: 64, classes: 20, groups: 8, widthPerGroup: 2 },
  { architecture: 'resnet50', side: 64, classes: 20, widthPerGroup: 16, replaceStrideWithDilation: [false, true, true] },
  { architecture: 'resnet50', side: 65, classes: 20, widthPerGroup: 16, order: 'full-preact', variant: 'keras-v2' },
];

type Answer = { readonly error: string } | { readonly logits: number[]; readonly probabilities: number[]; readonly metadata: Record<string, string>; readonly operators: string[] };

describe('consumers: ONNX Runtime runs our ONNX files, and ONNX accepts them', function () {
  this.timeout(600_000);
  const folder = temporaryFolder();
  const ours: Float32Array[] = [];
  let answers: Answer[];
  before(async () => {
    const cases = [];
    for (const options of NETWORKS) {
      const model = exportable(options);
      ours.push(await ourLogits(model));
      for (const fold of [false, true]) {
        const [path] = await exportModel(model, 'onnx', join(folder, `${String(cases.length)}.onnx`), { fold });
        cases.push({ path, side: options.side, count: COUNT });
      }
    }
    answers = await ask('onnxruntime_runs.py', cases, folder);
  });

  NETWORKS.forEach((options, i) => {
    for (const fold of [false, true]) {
      it(`${JSON.stringify(options)}${fold ? ', folded' : ''}: the same logits, and their softmax`, () => {
        const answer = answers[2 * i + Number(fold)] ?? assert.fail('no answer');
        assert.ok(!('error' in answer), JSON.stringify(answer));
        const expected = ours[i] ?? assert.fail('no logits');
        assertClose(answer.logits, expected, MOST_DIFFERENCE);
        assertClose(answer.probabilities, softmax(expected, COUNT), MOST_DIFFERENCE);
        assert.equal(answer.metadata['architecture'], options.architecture);
        // A batch norm that a conv precedes is gone; others are left.
        if (options.architecture === 'resnet8' && options.shortcut === 'B') assert.equal(answer.operators.includes('BatchNormalization'), !fold && options.order !== 'no-bn');
      });
    }
  });
});

/** Of each of `rows` rows. */
function softmax(logits: Float32Array, rows: number): number[] {
  const classes = logits.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    const of = logits.subarray(row * classes, (row + 1) * classes);
    const greatest = Math.max(...of);
    const weights = Array.from(of, (logit) => Math.exp(logit - greatest));
    const sum = weights.reduce((a, b) => a + b);
    return weights.map((weight) => weight / sum);
  }).flat();
}
