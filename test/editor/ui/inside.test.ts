import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExperimentView, Workbench } from '../workbench';

const TRAIN = 'dataset: shapes\n    limit: 128\n    validation: 0\n    testLimit: 64\n    epochs: 1\n    batch: 32';
const DIAGRAM = 'diagram: { architecture: resnet20, against: { order: full-preact } }';
const GRADIENTS = `gradients:\n  vary: { architecture: [plain8, resnet8] }\n  seeds: 2\n  train:\n    ${TRAIN}\n  probeEvery: 1`;
const LESION = `lesion:\n  vary: { architecture: [plain8, resnet8] }\n  seeds: 2\n  train:\n    ${TRAIN}\n  draws: 1\n  images: 64`;
const LANDSCAPE = `landscape:\n  vary: { architecture: [resnet8] }\n  seeds: [1]\n  train:\n    ${TRAIN}\n  points: 41\n  images: 64`;

function notebook(...cells: string[]): string {
  return `${JSON.stringify({ version: 1, cells: cells.map((text) => ({ kind: 'code', source: text.split('\n') })) }, undefined, 2)}\n`;
}

// Each test goes on where the one before has ended.
describe('Cells that look inside, by mouse and keyboard', function () {
  this.timeout(180_000);
  this.bail(true);
  let workbench: Workbench;
  let view: ExperimentView;

  before(async () => {
    workbench = await Workbench.open({ name: 'inside', files: { 'diagram.resnb': notebook(DIAGRAM), 'gradients.resnb': notebook(GRADIENTS), 'lesion.resnb': notebook(LESION), 'landscape.resnb': notebook(LANDSCAPE) } });
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.picture(`failed-${this.currentTest.title.replaceAll(/\W+/g, '-').slice(0, 40)}`);
  });

  const close = async (name: string): Promise<void> => {
    await workbench.page.keyboard.press('Control+S');
    await workbench.page.locator('.tab.active:not(.dirty)', { hasText: name }).waitFor();
    await workbench.page.keyboard.press('Control+W');
    await workbench.tab(name).waitFor({ state: 'detached' });
  };

  it('a diagram cell draws two networks, which keys walk through', async () => {
    await workbench.openFile('diagram.resnb');
    await workbench.runAll();
    const frame = await workbench.frame('#container .lab.diagram .diagram-canvas .box');
    assert.equal(await frame.locator('.diagram-canvas').count(), 2);
    await frame.locator('.diagram-canvas .box').first().focus();
    await workbench.page.keyboard.press('ArrowDown');
    assert.equal(await frame.locator('.diagram-canvas .box:focus').count(), 1);
    await workbench.picture('diagram');
    await close('diagram.resnb');
  });

  it('a gradients cell shows the inside of its networks, by depth and over training', async () => {
    await workbench.openFile('gradients.resnb');
    await workbench.runAll();
    view = await workbench.view('notebook', 'done');
    const inside = view.frame.locator('.probes').first();
    await inside.scrollIntoViewIfNeeded();
    await inside.locator('canvas').first().waitFor();
    assert.match(await inside.innerText(), /resnet8/);
    await workbench.picture('gradients');
    await close('gradients.resnb');
    const { cells } = JSON.parse(readFileSync(join(workbench.folder, 'gradients.resnb'), 'utf8')) as { cells: { outputs: Record<string, { report: { probes: { arms: { arm: string; recorded: number }[] } } }>[] }[] };
    const data = Object.values(cells[0]?.outputs[0] ?? {})[0];
    assert.deepEqual(data?.report.probes.arms.map(({ arm, recorded }) => [arm, recorded]), [['plain8', 4], ['resnet8', 4]]);
  });

  it('a lesion cell measures, and has its result when the file is opened again', async () => {
    await workbench.openFile('lesion.resnb');
    await workbench.runAll();
    view = await workbench.view('notebook', 'done');
    await workbench.picture('lesion');
    const words = await view.frame.locator('.analysis').first().innerText();
    assert.match(words, /layer3\.0|3\.0/);
    await close('lesion.resnb');
    await workbench.openFile('lesion.resnb');
    view = await workbench.view('notebook', 'done');
    assert.equal(await view.frame.locator('.analysis').first().innerText(), words);
    assert.equal(await workbench.page.locator('.tab.active.dirty').count(), 0);
    await close('lesion.resnb');
  });

  it('a landscape is stopped, goes on from there, and stands in a panel', async () => {
    await workbench.openFile('landscape.resnb');
    await workbench.runAll();
    view = await workbench.view('notebook', 'running');
    await view.frame.locator('figure:visible').first().waitFor({ timeout: 60_000 });
    await view.button('stop').click();
    await view.reaches('stopped', 30_000);
    await workbench.picture('landscape-stopped');
    await view.button('resume').click();
    await view.reaches('running', 30_000);
    await view.button('openPanel').click();
    const panel = await workbench.view('panel', 'running');
    await view.button('stop').click();
    await panel.reaches('stopped', 30_000);
    await workbench.picture('landscape-panel');
  });
});
