import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import type { Backend } from '../../../src/backend/backend';
import { loadBackend } from '../../../src/backend/select';
import { Classifier } from '../../../src/network/classifier';
import type { NetworkOptions } from '../../../src/resnet/graph';
import { buildGraph } from '../../../src/resnet/build';
import { exportModel } from '../../../src/weights/export/export-model';
import type { ExportedModel } from '../../../src/weights/export/exported-model';
import { formulaImages } from '../../helpers/deterministic';
import { exportable, temporaryFolder } from '../../helpers/exported';

/** Of logits and probabilities. */
const TOLERANCE = 1e-4;
const IMAGES = 2;

describe('weights: a model exported for TensorFlow.js', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let wasm: Backend;
  before(async () => {
    wasm = await loadBackend({ name: 'wasm' }, 1);
  });

  const cases: (NetworkOptions & { side: number; fold?: boolean })[] = [
    { architecture: 'resnet8', side: 32 },
    { architecture: 'resnet8', side: 33, shortcut: 'A', fold: true },
    { architecture: 'resnet8', side: 32, shortcut: 'B', fold: true },
    { architecture: 'resnet8', side: 32, order: 'full-preact', shortcut: 'C', fold: true },
    { architecture: 'resnet8', side: 32, order: 'no-bn', shortcut: 'B' },
    { architecture: 'plain8', side: 32 },
    { architecture: 'resnet18', side: 63, classes: 20, order: 'full-preact' },
    { architecture: 'resnet50', side: 32, classes: 20, widthPerGroup: 16, replaceStrideWithDilation: [false, true, true] },
    { architecture: 'resnet50', side: 65, classes: 20, widthPerGroup: 16, order: 'full-preact', variant: 'keras-v2' },
  ];
  for (const { fold, ...options } of cases) {
    const title = [...Object.entries(options).map(([key, value]) => (key === 'architecture' ? String(value) : `${key} ${String(value)}`)), ...(fold === true ? ['folded'] : [])].join(', ');
    it(`gives the same logits and their softmax there: ${title}`, async () => {
      const model = exportable(options);
      const { side } = options;
      const images = formulaImages('images', IMAGES, model.graph.options.input);
      const classifier = new Classifier(wasm, model.graph, model.weights);
      const expected = classifier.logits(images);
      classifier.dispose();
      const path = join(folder, title);
      await exportModel(model, 'tfjs', path, { fold });

      const loaded = await load(path);
      const x = tf.tensor4d(images, [IMAGES, side, side, 3]);
      const [logits, probabilities] = loaded.predict(x) as [tf.Tensor, tf.Tensor];
      close(await logits.data(), expected, TOLERANCE);
      const softmax = tf.softmax(tf.tensor2d(expected, [IMAGES, model.graph.options.classes]));
      close(await probabilities.data(), await softmax.data(), TOLERANCE);
      tf.dispose([x, logits, probabilities, softmax]);
      loaded.dispose();
    });
  }

  it('carries what one must know to use it, by which the network is built again', async () => {
    const model = exportable({ architecture: 'resnet8', side: 32, order: 'full-preact' });
    const path = join(folder, 'described');
    await exportModel(model, 'tfjs', path);
    const loaded = await load(path);
    const { options, preprocessing, labels, name } = loaded.getUserDefinedMetadata() as { options: NetworkOptions } & Pick<ExportedModel, 'preprocessing' | 'labels' | 'name'>;
    loaded.dispose();
    assert.deepEqual({ preprocessing, labels, name }, { preprocessing: model.preprocessing, labels: model.labels, name: model.name });
    assert.deepEqual(buildGraph(options), model.graph);
  });

  it('cuts its weights into files of 4 MB', async () => {
    const model = exportable({ architecture: 'resnet18', side: 32, classes: 10 });
    const path = join(folder, 'cut');
    const files = await exportModel(model, 'tfjs', path);
    assert.deepEqual(files.map((file) => basename(file)).sort(), readdirSync(path).sort());
    const sizes = files.slice(0, -1).map((file) => readFileSync(file).length);
    assert.deepEqual(sizes.slice(0, -1), Array.from({ length: sizes.length - 1 }, () => 4 * 1024 * 1024));
    const bytes = [...model.weights.values()].reduce((sum, values) => sum + values.byteLength, 0);
    assert.equal(sizes.reduce((a, b) => a + b), bytes);
  });

  it('refuses grouped convs, which TensorFlow.js has not, and names what has them', async () => {
    const path = join(folder, 'grouped');
    mkdirSync(path);
    await assert.rejects(exportModel(exportable({ architecture: 'resnet50', side: 32, classes: 2, groups: 32, widthPerGroup: 1 }), 'tfjs', path), { message: 'TensorFlow.js has no grouped convolutions, and layer1.0.conv2 has 32 groups.', mend: /ONNX/ });
    assert.deepEqual(readdirSync(path), []);
  });
});

/** As a page loads it: the files are asked for by the addresses that the manifest comes to. */
function load(path: string): Promise<LayersModel> {
  const fetchFunc = (address: unknown): Promise<Response> => Promise.resolve(new Response(readFileSync(join(path, basename(new URL(String(address)).pathname))), { headers: { 'Content-Type': 'application/octet-stream' } }));
  return loadLayersModel(tf.io.http('http://localhost/model.json', { fetchFunc }));
}

function close(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [a = NaN, b = NaN] = [actual[i], expected[i]];
    assert.ok(Math.abs(a - b) <= tolerance, `value ${String(i)}: ${String(a)}; expected ${String(b)} ± ${String(tolerance)}`);
  }
}
