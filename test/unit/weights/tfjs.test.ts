import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sentence } from '../../../src/base/errors';
import { parameterSpecs } from '../../../src/network/initialise';
import { buildGraph } from '../../../src/resnet/build';
import type { NetworkOptions } from '../../../src/resnet/graph';
import { exportModel } from '../../../src/weights/export/export-model';
import { recognise } from '../../../src/weights/recognise/recognise';
import { readTfjsModel } from '../../../src/weights/tfjs-model';
import { formulaParameters } from '../../helpers/deterministic';

interface Weight {
  readonly name: string;
  readonly shape: unknown;
  readonly dtype: string;
  readonly quantization?: object;
}

describe('weights: LayersModels of TensorFlow.js', () => {
  let folder: string;
  let model: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tfjs-'));
    model = join(folder, 'model.json');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function write(weights: readonly Weight[], shards: Readonly<Record<string, Uint8Array>>, more: object = {}): Promise<void> {
    for (const [name, bytes] of Object.entries(shards)) await writeFile(join(folder, name), bytes);
    await writeFile(model, JSON.stringify({ format: 'layers-model', modelTopology: null, weightsManifest: [{ paths: Object.keys(shards), weights }], ...more }));
  }

  async function refusal(): Promise<string> {
    const error: unknown = await readTfjsModel(model).then(() => undefined, (thrown: unknown) => thrown);
    const text = sentence(error);
    assert.ok(text.startsWith(`${model}: `), text);
    return text;
  }

  const bytes = (values: ArrayBufferView): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

  it('tensors lie one after the other across shards, of any group', async () => {
    const all = bytes(Float32Array.of(1, 2, 3, 4, 5, 6));
    await writeFile(join(folder, 'c.bin'), bytes(Float32Array.of(7)));
    await write([], { 'a.bin': all.subarray(0, 7), 'b.bin': all.subarray(7) }, {
      weightsManifest: [
        { paths: ['a.bin', 'b.bin'], weights: [{ name: 'x/kernel', shape: [2, 2], dtype: 'float32' }, { name: 'x/bias', shape: [2], dtype: 'float32' }] },
        { paths: ['c.bin'], weights: [{ name: 'scalar', shape: [], dtype: 'float32' }] },
      ],
    });
    const { tensors, format, file } = await readTfjsModel(model);
    assert.deepEqual([...tensors].map(([name, { shape, values }]) => [name, shape, [...values()]]), [['x/kernel', [2, 2], [1, 2, 3, 4]], ['x/bias', [2], [5, 6]], ['scalar', [], [7]]]);
    assert.deepEqual([format, file], ['tfjs', model]);
  });

  it('quantised values are spread out again: 8 and 16 bits by scale and least value, halves as they are', async () => {
    await write(
      [
        { name: 'eight', shape: [3], dtype: 'float32', quantization: { dtype: 'uint8', scale: 0.5, min: -1 } },
        { name: 'sixteen', shape: [2], dtype: 'float32', quantization: { dtype: 'uint16', scale: 0.25, min: 2 } },
        { name: 'half', shape: [2], dtype: 'float32', quantization: { dtype: 'float16' } },
        { name: 'count', shape: [1], dtype: 'int32' },
      ],
      // 1.5 and −2 as halves; the second tensor begins at an odd byte.
      { 'a.bin': Uint8Array.of(0, 2, 255, 4, 0, 0, 1, 0x00, 0x3e, 0x00, 0xc0, 9, 0, 0, 0) },
    );
    const { tensors } = await readTfjsModel(model);
    assert.deepEqual([...tensors].map(([name, { type, values }]) => [name, type, [...values()]]), [
      ['eight', 'uint8', [-1, 0, 126.5]],
      ['sixteen', 'uint16', [3, 66]],
      ['half', 'float16', [1.5, -2]],
      ['count', 'int32', [9]],
    ]);
  });

  it('what the model says of its images and of itself', async () => {
    const layers = [{ class_name: 'InputLayer', config: { batch_shape: [null, 96, 64, 3] } }, { class_name: 'Dense', config: {} }];
    await write([], { 'a.bin': new Uint8Array() }, { modelTopology: { model_config: { config: { layers } } }, userDefinedMetadata: { name: 'mine', labels: ['a', 'b'] } });
    const { metadata } = await readTfjsModel(model);
    assert.deepEqual(metadata, { name: 'mine', labels: '["a","b"]', input: '{"height":96,"width":64}' });
  });

  for (const network of [
    { architecture: 'resnet8', order: 'full-preact', shortcut: 'B', classes: 5, input: { height: 20, width: 24, channels: 1 } },
    { architecture: 'resnet8', order: 'no-bn' },
    { architecture: 'plain8' },
  ] as const satisfies NetworkOptions[]) {
    it(`what this program writes comes back: ${Object.values(network).map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))).join(' ')}`, async () => {
      const graph = buildGraph(network);
      const weights = formulaParameters(graph);
      const { height, width, channels } = graph.options.input;
      const preprocessing = { name: 'run', resize: height, crop: { height, width }, channels: channels === 1 ? 1 : 3, mean: [0], std: [1] } as const;
      await exportModel({ graph, weights, name: 'some', preprocessing, labels: Array.from({ length: graph.options.classes }, (_, i) => `class ${i}`) }, 'tfjs', folder);
      const found = recognise(await readTfjsModel(model));
      assert.deepEqual(found.network, network);
      for (const { name } of parameterSpecs(graph)) assert.deepEqual(found.weights.get(name), weights.get(name), name);
    });
  }

  it('shards are files beside it, not paths', async () => {
    for (const path of ['../a.bin', '/etc/passwd', 'sub/a.bin', 'sub\\a.bin', '..', '.', '', 'C:a.bin', 'a\0.bin', 'https://example.org/a.bin']) {
      await write([], {}, { weightsManifest: [{ paths: [path], weights: [] }] });
      assert.match(await refusal(), /is not a file beside it/, path);
    }
  });

  it('no shard, a folder or a pipe for a shard', async () => {
    await write([], {}, { weightsManifest: [{ paths: ['none.bin'], weights: [] }] });
    assert.match(await refusal(), /a file that it names is missing.*none\.bin/);
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [join(folder, 'pipe.bin')]);
    await write([], {}, { weightsManifest: [{ paths: ['pipe.bin'], weights: [] }] });
    assert.match(await readTfjsModel(model).then(() => '', (error: unknown) => sentence(error)), /it is no file/);
  });

  it('sizes that do not agree, shapes beyond memory, shards named again and again', async () => {
    const weight = { name: 'x', shape: [3], dtype: 'float32' };
    await write([weight], { 'a.bin': new Uint8Array(11) });
    assert.match(await refusal(), /its shards have 11 bytes, its tensors 12/);
    for (const shape of [[2 ** 40, 2 ** 40], [2 ** 52, 2 ** 52, 2 ** 52]]) {
      await write([{ ...weight, shape }], { 'a.bin': new Uint8Array(12) });
      assert.match(await refusal(), /its shards have 12 bytes/);
    }
    // Empty space on the disk, which claims to be 8 GiB in all.
    await write([{ ...weight, shape: [2 ** 31] }], { 'a.bin': new Uint8Array(1) }, { weightsManifest: [{ paths: Array.from({ length: 64 }, () => 'a.bin'), weights: [{ ...weight, shape: [2 ** 31] }] }] });
    await truncate(join(folder, 'a.bin'), 2 ** 27);
    assert.match(await refusal(), /it asks for more than \d+ MiB of memory/);
  });

  it('other files', async () => {
    const cases: readonly [string, RegExp][] = [
      ['{', /it is not JSON/],
      ['null', /no "weightsManifest"/],
      ['[]', /no "weightsManifest"/],
      ['{"weightsManifest":{}}', /"weightsManifest" is not as TensorFlow\.js writes it/],
      ['{"weightsManifest":[{"paths":["a"],"weights":[{"name":"x","shape":[-1],"dtype":"float32"}]}]}', /"weightsManifest\.0\.weights\.0\.shape\.0"/],
      ['{"weightsManifest":[{"paths":["a"],"weights":[{"name":"x","shape":[],"dtype":"string"}]}]}', /"weightsManifest\.0\.weights\.0\.dtype"/],
      ['{"format":"graph-model","weightsManifest":[]}', /it is a GraphModel, whose weights have lost their names/],
    ];
    for (const [text, expected] of cases) {
      await writeFile(model, text);
      assert.match(await refusal(), expected);
    }
  });

  it('one name twice', async () => {
    const weight = { name: 'x', shape: [1], dtype: 'float32' };
    await write([weight, weight], { 'a.bin': new Uint8Array(8) });
    assert.match(await refusal(), /it has "x" twice/);
  });
});
