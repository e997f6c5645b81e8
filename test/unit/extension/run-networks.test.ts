import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../../../src/base/errors';
import { expandTrain } from '../../../src/experiment/cell/expand';
import { parseCell } from '../../../src/experiment/cell/parse';
import { modelNetwork } from '../../../src/extension/architecture/run-networks';
import { encodeSafetensors } from '../../../src/weights/safetensors';

describe('extension: the network of a checkpoint', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'model-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  function write(metadata: Record<string, string>): string {
    const path = join(folder, 'last.safetensors');
    writeFileSync(path, Buffer.concat(encodeSafetensors({ tensors: new Map(), metadata })));
    return path;
  }

  it('is that of its trial', async () => {
    const cell = parseCell('train: { architecture: resnet14, order: full-preact }');
    const config = cell.kind === 'train' ? expandTrain(cell) : assert.fail();
    const { options } = await modelNetwork(write({ config: JSON.stringify(config) }));
    assert.deepEqual([options.architecture, options.order, options.classes, options.input], ['resnet14', 'full-preact', 10, { height: 28, width: 28, channels: 1 }]);
  });

  for (const config of [undefined, '{', '[]', '{"architecture":"nonsense"}', '{"architecture":"resnet20","order":7,"options":{},"dataset":"shapes"}', '{"architecture":"resnet20","order":"original","options":{"groups":-1},"dataset":"shapes"}']) {
    it(`is refused by the file's name where its config is ${config ?? 'missing'}`, async () => {
      const path = write(config === undefined ? {} : { config });
      await assert.rejects(modelNetwork(path), (error) => error instanceof LabError && error.place === path);
    });
  }
});
