import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { eachBackend } from '../helpers/backends';
import { CLI, doneTrial, doneTrials, events, resnetLab, scratch } from './support';

const TINY = 'architecture: resnet8, dataset: shapes, epochs: 1, limit: 96, testLimit: 60, batch: 24';

describe('run: what is finished is reused', function () {
  this.timeout(120_000);
  const folder = scratch();
  const compare = (lr: string, keys = TINY): string => `compare: { vary: { lr: [${lr}] }, seeds: [1], train: { ${keys} } }\n`;
  const run = (...flags: string[]): ReturnType<typeof resnetLab> => resnetLab(['run', 'lab.yaml', ...flags], { cwd: folder.path });

  it('a second time nothing runs, and the same table is printed; what was changed runs alone', async () => {
    folder.write('lab.yaml', compare('0.1, 0.05'));
    const first = await run();
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /lr=0\.1 .*baseline[^]*lr=0\.05 /);
    const report = join(folder.path, 'runs', 'experiments', 'lab-1', 'report.html');
    assert.ok(first.stdout.includes(pathToFileURL(report).href) && existsSync(report));
    const second = await run();
    assert.equal(second.code, 0, second.stderr);
    assert.equal(second.stdout.replace('note: 2 of 2 trials had been finished by an earlier run and were reused.\n', ''), first.stdout);
    assert.equal(second.stderr.match(/: finished before, test accuracy/g)?.length, 2);
    const before = doneTrials(await run('--json'));
    const written = (folder_: string): number => statSync(join(folder_, 'metrics.jsonl')).mtimeMs;
    const times = before.map((trial) => written(trial.folder));

    folder.write('lab.yaml', compare('0.1, 0.05, 0.02'));
    const after = await run('--json');
    assert.deepEqual(doneTrials(after).map(({ reused }) => reused), [true, true, false]);
    assert.deepEqual(events(after).filter(({ event }) => event === 'started').length, 1);
    assert.deepEqual(doneTrials(after).slice(0, 2).map((trial) => written(trial.folder)), times);
    assert.deepEqual(doneTrials(after).slice(0, 2).map(({ metrics }) => metrics), before.map(({ metrics }) => metrics));
  });

  it('a trial that fails is reported, the rest goes on, and only it is tried again', async () => {
    folder.write('lab.yaml', compare('100, 0.05', `order: no-bn, schedule: constant, validation: 0, ${TINY}`));
    const first = await run('--json');
    assert.equal(first.code, 1);
    const [failed, done] = doneTrials(first);
    assert.equal(failed?.state, 'failed');
    assert.match(failed.error ?? '', /^the loss is no longer a finite number at epoch 1, step \d+: the training diverged\. Lower lr, or warm it up\.$/);
    assert.equal(done?.state, 'done');
    assert.match(first.stderr, /lr=100 · seed 1: failed: the loss[^]*1 of 2 trials failed\. Their reasons stand above/);
    const second = await run();
    assert.equal(second.code, 1);
    assert.match(second.stderr, /lr=0\.05 · seed 1: finished before/);
    assert.match(second.stdout, /lr=100 +– +0 of 1[^]*1 of 2 trials did not finish and is not in the means/);
  });
});

describe('run --json', function () {
  this.timeout(120_000);
  const folder = scratch();

  eachBackend((backend) => {
    it(`prints JSON lines and nothing else, the last "done"; progress goes to stderr (${backend})`, async () => {
      folder.write('lab.yaml', `train: { ${TINY} }\n`);
      const ended = await resnetLab(['run', 'lab.yaml', '--runs', backend, '--json'], { cwd: folder.path, env: { RESNET_LAB_BACKEND: backend } });
      assert.equal(ended.code, 0, ended.stderr);
      const lines = events(ended);
      const names = lines.map(({ event }) => event);
      assert.deepEqual(names.filter((name) => name !== 'step' && name !== 'evaluation'), ['plan', 'starting', 'started', 'checkpoint', 'epoch', 'finished', 'report', 'done']);
      assert.equal(lines[0]?.['backend'], backend);
      assert.equal(lines.find(({ event }) => event === 'started')?.['backend'], backend);
      assert.ok(lines.filter(({ event }) => event === 'step').every(({ loss, lr, gradientNorm, imagesPerSecond }) => [loss, lr, gradientNorm, imagesPerSecond].every((value) => Number.isFinite(value) && (value as number) > 0)));
      const { id, config, state, metrics } = doneTrial(ended);
      assert.deepEqual([config['architecture'], config['order'], config['dataset'], config['epochs'], state], ['resnet8', 'original', 'shapes', 1, 'done']);
      assert.equal(id, lines.find(({ event }) => event === 'finished')?.['trial']);
      assert.ok((metrics['testAccuracy'] ?? -1) >= 0 && (metrics['testAccuracy'] ?? 2) <= 1);
      assert.ok((metrics['testLoss'] ?? 0) > 0);
      assert.match(ended.stderr, /^lab · cell 1: 1 trial, /);
    });
  });
});

describe('run: a notebook of several cells', function () {
  this.timeout(120_000);
  const folder = scratch();
  const code = (...source: string[]): object => ({ kind: 'code', source });

  it('runs all of them in turn, or the one of --cell', async () => {
    const cells = [{ kind: 'markdown', source: ['# Does it train?'] }, code('dataset: shapes'), code(''), code('train:', '  seed: 1', ...TINY.split(', ').map((line) => `  ${line}`)), code(`train: { ${TINY}, seed: 2 }`)];
    folder.write('lab.resnb', JSON.stringify({ version: 1, cells }));
    const one = await resnetLab(['run', 'lab.resnb', '--cell', '4', '--json'], { cwd: folder.path });
    assert.equal(one.code, 0, one.stderr);
    assert.equal(doneTrial(one).config['seed'], 2);
    const all = await resnetLab(['run', 'lab.resnb', '--json'], { cwd: folder.path });
    assert.equal(all.code, 0, all.stderr);
    assert.deepEqual(doneTrials(all).map(({ config, reused }) => [config['seed'], reused]), [[1, false], [2, true]]);
    const dataset = events(all)[0];
    assert.deepEqual([dataset?.event, dataset?.['name'], dataset?.['train'], dataset?.['test']], ['dataset', 'shapes', 10_000, 2_000]);
    assert.deepEqual((dataset?.['classes'] as { label: string; train: number; test: number }[])[0], { label: 'circle', train: 1000, test: 200 });
    const wrong = await resnetLab(['run', 'lab.resnb', '--cell', '2'], { cwd: folder.path });
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /lab\.resnb: there is no code cell 2 with text in it; the file has 1, 3, 4\./);
  });
});

describe('colours', function () {
  this.timeout(60_000);
  const folder = scratch();
  const coloured = (text: string): boolean => text.includes('\u001b[');
  /** The command's output in a terminal, by util-linux's `script`. */
  const inTerminal = (env: Record<string, string>): string =>
    execFileSync('script', ['-qec', `'${process.execPath}' '${CLI}' describe resnet8`, '/dev/null'], { encoding: 'utf8', env: { PATH: process.env['PATH'], TERM: 'xterm-256color', ...env } });

  it('are not there where stdout is no terminal', async () => {
    folder.write('lab.yaml', 'dataset: shapes\n');
    for (const args of [['describe', 'resnet8'], ['doctor'], ['run', 'lab.yaml'], ['describe', 'resnet9']]) {
      const { stdout, stderr } = await resnetLab(args, { cwd: folder.path });
      assert.ok(!coloured(stdout + stderr), args.join(' '));
    }
  });

  it('are there on a terminal, and not with NO_COLOR', function () {
    if (spawnSync('script', ['--version']).status !== 0) {
      console.log('      skipped: util-linux\'s "script" is not here to make a terminal');
      this.skip();
    }
    assert.ok(coloured(inTerminal({})));
    assert.ok(!coloured(inTerminal({ NO_COLOR: '1' })));
  });
});
