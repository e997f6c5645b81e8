import assert from 'node:assert/strict';
import { eachBackend } from '../helpers/backends';
import { doneTrial, events, resnetLab, scratch, type DoneTrial } from './support';

const cell = (testLimit: number): string => `train: { architecture: resnet8, dataset: shapes, epochs: 2, limit: 240, testLimit: ${testLimit}, validation: 0.25, batch: 40, lr: 0.05 }\n`;

describe('evaluate: a finished run gives the numbers that it reported', () => {
  eachBackend((backend) => {
    describe(backend, function () {
      this.timeout(120_000);
      const folder = scratch();
      let trial: DoneTrial;
      // All test images, and a part of them where all take long.
      const [testLimit, tests] = backend === 'wasm' ? [500, 500] : [0, 2000];
      const run = (text: string, ...flags: string[]): ReturnType<typeof resnetLab> => resnetLab(['run', folder.write('lab.yaml', text), ...flags], { cwd: folder.path, env: { RESNET_LAB_BACKEND: backend } });

      before(async () => {
        trial = doneTrial(await run(cell(testLimit), '--json'));
      });

      for (const [split, images] of [['test', tests], ['validation', 60]] as const) {
        it(`split: ${split}`, async () => {
          const ended = await run(`evaluate: { run: ${trial.id}, checkpoint: last, split: ${split} }\n`, '--json');
          assert.equal(ended.code, 0, ended.stderr);
          const result = events(ended).find(({ event }) => event === 'evaluated') as unknown as { accuracy: number; loss: number; top5: number; images: number; confusion: number[][] };
          assert.equal(result.images, images);
          for (const [found, metric] of [[result.accuracy, 'Accuracy'], [result.top5, 'Top5']] as const) assert.ok(Math.abs(found - (trial.metrics[split + metric] ?? NaN)) < 1e-6, metric);
          assert.ok(Math.abs(result.loss - (trial.metrics[`${split}Loss`] ?? NaN)) < 1e-4, `${result.loss}`);
          assert.equal(result.confusion.flat().reduce((a, b) => a + b, 0), images);
        });
      }

      it('the best checkpoint, for people', async () => {
        const { code, stdout, stderr } = await run(`evaluate: { run: ${trial.id}, checkpoint: best }\n`);
        assert.equal(code, 0, stderr);
        assert.match(stdout, new RegExp(`^${trial.id} \\(best checkpoint\\) on ${tests} test images of shapes, by ${backend}\\naccuracy [\\d.]+ %, top 5 [\\d.]+ %, loss \\d`));
        assert.match(stdout, new RegExp(`^crescent +${tests / 10} `, 'm'));
      });
    });
  });
});
