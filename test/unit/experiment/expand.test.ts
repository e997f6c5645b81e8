import assert from 'node:assert/strict';
import path from 'node:path';
import { LabError } from '../../../src/base/errors';
import { Random } from '../../../src/base/random';
import { type CellOf } from '../../../src/experiment/cell/cell';
import { expandCompare, expandTrain, type Comparison } from '../../../src/experiment/cell/expand';
import { parseCell } from '../../../src/experiment/cell/parse';
import { trialId, trialLabel, type TrialConfig } from '../../../src/experiment/cell/trial-config';
import { NAMED_ORDERS } from '../../../src/resnet/order';

function train(keys: string, file?: string): TrialConfig {
  const cell = parseCell(`train: {${keys}}`, file);
  assert.ok(cell.kind === 'train');
  return expandTrain(cell);
}

function compare(keys: string): Comparison {
  const cell = parseCell(`compare: {${keys}}`);
  assert.ok(cell.kind === 'compare');
  return expandCompare(cell);
}

describe('a trial', () => {
  it('is resolved to the last number', () => {
    assert.deepEqual(train(''), {
      version: 1,
      architecture: 'resnet20',
      order: 'original',
      options: { zeroInitResidual: false },
      dataset: 'fashion-mnist',
      limit: 0,
      validation: 0.1,
      testLimit: 0,
      epochs: 3,
      batch: 128,
      optimizer: { name: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 },
      lr: 0.1,
      schedule: { name: 'onecycle', pctStart: 0.3, divFactor: 25, finalDivFactor: 10_000 },
      warmup: 0,
      labelSmoothing: 0,
      augmentation: { crop: 0, flip: false, cutout: 0 },
      seed: 1,
    } satisfies TrialConfig);
  });

  it('has the defaults of its optimiser, schedule and architecture', () => {
    const adamw = train('optimizer: adamw, schedule: step, epochs: 100, architecture: plain20');
    assert.deepEqual(adamw.optimizer, { name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 });
    assert.equal(adamw.lr, 0.001);
    assert.deepEqual(adamw.schedule, { name: 'step', milestones: [50, 75], gamma: 0.1 });
    assert.equal(adamw.order, 'plain');
    assert.deepEqual(train('schedule: step, epochs: 1').schedule, { name: 'step', milestones: [], gamma: 0.1 });
    assert.deepEqual(train('momentum: 0').optimizer, { name: 'sgd', momentum: 0, nesterov: false, weightDecay: 5e-4 });
    assert.deepEqual(train('schedule: cosine, warmup: 0.5').schedule, { name: 'cosine', final: 0 });
    assert.deepEqual(train('schedule: constant').schedule, { name: 'constant' });
  });

  it('is the same whether a default is spelled out or not', () => {
    const spelled = 'order: conv-bn-relu-conv-bn-add-relu, shortcut: A, groups: 1, widthPerGroup: 64, replaceStrideWithDilation: [false, false, false], lr: 0.1, momentum: 0.9, nesterov: true';
    assert.deepEqual(train(spelled), train(''));
  });

  it("finds a folder beside the cell's file", () => {
    const config = train('dataset: "folder:../pets"', path.join('notes', 'lab.resnb#2'));
    assert.equal(config.dataset, `folder:${path.resolve('pets')}`);
    assert.equal(config.size, 32);
    assert.equal('size' in train(''), false);
  });

  it('keeps what differs from the architecture', () => {
    assert.deepEqual(train('architecture: resnet50, groups: 2, widthPerGroup: 32, replaceStrideWithDilation: [false, true, true], shortcut: C, zeroInitResidual: true').options, {
      zeroInitResidual: true, groups: 2, widthPerGroup: 32, replaceStrideWithDilation: [false, true, true], shortcut: 'C',
    });
  });
});

describe("a trial's id", () => {
  it('is a short file name that tells architecture, order and seed', () => {
    assert.match(trialId(train('')), /^resnet20-original-s1-[0-9a-f]{8}$/);
    assert.match(trialId(train('order: conv-relu-conv-add-bn, seed: 42')), /^resnet20-crcab-s42-[0-9a-f]{8}$/);
    const long = trialId(train(`order: ${'conv-bn-relu-'.repeat(12)}conv`));
    assert.match(long, /^[a-z0-9_-]+$/);
    assert.ok(long.length < 60);
  });

  it('depends on every value and not on the order of the keys', () => {
    const config = train('');
    assert.equal(trialId(Object.fromEntries(Object.entries(config).reverse()) as unknown as TrialConfig), trialId(config));
    const changes = ['order: plain', 'zeroInitResidual: true', 'shortcut: B', 'dataset: mnist', 'limit: 5', 'validation: 0', 'testLimit: 5', 'crop: 4', 'flip: true', 'cutout: 8', 'epochs: 4', 'batch: 64', 'optimizer: adamw', 'lr: 0.2', 'momentum: 0.8', 'nesterov: false', 'weightDecay: 0', 'labelSmoothing: 0.1', 'schedule: cosine', 'pctStart: 0.2', 'divFactor: 10', 'finalDivFactor: 10', 'seed: 2', 'architecture: resnet8'];
    const ids = changes.map((keys) => trialId(train(keys)));
    assert.equal(new Set([...ids, trialId(config)]).size, changes.length + 1);
  });

  it('stays the same from version to version, so that finished runs are found again', () => {
    assert.equal(trialId(train('')), 'resnet20-original-s1-155ae35c');
  });
});

describe('a label', () => {
  it('tells what is varied', () => {
    const config = train('order: full-preact, flip: true, crop: 4');
    assert.equal(trialLabel(config, []), 'resnet20, full-preact');
    assert.equal(trialLabel(config, ['order', 'lr', 'momentum', 'crop', 'flip', 'shortcut']), 'full-preact, lr=0.1, momentum=0.9, crop=4, flip=true, shortcut=A');
    assert.equal(trialLabel(train('optimizer: adamw'), ['optimizer', 'momentum']), 'adamw');
  });
});

describe('a comparison', () => {
  it('is the full grid by seeds, each trial once, seeds paired and seed by seed', () => {
    const random = new Random(1, 'grids');
    const pick = <T>(items: readonly T[]): T[] => items.filter(() => random.uniform() < 0.5);
    let tried = 0;
    for (let i = 0; i < 30; i++) {
      const vary = { architecture: pick(['resnet8', 'resnet14', 'plain8']), order: pick(NAMED_ORDERS.map(({ name }) => name)), lr: pick([0.3, 0.1, 0.03]), flip: pick([true, false]) };
      const lists = Object.entries(vary).filter(([, values]) => values.length > 0);
      if (lists.length === 0) continue;
      const seeds = 1 + random.integer(3);
      const { arms, trials, varied } = compare(`vary: {${lists.map(([key, values]) => `${key}: [${values.join(', ')}]`).join(', ')}}, seeds: ${seeds}`);
      const size = lists.reduce((product, [, values]) => product * values.length, 1);
      assert.equal(arms.length, size);
      assert.equal(trials.length, size * seeds);
      assert.equal(new Set(trials.map(trialId)).size, trials.length);
      assert.equal(new Set(arms.map(({ label }) => label)).size, arms.length);
      assert.deepEqual(trials.map(({ seed }) => seed), Array.from({ length: seeds }, (_, k) => Array.from({ length: size }, () => k + 1)).flat());
      for (const arm of arms) {
        assert.deepEqual(arm.trials.map(({ seed }) => seed), Array.from({ length: seeds }, (_, k) => k + 1));
        assert.equal(new Set(arm.trials.map((trial) => JSON.stringify({ ...trial, seed: 0 }))).size, 1, 'only the seed differs within an arm');
        for (const trial of arm.trials) assert.equal(trialLabel(trial, varied), arm.label);
      }
      tried++;
    }
    assert.ok(tried > 20);
  });

  it('merges arms that are the same training', () => {
    const named = compare('vary: { order: [original, plain, conv-bn-relu-conv-bn-add-relu, plain] }, seeds: 2');
    assert.deepEqual(named.arms.map(({ label }) => label), ['original', 'plain']);
    assert.equal(named.trials.length, 4);
    const optimisers = compare('vary: { optimizer: [sgd, adamw], momentum: [0.9, 0] }, seeds: 1');
    assert.deepEqual(optimisers.arms.map(({ label }) => label), ['sgd, momentum=0.9', 'sgd, momentum=0', 'adamw']);
  });

  it('shares with a train cell the trials that are the same', () => {
    const [first] = compare('vary: { order: [full-preact] }, seeds: [7], train: { epochs: 2 }').trials;
    assert.deepEqual(first, train('order: full-preact, epochs: 2, seed: 7'));
  });

  it('takes a list of seeds in its order', () => {
    assert.deepEqual(compare('vary: { lr: [0.1, 0.2] }, seeds: [9, 3]').trials.map(({ seed, lr }) => [seed, lr]), [[9, 0.1], [9, 0.2], [3, 0.1], [3, 0.2]]);
  });

  it('tests against the first arm, or the one that is named', () => {
    const baseline = (keys: string): string => compare(keys).baseline;
    assert.equal(baseline('vary: { order: [plain, original] }'), 'plain');
    assert.equal(baseline('vary: { order: [plain, original] }, baseline: original'), 'original');
    assert.equal(baseline('vary: { order: [plain, original] }, baseline: conv-bn-relu-conv-bn-add-relu'), 'original');
    assert.equal(baseline('vary: { lr: [0.1, 0.2], flip: [true, false] }, baseline: { flip: false, lr: 0.2 }'), 'flip=false, lr=0.2');
    assert.equal(baseline('vary: { optimizer: [sgd, adamw], momentum: [0.9, 0] }, baseline: { optimizer: adamw }'), 'adamw');
    assert.equal(baseline('vary: { optimizer: [sgd, adamw], momentum: [0.9, 0] }, baseline: { optimizer: adamw, momentum: 0 }'), 'adamw');
  });

  it('is refused by name of the arm before anything runs, however the cell was made', () => {
    const cell = parseCell('compare: { vary: { architecture: [resnet50, resnet20, resnet8] } }') as CellOf<'compare'>;
    const broken: CellOf<'compare'> = { ...cell, keys: { ...cell.keys, train: { ...cell.keys.train, groups: 2 } } };
    assert.throws(() => expandCompare(broken), (error: unknown) => error instanceof LabError && error.kind === 'input' && /arm "resnet20": .*\n?.*arm "resnet8": /.test(error.message));
  });
});
