import assert from 'node:assert/strict';
import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import sharp from 'sharp';
import { cacheDirectory } from '../../../src/base/paths';
import { Random } from '../../../src/base/random';
import { initialWeights } from '../../../src/network/initialise';
import { buildGraph } from '../../../src/resnet/build';
import { exportModel } from '../../../src/weights/export/export-model';
import { Workbench } from '../workbench';

const CLASSES = ['dark', 'light'];
/** Images of each class, and in the folder that takes a while. */
const FEW = 4;
const MANY = 6000;

/** A cache with the machine's engine and without its models. */
function emptyCache(): string {
  const cache = mkdtempSync(join(tmpdir(), 'resnet-lab-cache-'));
  for (const part of ['engine', 'datasets']) if (existsSync(join(cacheDirectory(), part))) symlinkSync(join(cacheDirectory(), part), join(cache, part));
  return cache;
}

async function writeModel(path: string, architecture: string): Promise<void> {
  const input = { height: 32, width: 32, channels: 3 };
  const graph = buildGraph({ architecture, classes: 2, input });
  const preprocessing = { name: 'cifar', resize: 32, crop: { height: 32, width: 32 }, channels: 3, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } as const;
  await exportModel({ graph, weights: initialWeights(graph, 1), name: architecture, preprocessing, labels: CLASSES }, 'safetensors', path);
}

async function writeImages(folder: string): Promise<void> {
  const picture = (seed: number, level: number): Buffer => {
    const random = new Random(seed, 'picture');
    return Buffer.from(Array.from({ length: 3 * 12 * 9 }, () => level + Math.floor(80 * random.uniform())));
  };
  const write = (path: string, seed: number, level: number): Promise<unknown> => sharp(picture(seed, level), { raw: { width: 12, height: 9, channels: 3 } }).resize(240, 180, { kernel: 'cubic' }).jpeg().toFile(path);
  for (const [k, name] of CLASSES.entries()) {
    mkdirSync(join(folder, 'pets', name), { recursive: true });
    for (let i = 0; i < FEW; i++) await write(join(folder, 'pets', name, `${name}-${i}.jpg`), i, 20 + 130 * k);
  }
  await write(join(folder, 'one.jpg'), 7, 40);
  await write(join(folder, 'other.jpg'), 8, 160);
  mkdirSync(join(folder, 'many'));
  for (let i = 0; i < MANY; i++) linkSync(join(folder, 'one.jpg'), join(folder, 'many', `${String(i).padStart(4, '0')}.jpg`));
}

describe('Classifying images of the Explorer', function () {
  this.timeout(300_000);
  this.bail(true);
  let workbench: Workbench;
  const cache = emptyCache();

  before(async () => {
    const fill = async (folder: string): Promise<void> => {
      await writeImages(folder);
      await writeModel(join(folder, 'small.safetensors'), 'resnet8');
      await writeModel(join(folder, 'deep.safetensors'), 'resnet20');
    };
    workbench = await Workbench.open({ name: 'classify', env: { RESNET_LAB_CACHE: cache }, fill });
  });
  after(async () => {
    await workbench.close();
    rmSync(cache, { recursive: true, force: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.picture(`failed-${this.currentTest.title.replaceAll(/\W+/g, '-').slice(0, 40)}`);
  });

  const row = (name: string): Locator => workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first();
  const pick = (label: string): Locator => workbench.page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: label }).first();

  /** Chooses an entry of the Explorer's menu of a row, as soon as a menu has it: those of extensions come later than the rows. */
  async function choose(of: Locator, title: string): Promise<void> {
    const item = workbench.page.locator('.monaco-menu .action-item', { hasText: title }).first();
    const opened = async (): Promise<boolean> => {
      await of.click({ button: 'right' });
      return item.waitFor({ timeout: 2000 }).then(() => true, () => false);
    };
    for (let tries = 1; !(await opened()); tries++) {
      assert.ok(tries < 10, `no menu has ${title}`);
      await workbench.page.keyboard.press('Escape');
    }
    await workbench.picture('menu');
    await item.click();
  }

  /** The panel of a result in that state. */
  const result = (state: string, title: string): Promise<FrameLocator> => workbench.frame(`main#view .lab header.head[data-state=${state}]:has-text("${title}")`);
  /** How many images a result says that it has. */
  const classified = async (panel: FrameLocator): Promise<number> => Number.parseInt((await panel.locator('header.head .facts').innerText()).replaceAll(',', ''));
  const classify = 'Classify with ResNet Lab';

  it('shows the ways to a model where there is none, imports one, and goes on by itself', async () => {
    await choose(row('one.jpg'), classify);
    await pick('Import a Model').waitFor();
    for (const way of ['Train One from the Sample', 'Get Pretrained Weights']) assert.ok(await pick(way).isVisible(), way);
    await workbench.picture('no-model');
    await pick('Import a Model').click();
    await workbench.saveAs('small.safetensors');
    const panel = await result('done', 'one.jpg');
    await panel.locator('.card .guess').first().waitFor();
    assert.match(await panel.locator('.card').first().innerText(), /one\.jpg[^]*(dark|light)/);
    await workbench.picture('one');
  });

  it('shows where the network looked, at a layer of one’s choice, and what a layer gives', async () => {
    const panel = await result('done', 'one.jpg');
    const looked = panel.locator('figure.seen').first();
    await looked.locator('.looked', { hasText: /\S/ }).waitFor();
    await looked.scrollIntoViewIfNeeded();
    await workbench.picture('grad-cam');
    const layers = panel.locator('.seen-controls select').first();
    const names = await layers.locator('option').allTextContents();
    assert.ok(names.length > 10, names.join());
    await layers.selectOption({ index: 2 });
    await looked.locator('.looked', { hasText: /\S/ }).waitFor();
    await panel.locator('details[data-section]').nth(1).locator('summary').click();
    await workbench.page.waitForTimeout(500);
    await workbench.picture('sections');
  });

  it('classifies several images with the model that is remembered', async () => {
    await workbench.page.keyboard.press('Control+Shift+E');
    await row('one.jpg').click();
    await workbench.page.locator('.tab.active', { hasText: 'one.jpg' }).last().waitFor(); // which selects it once more
    await workbench.page.waitForTimeout(500);
    await row('other.jpg').click({ modifiers: ['Shift'] });
    await choose(row('other.jpg'), classify);
    const panel = await result('done', '1 more');
    await panel.locator('.card').nth(1).waitFor();
    assert.equal(await panel.locator('.card').count(), 2);
    await workbench.picture('several');
  });

  it('stops in a folder of many, keeps what was classified, and goes on from there', async () => {
    await choose(row('many'), classify);
    const running = await result('running', 'many');
    await running.locator('.card').first().waitFor();
    await running.locator('[data-action=stop]').click();
    const panel = await result('stopped', 'many');
    assert.ok((await panel.locator('.card').count()) > 0);
    await workbench.picture('stopped');
    const before = await classified(panel);
    assert.ok(before > 0 && before < MANY, String(before));
    await panel.locator('[data-action=resume]').click();
    const goingOn = await result('running', 'many');
    assert.ok((await classified(goingOn)) >= before, 'it goes on where it was');
    await goingOn.locator('[data-action=stop]').click();
    assert.ok((await classified(await result('stopped', 'many'))) >= before);
  });

  it('tells how good a model is where folders are named as classes, and compares it with a second one', async () => {
    await choose(row('pets'), classify);
    const panel = await result('done', 'pets');
    await panel.locator('[data-tab=summary]').click();
    await panel.locator('.summary .accuracy').waitFor();
    assert.match(await panel.locator('.summary').innerText(), /8/);
    await workbench.picture('summary');
    await panel.locator('[data-action=compareModel]').click();
    await pick('Import a Model').click();
    await workbench.saveAs('deep.safetensors');
    const both = await result('done', 'deep');
    await both.locator('[data-tab=images]').click();
    await both.locator('.card .answers.model-1').first().waitFor();
    await both.locator('.card .thumb img[src^="data:"]').first().waitFor();
    await workbench.picture('two-models');
  });

  it('comes back after the window was reloaded', async () => {
    const newest = readdirSync(join(workbench.folder, 'runs', 'classifications')).sort().at(-1);
    await workbench.remembers(String(newest));
    await workbench.closeWindow();
    await workbench.openWindow();
    const panel = await result('done', 'pets');
    await panel.locator('.models .model', { hasText: 'deep' }).waitFor();
    // The window may have been closed before it had noted which tab was chosen last.
    await panel.locator('[data-tab=images]').click();
    await panel.locator('.card .answers.model-1').first().waitFor();
  });
});
