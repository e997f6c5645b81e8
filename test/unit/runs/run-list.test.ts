import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { RunSummary } from '../../../src/engine/protocol';
import { type ListedExperiment, listExperiments } from '../../../src/extension/runs/experiments';
import { groupDescription, groupLabel, runDescription, runLabel, runSpoken, runTooltip } from '../../../src/extension/runs/labels';
import { countTags, groupRuns, pathsToDelete, type RunEntry, type RunGroup, sortGroups, withTags } from '../../../src/extension/runs/tree';
import type { RunNotes } from '../../../src/runs/run-notes';

const PLACE = join(tmpdir(), 'runs');

function entry(id: string, changes: Partial<RunSummary> = {}, notes: RunNotes = { tags: [] }): RunEntry {
  const run: RunSummary = {
    id, folder: join(PLACE, id), architecture: 'resnet20', order: 'full-preact', dataset: 'fashion-mnist', seed: 3, backend: 'tensorflow', state: 'done',
    epoch: 10, epochs: 10, step: 100, steps: 100, seconds: 75, created: '2026-01-01T10:00:00.000Z', updated: '2026-01-01T11:00:00.000Z', metrics: {}, experiments: [], ...changes,
  };
  return { run, notes };
}

function record(name: string, changes: Partial<ListedExperiment> = {}): ListedExperiment {
  const [notebook = '', cell = ''] = name.split('#');
  return { version: 1, notebook, cell: Number(cell), title: `${notebook} · cell ${cell}`, text: 'train: {}', trials: [], updated: '2026-01-01T00:00:00.000Z', folder: join(PLACE, 'experiments', name.replace('.resnb#', '-')), name, ...changes };
}

const ids = (group: RunGroup | undefined): string[] => (group?.runs ?? []).map(({ run }) => run.id);

describe('The list of runs', () => {
  it('groups runs by experiment, the one that changed last first, and the rest at the end', () => {
    const entries = [
      entry('a', { experiments: ['lab.resnb#1'], updated: '2026-01-02T00:00:00.000Z' }),
      entry('b', { experiments: ['lab.resnb#2'], updated: '2026-01-03T00:00:00.000Z' }),
      entry('c', { updated: '2026-01-04T00:00:00.000Z' }),
      entry('d', { updated: '2026-01-05T00:00:00.000Z' }),
    ];
    const groups = groupRuns(PLACE, entries, [record('lab.resnb#1')]);
    assert.deepEqual(groups.map(({ kind, name }) => [kind, name]), [['experiment', 'lab.resnb#2'], ['experiment', 'lab.resnb#1'], ['other', '']]);
    assert.deepEqual(ids(groups[2]), ['d', 'c']);
    assert.deepEqual(groups.map(groupLabel), ['lab.resnb#2', 'lab.resnb · cell 1', 'Other runs']);
    assert.equal(new Set(groups.map(({ key }) => key)).size, 3);
  });

  it('shows a run in each of its experiments, once, in the order of the plan', () => {
    const entries = [entry('s10', { experiments: ['x#1', 'x#2'] }), entry('s2', { experiments: ['x#1', 'x#1'] }), entry('s1', { experiments: ['x#1'] })];
    const groups = groupRuns(PLACE, entries, [record('x#2', { updated: '2027-01-01T00:00:00.000Z' })]);
    assert.deepEqual(groups.map(ids), [['s10'], ['s1', 's2', 's10']], 'without a record, by id with numbers as numbers');
    const planned = groupRuns(PLACE, entries, [record('x#1', { trials: ['s2', 's10', 's1'] })]);
    assert.deepEqual(ids(planned.find(({ name }) => name === 'x#1')), ['s2', 's10', 's1']);
  });

  it('puts experiments of several folders in one order, and other runs after all of them', () => {
    const one = groupRuns('/one', [entry('a', { experiments: ['x#1'] }), entry('b')], []);
    const two = groupRuns('/two', [entry('c', { experiments: ['x#1'], updated: '2027-01-01T00:00:00.000Z' })], []);
    assert.deepEqual(sortGroups([...one, ...two]).map(({ key }) => key), ['/two#x#1', '/one#x#1', '/one#']);
  });

  it('filters by tags, which all must be there, and counts them', () => {
    const entries = [entry('a', {}, { tags: ['x', 'y'] }), entry('b', {}, { tags: ['x'] }), entry('c')];
    assert.deepEqual(withTags(entries, ['x']).map(({ run }) => run.id), ['a', 'b']);
    assert.deepEqual(withTags(entries, ['x', 'y']).map(({ run }) => run.id), ['a']);
    assert.equal(withTags(entries, []).length, 3);
    assert.deepEqual(countTags(entries), [['x', 2], ['y', 1]]);
  });

  it('deletes an experiment with those runs that no other experiment uses', () => {
    const entries = [entry('own', { experiments: ['x#1'] }), entry('shared', { experiments: ['x#1', 'x#2'] }), entry('lone')];
    const groups = groupRuns(PLACE, entries, [record('x#1'), record('x#2')]);
    const first = groups.filter(({ name }) => name === 'x#1');
    assert.deepEqual(pathsToDelete([], first), [{ place: PLACE, paths: ['own', join('experiments', basename(record('x#1').folder))] }]);
    const both = pathsToDelete([], groups.filter(({ kind }) => kind === 'experiment'))[0]?.paths ?? [];
    assert.deepEqual([...both].filter((path) => !path.startsWith('experiments')).sort(), ['own', 'shared']);
    assert.deepEqual(pathsToDelete(entries, []), [{ place: PLACE, paths: ['own', 'shared', 'lone'] }]);
  });
});

describe('A run in words', () => {
  const done = entry('resnet20-full-preact-s3-0a1b2c3d', { metrics: { testAccuracy: 0.92641, trainAccuracy: 0.99, testLoss: 0.25 } });

  it('is named by what it is, and told by its result', () => {
    assert.equal(runLabel(done), 'resnet20 · full-preact · seed 3');
    assert.equal(runDescription(done, [done]), '92.64\u00a0%');
  });

  it('with a name of its own keeps what it is beside it, with its tags', () => {
    const named = { ...done, notes: { name: 'the good one', tags: ['baseline', 'v2'] } };
    assert.equal(runLabel(named), 'the good one');
    assert.equal(runDescription(named, [named]), '92.64\u00a0% · resnet20 · full-preact · seed 3 #baseline #v2');
  });

  it('is told from one of the same label by its hash', () => {
    const twin = entry('resnet20-full-preact-s3-ffff0000', { metrics: { validationAccuracy: 0.5 } });
    assert.equal(runDescription(done, [done, twin]), '92.64\u00a0% · 0a1b2c3d');
    assert.equal(runDescription(twin, [done, twin]), '50.00\u00a0% · ffff0000');
  });

  it('says how far it is, and how it ended', () => {
    const at = (state: RunSummary['state'], epoch: number): RunEntry => entry('r', { state, epoch, epochs: 3 });
    assert.equal(runDescription(at('running', 0), []), 'epoch 1 of 3');
    assert.equal(runDescription(at('running', 3), []), 'epoch 3 of 3');
    assert.equal(runDescription(at('interrupted', 1), []), 'interrupted, epoch 2 of 3');
    assert.equal(runDescription(at('failed', 0), []), 'failed, epoch 1 of 3');
    assert.equal(runSpoken(at('running', 1)), 'resnet20 · full-preact · seed 3, running, epoch 2 of 3');
    assert.equal(runSpoken(done), 'resnet20 · full-preact · seed 3, done, test accuracy 92.64\u00a0%');
  });

  it('whose folder is damaged is known by its id', () => {
    const damaged = entry('some-folder', { architecture: '', order: '', dataset: '', seed: 0, state: 'failed', epoch: 0, epochs: 0, error: 'trial.json is damaged.', created: '', updated: '' });
    assert.equal(runLabel(damaged), 'some-folder');
    assert.equal(runDescription(damaged, [damaged]), 'failed');
    assert.equal(runSpoken(damaged), 'some-folder, failed');
    assert.match(runTooltip(damaged, 'en'), /damaged[^]*\| architecture \| – \|/);
  });

  it('in its tooltip leaves no markup of a name or an error in force', () => {
    const text = runTooltip(entry('r-1', { state: 'failed', error: 'no <b>memory</b> | [click](command:x)', metrics: { testLoss: 1.5 } }, { name: '**x**', tags: ['a|b'] }), 'en');
    assert.ok(text.includes('\\*\\*x\\*\\*') && text.includes('a\\|b'), text);
    assert.ok(!/[^\\]\[click\]/.test(text) && !/[^\\]<b>/.test(text), text);
    assert.match(text, /\| test loss \| 1\\\.5000 \|/);
    assert.match(text, /\| training time \| 1 min 15 s \|/);
  });

  it('counts in its group', () => {
    const group = (runs: RunEntry[]): RunGroup => ({ kind: 'experiment', key: 'k', name: 'x#1', place: PLACE, runs });
    assert.equal(groupDescription(group([done])), '1 run');
    assert.equal(groupDescription(group([done, entry('b', { state: 'running' })])), '2 runs · 1 running');
  });
});

describe('Records of experiments', () => {
  it('are read from their folders; what is damaged or newer is left out', async () => {
    const runs = await mkdtemp(join(tmpdir(), 'resnet-lab-experiments-'));
    try {
      const put = async (name: string, text: string): Promise<void> => {
        await mkdir(join(runs, 'experiments', name), { recursive: true });
        await writeFile(join(runs, 'experiments', name, 'experiment.json'), text);
      };
      const good = { version: 1, notebook: '../lessons/lab.resnb', cell: 2, title: 'lab · cell 2', text: 'train: {}', trials: ['a'], updated: '2026-01-01T00:00:00.000Z' };
      await put('lab-2', JSON.stringify(good));
      await put('lab-3', '{"version": 1');
      await put('lab-4', JSON.stringify({ ...good, version: 2 }));
      await mkdir(join(runs, 'experiments', 'lab-5'));
      assert.deepEqual(await listExperiments(runs), [{ ...good, notebook: join(runs, '../lessons/lab.resnb'), folder: join(runs, 'experiments', 'lab-2'), name: 'lab.resnb#2' }]);
      assert.deepEqual(await listExperiments(join(runs, 'nowhere')), []);
    } finally {
      await rm(runs, { recursive: true, force: true });
    }
  });
});
