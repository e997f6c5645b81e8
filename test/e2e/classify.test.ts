import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { eachBackend } from '../helpers/backends';
import { writeTinyImages } from '../helpers/tiny-images';
import { assertClear, doneTrial, events, resnetLab, scratch, type Ended } from './support';

interface Line {
  readonly image: string;
  readonly model: string;
  readonly architecture: string;
  readonly truth?: string;
  readonly error?: string;
  readonly gradCam?: string;
  readonly top: readonly { readonly index: number; readonly label: string; readonly probability: number; readonly logit: number }[];
}

const lines = (ended: Ended): Line[] => events(ended) as unknown as Line[];

describe('classify, export and import', () => {
  eachBackend((backend) => {
    describe(backend, function () {
      this.timeout(120_000);
      const folder = scratch();
      let id = '';
      const run = (...args: string[]): Promise<Ended> => resnetLab(args, { cwd: folder.path, env: { RESNET_LAB_BACKEND: backend } });

      before(async () => {
        writeTinyImages(join(folder.path, 'tiny'));
        folder.write('tiny/light/broken.png', 'no image');
        id = doneTrial(await run('run', folder.write('lab.yaml', 'train: { architecture: resnet8, dataset: "folder:tiny", epochs: 2, batch: 12, validation: 0, lr: 0.02 }\n'), '--json')).id;
      });

      it('says of each image what the run sees in it, and goes on after one that cannot be read', async () => {
        const ended = await run('classify', 'tiny', '--model', id, '--json', '--top', '1');
        assert.equal(ended.code, 0, ended.stderr);
        const all = lines(ended);
        assert.equal(all.length, 121);
        const [broken, ...others] = all.filter(({ error }) => error !== undefined);
        assert.equal(basename(broken?.image ?? ''), 'broken.png');
        assert.deepEqual([others.length, broken?.top], [0, []]);
        const known = all.filter(({ error }) => error === undefined);
        assert.ok(known.every(({ top, architecture, model }) => top.length === 1 && architecture === 'resnet8' && model === `${id} (last)`));
        assert.ok(known.filter(({ truth, top }) => top[0]?.label === truth).length > 110, 'light and dark are told apart');
        assert.match(ended.stderr, /1 of 121 images could not be read/);
      });

      it('writes where the network looked', async () => {
        const ended = await run('classify', 'tiny/dark/1.bmp', 'tiny/light/2.bmp', '--model', id, '--grad-cam', 'looked', '--json');
        assert.equal(ended.code, 0, ended.stderr);
        const pictures = lines(ended).map(({ gradCam = '' }) => join(folder.path, gradCam));
        assert.equal(new Set(pictures).size, 2);
        for (const picture of pictures) assert.equal(readFileSync(picture).toString('latin1', 1, 4), 'PNG');
      });

      it('exports a run in each format, of which safetensors classifies as the run does', async () => {
        const own = lines(await run('classify', 'tiny/dark/1.bmp', '--model', id, '--json'))[0];
        for (const format of ['safetensors', 'onnx', 'tfjs']) {
          const ended = await run('export', id, '--format', format, '--out', `out-${format}${format === 'tfjs' ? '' : `.${format}`}`, '--json');
          assert.equal(ended.code, 0, ended.stderr);
          const [{ files = [], remarks = [] } = {}] = events(ended) as { files?: string[]; remarks?: string[] }[];
          assert.equal(remarks.length, format === 'safetensors' ? 1 : 0, 'torchvision has no network for CIFAR');
          assert.ok(files.length > 0 && files.every((file) => existsSync(file)), String(files));
        }
        const ended = await run('classify', 'tiny/dark/1.bmp', '--model', 'out-safetensors.safetensors', '--json');
        assert.equal(ended.code, 0, ended.stderr);
        const again = lines(ended)[0];
        assert.deepEqual(again?.top.map(({ label }) => label), own?.top.map(({ label }) => label));
        for (const [k, guess] of (again?.top ?? []).entries()) assert.ok(Math.abs(guess.logit - (own?.top[k]?.logit ?? NaN)) < 1e-5, `${guess.logit}`);
      });

      it('runs a classify cell and keeps its result', async () => {
        const ended = await run('run', folder.write('cell.yaml', `classify: { images: [tiny/dark/1.bmp, tiny/light/2.bmp], model: ${id}, against: out-safetensors.safetensors }\n`), '--json');
        assert.equal(ended.code, 0, ended.stderr);
        const data = events(ended).find(({ event }) => event === 'classification') as unknown as { state: string; rows: number; folder: string; models: unknown[]; agreement: object };
        assert.deepEqual([data.state, data.rows, data.models.length, data.agreement], ['done', 2, 2, { images: 2, same: 2 }]);
        assert.deepEqual(readdirSync(data.folder).sort(), ['classification.json', 'rows.jsonl']);
      });

      it('says what is wrong with a model and with flags', async () => {
        for (const [flags, words] of [
          [['--model', 'nothing'], /there is no model "nothing"/],
          [['--model', id, '--arch', 'resnet8'], /are for files of weights/],
          [['--model', id, '--preprocess', 'v3'], /expected one of v1, v2, cifar/],
          [['--model', 'tiny/dark/1.bmp'], /1\.bmp: /],
        ] as const) {
          const ended = await run('classify', 'tiny/dark/1.bmp', ...flags);
          assert.equal(ended.code, 2, ended.stderr);
          assert.match(ended.stderr, words);
          assertClear(ended);
        }
        const none = await run('classify', 'tiny/light/broken.png', '--model', id);
        assert.equal(none.code, 1, none.stderr);
        assert.match(none.stderr, /could not be read/);
      });
    });
  });
});
