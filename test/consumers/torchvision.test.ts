import assert from 'node:assert/strict';
import { join } from 'node:path';
import { exportModel } from '../../src/weights/export/export-model';
import { exportable, temporaryFolder } from '../helpers/exported';
import { ask } from './judge';
import { assertClose, COUNT, ourLogits } from './logits';

/** Relative to the norm of the logits. */
const TOLERANCE = 1e-4;
const SIDE = 64;
const ARCHITECTURES = ['resnet18', 'resnet50', 'resnext50_32x4d'];

type Answer = { readonly error: string } | { readonly logits: number[]; readonly metadata: Record<string, string> };

describe('consumers: torchvision loads our safetensors with load_state_dict(strict=True)', function () {
  this.timeout(600_000);
  const folder = temporaryFolder();
  const ours: Float32Array[] = [];
  let answers: Answer[];
  before(async () => {
    const cases = [];
    for (const architecture of ARCHITECTURES) {
      const model = exportable({ architecture, side: SIDE });
      ours.push(await ourLogits(model));
      const [path] = await exportModel(model, 'safetensors', join(folder, `${architecture}.safetensors`));
      cases.push({ path, architecture, side: SIDE, count: COUNT });
    }
    answers = await ask('torchvision_loads.py', cases, folder);
  });

  ARCHITECTURES.forEach((architecture, i) => {
    it(`${architecture}: the same logits`, () => {
      const answer = answers[i] ?? assert.fail('no answer');
      assert.ok(!('error' in answer), JSON.stringify(answer));
      const expected = ours[i] ?? assert.fail('no logits');
      assertClose(answer.logits, expected, TOLERANCE * Math.hypot(...expected));
      assert.deepEqual([answer.metadata['format'], answer.metadata['architecture']], ['pt', architecture]);
    });
  });
});
