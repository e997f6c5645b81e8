import assert from 'node:assert/strict';
import { join } from 'node:path';
import { buildGraph } from '../../src/resnet/build';
import { readStateDict } from '../../src/weights/read-state-dict';
import { recognise } from '../../src/weights/recognise/recognise';
import { temporaryFolder } from '../helpers/exported';
import { ask } from './judge';
import { assertClose, COUNT, ourLogits } from './logits';

/** Relative to the norm of the logits. */
const TOLERANCE = 1e-4;
const SIDE = 64;
const CLASSES = 20;

const CASES = [
  { architecture: 'resnet18', form: 'zip', type: 'float32' },
  { architecture: 'resnet18', form: 'legacy', type: 'float32' },
  { architecture: 'resnet18', form: 'zip', type: 'float16' },
  { architecture: 'resnet18', form: 'zip', type: 'bfloat16' },
  { architecture: 'resnet18', form: 'legacy', type: 'float16' },
  { architecture: 'resnet18', form: 'checkpoint', type: 'float32' },
  { architecture: 'resnet18', form: 'safetensors', type: 'float16' },
  { architecture: 'resnext50_32x4d', form: 'safetensors', type: 'float32' },
] as const;

type Answer = { readonly error: string } | { readonly logits: number[] };

describe('consumers: what PyTorch saves is recognised here and computes the same', function () {
  this.timeout(600_000);
  const folder = temporaryFolder();
  const path = (i: number): string => join(folder, `${String(i)}.saved`);
  let answers: Answer[];
  before(async () => {
    answers = await ask('torch_saves.py', CASES.map((of, i) => ({ ...of, path: path(i), side: SIDE, count: COUNT, classes: CLASSES })), folder);
  });

  CASES.forEach(({ architecture, form, type }, i) => {
    it(`${architecture}, ${form}, ${type}`, async () => {
      const answer = answers[i] ?? assert.fail('no answer');
      assert.ok(!('error' in answer), JSON.stringify(answer));
      const { network, weights } = recognise(await readStateDict(path(i)));
      assert.deepEqual([network.architecture, network.classes], [architecture, CLASSES]);
      const logits = await ourLogits({ graph: buildGraph({ ...network, input: { height: SIDE, width: SIDE, channels: 3 } }), weights });
      assertClose(logits, answer.logits, TOLERANCE * Math.hypot(...answer.logits));
    });
  });
});
