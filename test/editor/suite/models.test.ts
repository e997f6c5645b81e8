import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { CLASSIFICATION_MIME, type ClassificationData, type ResultRow } from '../../../src/models/classification-data';
import { closeAll, errorText, extension, file, openNew, run, TINY, until, write } from './support';

/** A 2 × 2 picture. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEklEQVR4nGP4z8DAAMIM/4EAAB/uBfsL2WiLAAAAAElFTkSuQmCC', 'base64');
const RUNS = 'tests/models-runs';

describe('Models and classifications', function () {
  this.timeout(120_000);
  let cache = '';

  // A run of its own in a folder of its own is the only model there is: nothing has to be chosen.
  before(async () => {
    cache = realpathSync(mkdtempSync(join(tmpdir(), 'resnet-lab-models-')));
    await set('runsFolder', RUNS);
    await set('cacheFolder', cache);
    const notebook = await openNew(TINY);
    await run(notebook);
    assert.equal(notebook.cellAt(0).executionSummary?.success, true, errorText(notebook.cellAt(0)));
    await closeAll();
    for (const name of ['a.png', 'b.png']) await vscode.workspace.fs.writeFile(file(`tests/pictures/${name}`), PNG);
    await write('tests/pictures/broken.png', 'no picture');
    await write('tests/pictures/notes.txt', 'none either');
  });

  after(async () => {
    await closeAll();
    await set('runsFolder', undefined);
    await set('cacheFolder', undefined);
    rmSync(cache, { recursive: true, force: true, maxRetries: 5 });
  });

  afterEach(closeAll);

  it('an image is classified with the only model there is, in a panel', async () => {
    await vscode.commands.executeCommand('resnetLab.classify', file('tests/pictures/a.png'), [file('tests/pictures/a.png'), file('tests/pictures/notes.txt')]);
    const data = await newest();
    assert.deepEqual([data.state, data.rows, data.unreadable, data.title], ['done', 1, 0, 'a.png']);
    assert.match(data.models[0]?.name ?? '', /^resnet8-.+ \(best\)$/);
    assert.deepEqual(panels(), ['Classification of a.png']);
    const [row] = rowsOf(data);
    const sum = (row?.answers[0] ?? []).reduce((all, { probability }) => all + probability, 0);
    assert.ok(sum > 0.5 && sum <= 1 + 1e-6, String(sum));
  });

  it('a folder is classified to the bottom; what can’t be read is counted', async () => {
    await vscode.commands.executeCommand('resnetLab.classify', file('tests/pictures'));
    const data = await newest();
    assert.deepEqual([data.state, data.rows, data.unreadable, data.title, data.sources], ['done', 3, 1, 'pictures', [file('tests/pictures').fsPath]]);
  });

  it('the last result is shown again', async () => {
    const data = await newest();
    await vscode.commands.executeCommand('resnetLab.showLastClassification');
    await until('its panel is there', () => panels().includes(`Classification of ${data.title}`));
  });

  it('a saved result is opened', async () => {
    const data = await newest();
    const saved = { format: 'resnet-lab classification 1', data: { ...data, title: 'saved' }, rows: rowsOf(data) };
    await vscode.commands.executeCommand('resnetLab.openClassification', await write('tests/pets.classification.json', JSON.stringify(saved)));
    await until('its panel is there', () => panels().includes('Classification of saved'));
  });

  it('a file of weights is imported, and is a model then', async () => {
    const { reference } = (await newest()).models[0] ?? {};
    assert.ok(reference?.kind === 'run');
    const weights = file('tests/mine.safetensors');
    await vscode.workspace.fs.copy(vscode.Uri.file(join(reference.folder, 'checkpoints', 'best.safetensors')), weights, { overwrite: true });
    await vscode.commands.executeCommand('resnetLab.models.import', weights, [weights]);
    const [name = ''] = readdirSync(join(cache, 'models')).filter((own) => own.startsWith('mine-'));
    const { network } = JSON.parse(readFileSync(join(cache, 'models', name, 'model.json'), 'utf8')) as { network: { architecture: string } };
    assert.equal(network.architecture, 'resnet8');
  });

  it('a cell classifies, and its notebook holds the result', async () => {
    const { reference } = (await newest()).models[0] ?? {};
    assert.ok(reference?.kind === 'run');
    const notebook = await openNew(`classify:\n  model: ${JSON.stringify(reference.folder)}\n  images: ${JSON.stringify(file('tests/pictures').fsPath)}`);
    await run(notebook);
    const [output] = notebook.cellAt(0).outputs;
    const item = output?.items.find(({ mime }) => mime === CLASSIFICATION_MIME);
    assert.ok(item !== undefined, errorText(notebook.cellAt(0)));
    const data = JSON.parse(Buffer.from(item.data).toString('utf8')) as ClassificationData;
    assert.deepEqual([data.state, data.rows, data.unreadable], ['done', 3, 1]);
    const markdown = output?.items.find(({ mime }) => mime === 'text/markdown');
    assert.match(Buffer.from(markdown?.data ?? []).toString('utf8'), /\| a\\\.png \| /);
    await vscode.commands.executeCommand('resnetLab.openPanel', notebook.cellAt(0));
    await until('its panel is there', () => panels().length === 1);
  });

  it('nothing of it is left undone in the engine', () => assert.equal(extension().exports.engine.state, 'ready'));
});

async function set(name: string, value: string | undefined): Promise<void> {
  await vscode.workspace.getConfiguration('resnetLab').update(name, value, vscode.ConfigurationTarget.Workspace);
}

/** Titles of the panels that are open. */
function panels(): string[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ input }) => input instanceof vscode.TabInputWebview).map(({ label }) => label);
}

/** The newest result, once it is there and has ended. */
async function newest(): Promise<ClassificationData> {
  const folder = file(`${RUNS}/classifications`).fsPath;
  let data: ClassificationData | undefined;
  await until('the newest classification has ended', () => {
    const last = readdirSync(folder).sort().at(-1) ?? '';
    data = summary(join(folder, last, 'classification.json'));
    return data !== undefined && data.state !== 'running';
  }, 60_000);
  assert.ok(data !== undefined);
  return data;
}

/** A summary is written when its images are counted, and again when its classification has ended. */
function summary(path: string): ClassificationData | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ClassificationData;
  } catch {
    return undefined;
  }
}

function rowsOf({ folder }: ClassificationData): ResultRow[] {
  return readFileSync(join(folder, 'rows.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as ResultRow);
}
