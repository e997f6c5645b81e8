import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorData } from '../../../src/engine/server';
import { loadFile } from '../../../src/models/load-model';
import { encodeSafetensors } from '../../../src/weights/safetensors';

describe('A file that is no model', () => {
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'resnet-lab-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function refusal(name: string, content: string | readonly Uint8Array[]): Promise<ReturnType<typeof errorData>> {
    const file = join(folder, name);
    writeFileSync(file, typeof content === 'string' ? content : Buffer.concat([...content]));
    return loadFile({ kind: 'file', file }).then(() => assert.fail('it was loaded'), errorData);
  }

  it('may be of an architecture that the user knows, where its tensors could be read', async () => {
    const tensors = new Map([['somebody.weight', { shape: [2, 2], data: new Float32Array(4) }]]);
    const { kind, wants, message } = await refusal('other.safetensors', encodeSafetensors({ tensors, metadata: {} }));
    assert.deepEqual([kind, wants], ['input', 'architecture']);
    assert.match(message, /^.*other\.safetensors: .*somebody\.weight/);
  });

  it('is of none where they could not', async () => {
    const { kind, wants, message } = await refusal('broken.pth', 'no weights');
    assert.deepEqual([kind, wants], ['input', undefined]);
    assert.match(message, /broken\.pth/);
  });
});
