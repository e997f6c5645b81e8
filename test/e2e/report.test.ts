import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertWellFormed } from '../helpers/xml';
import { assertClear, doneTrials, events, readJson, resnetLab, scratch, type DoneTrial, type Ended } from './support';

const CELL = `compare:
  vary: { order: [original, plain] }
  seeds: 2
  train: { architecture: resnet8, dataset: shapes, epochs: 1, limit: 48, testLimit: 40, batch: 24 }
`;
const NOTEBOOK = { version: 1, cells: [{ kind: 'markdown', source: ['# Which order?', '', 'Guess first.'] }, { kind: 'code', source: CELL.trimEnd().split('\n'), outputs: [] }, { kind: 'code', source: ['train: { architecture: resnet8, dataset: shapes, epochs: 7 }'], outputs: [] }] };

describe('report: from the runs of a finished experiment', function () {
  this.timeout(120_000);
  const folder = scratch();
  const lab = (...args: string[]): Promise<Ended> => resnetLab(args, { cwd: folder.path });
  let trials: DoneTrial[] = [];

  before(async () => {
    folder.write('lab.resnb', JSON.stringify(NOTEBOOK));
    trials = doneTrials(await lab('run', 'lab.resnb', '--cell', '1', '--json'));
  });

  it('writes a page and Markdown with figures, by the numbers of the trials, and trains nothing', async () => {
    const metrics = join(trials[0]?.folder ?? '', 'metrics.jsonl');
    const before = readFileSync(metrics, 'utf8');
    const ended = await lab('report', 'lab.resnb', '--cell', '1', '--out', 'docs/order', '--json');
    assert.equal(ended.code, 0, ended.stderr);
    const [report, ...more] = events(ended);
    assert.deepEqual(more, []);
    const { html, markdown, figures, unfinished, arms, title } = report as unknown as { html: string; markdown: string; figures: string[]; unfinished?: string; title: string; arms: { label: string; mean: number }[] };
    assert.deepEqual([html, markdown].map((path) => path.slice(folder.path.length + 1)), [join('docs', 'order', 'report.html'), join('docs', 'order', 'report.md')]);
    assert.deepEqual([title, unfinished], ['lab · cell 1', undefined]);
    for (const { label, mean } of arms) {
      const values = trials.filter(({ config }) => config['order'] === label).map((trial) => trial.metrics['testAccuracy'] ?? NaN);
      assert.ok(Math.abs(mean - values.reduce((a, b) => a + b, 0) / values.length) < 1e-12, label);
    }
    const page = readFileSync(html, 'utf8');
    assert.match(page, /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-/);
    const text = readFileSync(markdown, 'utf8');
    assert.match(text, /^# lab · cell 1\n[^]*## Question\n\n### Which order\?\n\nGuess first\.[^]*## Result[^]*resnet-lab run lab\.resnb --cell 1/);
    for (const { metrics: { testAccuracy = NaN } } of trials) assert.ok(text.includes((100 * testAccuracy).toFixed(2)));
    const links = [...text.matchAll(/\]\(([^)]+\.svg)\)/g)].map(([, link = '']) => join(folder.path, 'docs', 'order', link));
    assert.deepEqual(links, figures);
    for (const figure of figures) assertWellFormed(readFileSync(figure, 'utf8'));
    assert.equal(readFileSync(metrics, 'utf8'), before);
  });

  it('lies beside the experiment where nothing is said, for people too; cells that have not begun are named', async () => {
    const { code, stdout, stderr } = await lab('report', 'lab.resnb', '--format', 'md');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /lab · cell 1[^]*Markdown: runs.experiments.lab-1.report\.md and \d+ figures/);
    assert.match(stderr, /no trial of cell 2 has begun; run it by: resnet-lab run lab\.resnb --cell 2/);
    const experiment = await lab('report', join('runs', 'experiments', 'lab-1'), '--out', 'again.html');
    assert.equal(experiment.code, 0, experiment.stderr);
    assert.ok(existsSync(join(folder.path, 'again.html')) && !existsSync(join(folder.path, 'again.md')));
  });

  it('puts chosen runs side by side, by name or folder', async () => {
    const [first, second] = trials;
    const ended = await lab('report', first?.id ?? '', second?.folder ?? '', '--out', 'two.md', '--json');
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(readFileSync(join(folder.path, 'two.md'), 'utf8'), /^# 2 chosen runs\n[^]*chosen by hand/);
  });

  it('of an unfinished experiment says so at its top', async () => {
    const path = join(trials[3]?.folder ?? '', 'state.json');
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, JSON.stringify({ ...readJson(path), state: 'interrupted' }));
    const ended = await lab('report', 'lab.resnb', '--cell', '1', '--out', 'part');
    writeFileSync(path, whole);
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stdout, /not finished: 3 of 4 trials have ended/);
    const text = readFileSync(join(folder.path, 'part', 'report.md'), 'utf8');
    assert.match(text.split('\n## ')[0] ?? '', /\*\*Not finished\.\*\*/);
    assert.doesNotMatch(text, /Holm/);
  });

  it('says what is wrong, and what to do', async () => {
    for (const [args, said] of [
      [['lab.resnb', '--cell', '2'], /lab\.resnb: no trial has begun: there is nothing to report on\. Run it by: resnet-lab run lab\.resnb --cell 2/],
      [['lab.resnb', '--cell', '1', '--runs', 'none'], /Run it by: resnet-lab run lab\.resnb --cell 1 --runs none/],
      [['lab.resnb', '--cell', '9'], /code cell 9 trains nothing, or is not there/],
      [['nowhere.resnb'], /nowhere\.resnb: this file cannot be read/],
      [['nonsense'], /nonsense: this is no run: it has no trial\.json/],
      [['lab.resnb', '--format', 'pdf'], /--format is "pdf"; expected html, md, or html,md/],
      [[trials[0]?.id ?? '', '--cell', '1'], /--cell chooses a cell of a file/],
      [['lab.resnb', 'lab.resnb'], /a file is reported on by itself/],
    ] as const) {
      const ended = await lab('report', ...args);
      assert.equal(ended.code, 2, `${args.join(' ')}: ${ended.stderr}`);
      assert.match(ended.stderr, said);
      assertClear(ended);
    }
    rmSync(join(trials[0]?.folder ?? '', 'metrics.jsonl'));
    writeFileSync(join(trials[0]?.folder ?? '', 'metrics.jsonl'), 'damaged\n');
    const damaged = await lab('report', 'lab.resnb', '--cell', '1', '--out', 'damaged');
    assert.equal(damaged.code, 0, damaged.stderr);
    assert.match(damaged.stdout, new RegExp(`note: The curves of trial ${trials[0]?.id ?? ''} are missing`));
  });
});
