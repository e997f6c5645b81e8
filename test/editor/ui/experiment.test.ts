import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { marked } from '../processes';
import { type ExperimentView, Workbench } from '../workbench';

const KEYS = 'architecture: resnet8\n  dataset: shapes\n  limit: 500\n  testLimit: 100\n  batch: 32';
const CELL = `train:\n  ${KEYS}\n  epochs: 24`;
const STEPS = 24 * Math.ceil(500 / 32);
const LONG = `train:\n  ${KEYS}\n  epochs: 400`;

function notebook(...cells: string[]): string {
  return `${JSON.stringify({ version: 1, cells: cells.map((text) => ({ kind: 'code', source: text.split('\n') })) }, undefined, 2)}\n`;
}

// One user's way through an experiment: each test goes on where the one before has ended.
describe('An experiment by mouse and keyboard', function () {
  this.timeout(300_000);
  this.bail(true);
  let workbench: Workbench;
  let view: ExperimentView;

  before(async () => {
    const files = { 'lab.resnb': notebook(CELL), 'long.resnb': notebook(LONG), 'closed.resnb': notebook(LONG.replace('400', '401')) };
    workbench = await Workbench.open({ name: 'experiment', files });
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.picture(`failed-${this.currentTest.title.replaceAll(/\W+/g, '-').slice(0, 40)}`);
  });

  it('opens a sample from the walkthrough', async () => {
    const { page } = workbench;
    await workbench.command('ResNet Lab: Get Started');
    await page.locator('.getting-started-step', { hasText: 'Open a sample notebook' }).click();
    await workbench.picture('walkthrough');
    await page.getByRole('button', { name: 'Open the Layer Order Sample' }).click();
    await workbench.tab('03-layer-order.resnb').waitFor();
    await page.locator('.notebookOverlay .cell-statusbar-container', { hasText: /trials/ }).first().waitFor();
    assert.ok(existsSync(join(workbench.folder, '03-layer-order.resnb')), 'a copy in the user’s folder');
    await workbench.picture('sample');
    await page.keyboard.press('Control+W');
  });

  it('runs a cell, whose curve grows', async () => {
    await workbench.openFile('lab.resnb');
    await workbench.picture('before');
    await workbench.runAll();
    view = await workbench.view('notebook', 'running');
    const first = await view.grows(0);
    await view.grows(first);
    assert.match(await view.words(), /^Line chart of loss by .*: from \d+(\.\d+)? to \d+(\.\d+)? \(1 seed\)/);
    assert.ok((await view.ink()) > 0.005, 'the canvas is drawn on');
    await workbench.picture('running');
  });

  it('stops within seconds, and goes on from there', async () => {
    await view.button('stop').click();
    await view.reaches('stopped', 15_000);
    const step = await view.lastStep();
    assert.ok(step > 0 && step < STEPS);
    await workbench.picture('stopped');
    await view.button('resume').click();
    await view.reaches('running', 30_000);
    await view.reaches('done');
    assert.equal(await view.lastStep(), STEPS);
    await workbench.picture('done');
  });

  it('has its result when the file is opened again', async () => {
    const { page } = workbench;
    const words = await view.words();
    await page.keyboard.press('Control+S');
    await page.locator('.tab.active:not(.dirty)', { hasText: 'lab.resnb' }).waitFor();
    await page.keyboard.press('Control+W');
    await workbench.tab('lab.resnb').waitFor({ state: 'detached' });
    await workbench.openFile('lab.resnb');
    view = await workbench.view('notebook', 'done');
    assert.equal(await view.words(), words);
    assert.equal(await page.locator('.tab.active.dirty').count(), 0);
  });

  it('zooms with the keyboard and with the mouse, and shows all again', async () => {
    const reset = view.frame.getByRole('button', { name: 'Show all (0)' }).first();
    assert.equal(await reset.isDisabled(), true);
    const whole = await view.pixels();
    await view.frame.locator('.chart').first().focus();
    await workbench.page.keyboard.press('+');
    await changed(view, whole);
    assert.equal(await reset.isEnabled(), true);
    await workbench.page.keyboard.press('0');
    assert.equal(await reset.isDisabled(), true);
    const box = await view.canvas.boundingBox();
    assert.ok(box !== null);
    const again = await settled(view);
    await workbench.page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.5);
    await workbench.page.mouse.down();
    await workbench.page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.5, { steps: 5 });
    await workbench.page.mouse.up();
    await changed(view, again);
    assert.equal(await reset.isEnabled(), true);
    await workbench.picture('zoomed');
    await reset.click();
  });

  for (const theme of ['Dark Modern', 'Dark High Contrast', 'Light High Contrast', 'Light Modern']) {
    it(`follows the theme ${theme}`, async () => {
      const before = await view.colours();
      await workbench.theme(theme);
      await recoloured(view, before);
      await workbench.picture(`theme-${theme.replaceAll(' ', '-').toLowerCase()}`);
    });
  }

  const formats: [id: string, file: string, check: (content: Buffer) => void][] = [
    ['svg', 'curve.svg', (content) => assert.match(content.toString('utf8'), /^(<\?xml[^>]*>\s*)?<svg[^]*<path[^]*loss[^]*<\/svg>\s*$/)],
    ['png', 'curve.png', (content) => assert.equal(content.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n')],
    ['csv', 'curve.csv', (content) => assert.match(content.toString('utf8'), /^arm,curve,seed,step,[^\n]+\r\n"resnet8, original",stepLoss,1?,1,/)],
  ];
  for (const [format, file, check] of formats) {
    it(`saves the chart as ${format.toUpperCase()}`, async () => {
      await view.frame.locator('details.menu summary').first().click();
      await view.frame.locator(`details.menu [data-item=${format}]`).first().click();
      await workbench.saveAs(file);
      const path = join(workbench.folder, file);
      await appears(path);
      check(readFileSync(path));
      await workbench.picture(`saved-${format}`);
    });
  }

  it('opens beside the notebook', async () => {
    await view.button('openPanel').click();
    const panel = await workbench.view('panel', 'done');
    assert.equal(await panel.words(), await view.words());
    await workbench.picture('panel');
  });

  it('lists the run in the view Runs', async () => {
    const { page } = workbench;
    await workbench.activity('ResNet Lab').click();
    await page.locator('.pane-body .monaco-list-row', { hasText: 'lab · cell 1' }).waitFor();
    await page.locator('.pane-body .monaco-list-row', { hasText: 'resnet8 · original · seed 1' }).first().waitFor();
    await workbench.picture('runs');
  });

  it('that still trains when its window is closed leaves no process, and the next window offers to go on', async () => {
    await workbench.openFile('long.resnb');
    await workbench.runAll();
    view = await workbench.view('notebook', 'running');
    await view.grows(0);
    await workbench.page.keyboard.press('Control+S');
    assert.equal(trials(workbench).length, 1);
    await workbench.closeWindow();
    await ends(() => processes(workbench, /dist\/(engine|trial)\.js/));
    await workbench.openWindow();
    await workbench.openFile('long.resnb'); // an editor in a browser does not always remember its last tab
    const offer = await workbench.notification('cut short');
    await workbench.picture('offer');
    await offer.getByRole('button', { name: 'Resume' }).click();
    view = await workbench.view('notebook', 'running');
    await view.button('stop').click();
    await view.reaches('stopped', 15_000);
  });

  it('stops training when its tab is closed', async () => {
    const { page } = workbench;
    await workbench.openFile('closed.resnb');
    await workbench.runAll();
    view = await workbench.view('notebook', 'running');
    await view.grows(0);
    assert.equal(trials(workbench).length, 1);
    await page.keyboard.press('Control+S');
    await workbench.tab('closed.resnb').locator('.tab-actions a.action-label').click();
    await page.getByRole('button', { name: "Don't Save" }).click({ timeout: 2000 }).catch(() => undefined); // asked only where the curve has grown since
    await workbench.tab('closed.resnb').waitFor({ state: 'detached' });
    await ends(() => trials(workbench));
  });
});

/** Waits until the chart is drawn differently. */
async function changed(view: ExperimentView, before: string): Promise<void> {
  const end = Date.now() + 5000;
  while ((await view.pixels()) === before) {
    assert.ok(Date.now() < end, 'the chart did not change');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Waits until lines and words have other colours. */
async function recoloured(view: ExperimentView, before: ReadonlySet<string>): Promise<void> {
  const end = Date.now() + 5000;
  while ([...(await view.colours())].every((colour) => before.has(colour))) {
    assert.ok(Date.now() < end, 'lines and words keep their colours');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await settled(view);
}

/** The chart once it is drawn the same twice. */
async function settled(view: ExperimentView): Promise<string> {
  for (let before = await view.pixels(); ; ) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const now = await view.pixels();
    if (now === before) return now;
    before = now;
  }
}

async function appears(path: string): Promise<void> {
  const end = Date.now() + 10_000;
  while (!existsSync(path)) {
    assert.ok(Date.now() < end, `${path} does not appear`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Commands of the extension's living processes. */
function processes(workbench: Workbench, pattern: RegExp): string[] {
  return marked(workbench.server.mark).map(({ command }) => command.join(' ')).filter((command) => pattern.test(command));
}

function trials(workbench: Workbench): string[] {
  return processes(workbench, /dist\/trial\.js/);
}

async function ends(living: () => string[]): Promise<void> {
  const end = Date.now() + 30_000;
  while (living().length > 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 200));
  assert.deepEqual(living(), []);
}
