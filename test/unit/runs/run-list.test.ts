import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunFolder } from '../../../src/runs/run-folder';
import { RunList } from '../../../src/runs/run-list';

const CONFIG = { architecture: 'resnet8', order: 'original', dataset: 'shapes', seed: 3, lr: 0.1 };
const TRIAL = { version: 1, id: 'x', config: CONFIG, created: '2026-01-01T00:00:00.000Z', backend: 'wasm', threads: 2, versions: {}, data: 'generated' };
const STATE = { version: 1, state: 'done', epoch: 2, epochs: 2, step: 8, steps: 8, seconds: 4, updated: '2026-01-01T00:01:00.000Z', metrics: { testAccuracy: 0.5 } };

describe('runs: the list', function () {
  this.timeout(30_000);
  let runs: string;
  let list: RunList;
  beforeEach(async () => {
    runs = await mkdtemp(join(tmpdir(), 'runs-'));
    list = new RunList();
  });
  afterEach(() => rm(runs, { recursive: true, force: true }));

  async function leave(id: string, state: object | string | null = STATE, trial: object | string = TRIAL): Promise<string> {
    const folder = join(runs, id);
    await mkdir(folder, { recursive: true });
    const text = (content: object | string): string => (typeof content === 'string' ? content : JSON.stringify(content));
    await writeFile(join(folder, 'trial.json'), text(trial));
    if (state !== null) await writeFile(join(folder, 'state.json'), text(state));
    return folder;
  }

  const states = async (): Promise<[string, string][]> => (await list.list(runs)).map(({ summary: { id, state } }) => [id, state]);

  it('says what a run is and how far it came', async () => {
    const folder = await leave('a');
    const [run] = await list.list(runs);
    const { lr, ...shown } = CONFIG;
    const { version: _, ...state } = STATE;
    assert.deepEqual(run, { summary: { id: 'a', folder, ...shown, backend: 'wasm', created: TRIAL.created, ...state }, threads: 2, config: { ...shown, lr } });
  });

  it('a run that says it runs does so only while somebody holds it', async () => {
    await leave('dead', { ...STATE, state: 'running' });
    const folder = await RunFolder.open(await leave('living', { ...STATE, state: 'running' }));
    await leave('failed', { ...STATE, state: 'failed', error: 'it diverged.' });
    assert.deepEqual(await states(), [['dead', 'interrupted'], ['failed', 'failed'], ['living', 'running']]);
    await folder.close();
    assert.deepEqual((await states())[2], ['living', 'interrupted']);
  });

  it('leaves out what is no run, and names what is damaged', async () => {
    await leave('damaged', '{"version"');
    await leave('begun', null);
    await mkdir(join(runs, 'experiments', 'lab-1'), { recursive: true });
    await mkdir(join(runs, '.trash', 'old'), { recursive: true });
    await writeFile(join(runs, 'a file'), '');
    assert.deepEqual(await states(), [['begun', 'interrupted'], ['damaged', 'failed']]);
    assert.match((await list.list(runs))[1]?.summary.error ?? '', /state\.json: this file is damaged/);
    assert.deepEqual(await list.list(join(runs, 'nowhere')), []);
  });

  it('sees a change, and does not read twice what has not changed', async () => {
    const folder = await leave('a');
    await states();
    const path = join(folder, 'state.json');
    await writeFile(path, JSON.stringify({ ...STATE, state: 'failed', error: 'x' }));
    assert.deepEqual(await states(), [['a', 'failed']]);
    // As long as the file before and of the same time: only a second reading could tell.
    const [text, when] = [await readFile(path, 'utf8'), new Date('2026-02-02')];
    await utimes(path, when, when);
    await states();
    await writeFile(path, text.replace('"failed"', '"broken"'));
    await utimes(path, when, when);
    assert.deepEqual(await states(), [['a', 'failed']]);
  });

  it('lists a thousand runs well within a second, once it knows them', async () => {
    for (let i = 0; i < 1000; i++) await leave(`run-${i}`);
    assert.equal((await list.list(runs)).length, 1000);
    const before = process.cpuUsage();
    assert.equal((await list.list(runs)).length, 1000);
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 1e6, `${(user + system) / 1e3} ms of processor time`);
  });
});
