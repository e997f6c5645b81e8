import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Interrupted, LabError } from '../../../src/base/errors';
import { buildGraph } from '../../../src/resnet/build';
import { EXPORT_FORMATS } from '../../../src/weights/export-format';
import { exportModel } from '../../../src/weights/export/export-model';
import { exportRemarks } from '../../../src/weights/export/remarks';
import { readStateDict } from '../../../src/weights/read-state-dict';
import { recognise } from '../../../src/weights/recognise/recognise';
import { readTfjsModel } from '../../../src/weights/tfjs-model';
import { exportable, temporaryFolder } from '../../helpers/exported';

/** What a safetensors file holds, by the format's description. */
function read(path: string): { metadata: Record<string, string>; tensors: Map<string, { dtype: string; shape: number[]; bytes: Buffer; start: number }> } {
  const bytes = readFileSync(path);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const { __metadata__, ...entries } = JSON.parse(bytes.toString('utf8', 8, start)) as { __metadata__: Record<string, string> } & Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;
  const tensors = Object.entries(entries).map(([name, { dtype, shape, data_offsets: [from, to] }]) => [name, { dtype, shape, bytes: bytes.subarray(start + from, start + to), start: start + from }] as const);
  return { metadata: __metadata__, tensors: new Map(tensors) };
}

describe('weights: exporting a model', () => {
  const folder = temporaryFolder();
  const model = exportable({ architecture: 'resnet8', side: 32 });

  it('writes safetensors with what torchvision expects, and nothing else', async () => {
    const path = join(folder, 'model.safetensors');
    await exportModel(model, 'safetensors', path);
    const { tensors, metadata } = read(path);
    for (const [name, values] of model.weights) {
      const { dtype, bytes } = tensors.get(name) ?? assert.fail(`no ${name}`);
      assert.equal(dtype, 'F32');
      assert.deepEqual(Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i)), values);
    }
    const counts = [...tensors].filter(([name]) => !model.weights.has(name));
    assert.deepEqual(counts.map(([name]) => name), model.graph.layers.filter(({ kind }) => kind === 'bn').map(({ name }) => `${name}.num_batches_tracked`));
    for (const [, { dtype, shape, bytes, start }] of counts) {
      assert.deepEqual({ dtype, shape, value: bytes.readBigInt64LE(0), rest: start % 8 }, { dtype: 'I64', shape: [], value: 0n, rest: 0 });
    }
    assert.deepEqual([metadata['format'], metadata['architecture'], metadata['order']], ['pt', 'resnet8', 'original']);
    assert.deepEqual(JSON.parse(metadata['labels'] ?? ''), model.labels);
  });

  for (const options of [{ architecture: 'resnet8', shortcut: 'A' }, { architecture: 'resnet8', order: 'full-preact' }] as const) {
    it(`writes what is recognised here as the same network: ${JSON.stringify(options)}`, async () => {
      const written = exportable({ ...options, side: 32 });
      const path = join(folder, 'again.safetensors');
      await exportModel(written, 'safetensors', path);
      const tfjs = join(folder, 'again');
      await exportModel(written, 'tfjs', tfjs);
      for (const dict of [await readStateDict(path), await readTfjsModel(join(tfjs, 'model.json'))]) {
        const { network, weights } = recognise(dict);
        assert.deepEqual(buildGraph(network), written.graph);
        assert.deepEqual(weights, written.weights);
      }
    });
  }

  it('clears away the weights that an earlier tfjs export of more files left, and nothing else', async () => {
    const path = join(folder, 'smaller');
    mkdirSync(path);
    for (const name of ['group1-shard9of9.bin', 'notes.bin']) writeFileSync(join(path, name), 'x');
    const files = await exportModel(model, 'tfjs', path);
    assert.deepEqual(readdirSync(path).map((name) => join(path, name)).sort(), [...files, join(path, 'notes.bin')].sort());
  });

  it('says where torchvision has no such network', () => {
    for (const options of [{ architecture: 'resnet18' }, { architecture: 'resnet50', groups: 2, classes: 3 }] as const) assert.deepEqual(exportRemarks(buildGraph(options), 'safetensors'), []);
    for (const options of [{ architecture: 'resnet20' }, { architecture: 'resnet18', order: 'full-preact' }, { architecture: 'resnet50', variant: 'keras' }, { architecture: 'resnet18', shortcut: 'C' }] as const) {
      assert.match(exportRemarks(buildGraph(options), 'safetensors')[0] ?? '', /^torchvision has no such network \(resnet\d+, order /);
      assert.deepEqual(exportRemarks(buildGraph(options), 'onnx'), []);
    }
  });

  it('refuses to fold batch norm where PyTorch is to read it', async () => {
    await assert.rejects(exportModel(model, 'safetensors', join(folder, 'folded.safetensors'), { fold: true }), (error) => error instanceof LabError && error.kind === 'input');
  });

  for (const format of EXPORT_FORMATS) {
    it(`writes ${format} over what stands there, in a folder that it makes, tells how far it is, and leaves no draft`, async () => {
      const path = join(folder, `new ${format}`, 'model');
      const parts: [number, number][] = [];
      const files = await exportModel(model, format, path, { onProgress: (done, total) => parts.push([done, total]) });
      const first = files.map((file) => readFileSync(file));
      const total = first.reduce((sum, { length }) => sum + length, 0);
      assert.deepEqual(parts.at(-1), [total, total]);
      for (const file of files) writeFileSync(file, 'old');
      assert.deepEqual(await exportModel(model, format, path), files);
      assert.deepEqual(files.map((file) => readFileSync(file)), first);
      const listed = readdirSync(join(folder, `new ${format}`), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      assert.equal(listed.length, files.length);
    });

    it(`leaves the old files where writing ${format} is interrupted`, async () => {
      const path = join(folder, `kept ${format}`);
      const files = await exportModel(model, format, path);
      for (const file of files) writeFileSync(file, 'old');
      const control = new AbortController();
      await assert.rejects(exportModel(model, format, path, { signal: control.signal, onProgress: () => control.abort() }), Interrupted);
      for (const file of files) assert.equal(readFileSync(file, 'utf8'), 'old');
      assert.deepEqual(readdirSync(folder).filter((name) => name.endsWith('.partial')), []);
    });
  }

  it('says that a folder stands where the file is to be', async () => {
    const path = join(folder, 'a folder');
    mkdirSync(path);
    await assert.rejects(exportModel(model, 'onnx', path), (error) => error instanceof LabError && error.place === path && /a folder stands where a file is to be written/.test(error.message));
    assert.deepEqual(readdirSync(folder).filter((name) => name.endsWith('.partial')), []);
  });
});
