import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { Workbench } from '../workbench';

const CELL = 'train:\n  architecture: resnet8\n  order: full-preact';
const COMPARISON = 'compare:\n  vary: { order: [original, plain, no-bn] }\n  train: { architecture: resnet8 }';

function notebook(...cells: string[]): string {
  return `${JSON.stringify({ version: 1, cells: cells.map((text) => ({ kind: 'code', source: text.split('\n') })) }, undefined, 2)}\n`;
}

// In Restricted Mode throughout: drawing a network runs nothing. Each test goes on where the one before has ended.
describe('Architectures and orders by mouse and keyboard', function () {
  this.timeout(300_000);
  this.bail(true);
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({ name: 'architecture', trusted: false, files: { 'lab.resnb': notebook(CELL, COMPARISON) } });
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.picture(`failed-${this.currentTest.title.replaceAll(/\W+/g, '-').slice(0, 40)}`);
  });

  /** The panel in which something is to be found. */
  async function panel(mark: string, text?: string): Promise<FrameLocator> {
    const end = Date.now() + 30_000;
    while (Date.now() < end) {
      for (const webview of await workbench.page.locator('iframe.webview').filter({ visible: true }).all()) {
        const name = await webview.getAttribute('name', { timeout: 1000 }).catch(() => null);
        if (name === null) continue; // it has gone meanwhile
        const frame = workbench.page.locator(`iframe.webview[name="${name}"]`).contentFrame().locator('#active-frame').contentFrame();
        const found = frame.locator(mark, text === undefined ? {} : { hasText: text });
        if ((await found.count().catch(() => 0)) > 0) return frame;
      }
      await workbench.page.waitForTimeout(200);
    }
    throw new Error(`No panel shows ${mark} ${text ?? ''}`);
  }

  /** Waits until the workbench has an order. */
  async function reads(orders: FrameLocator, order: string): Promise<void> {
    const field = orders.locator('.order-text');
    const end = Date.now() + 10_000;
    while ((await field.inputValue()) !== order && Date.now() < end) await workbench.page.waitForTimeout(50);
    assert.equal(await field.inputValue(), order);
  }

  const close = (title: string): Promise<void> => workbench.tab(title).locator('.tab-actions a.action-label').click();
  const pick = (label: string): Locator => workbench.page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: label }).first();
  /** The text of a cell, whose editor keeps its spaces apart. */
  const cellText = async (place: number): Promise<string> => (await workbench.page.locator('.notebookOverlay .cell .view-lines').nth(place).innerText()).replaceAll('\u00a0', ' ');

  it('shows the table of the paper by the command, and a row’s diagram', async () => {
    await workbench.command('ResNet Lab: Show Architecture');
    const table = await panel('.lab.diagram table.paper');
    await workbench.picture('table');
    await table.getByRole('button', { name: /ResNet-152|152/ }).first().click();
    await table.locator('.diagram-canvas .box[data-id=conv4_x]').waitFor();
    assert.match(await table.locator('.diagram-head').first().innerText(), /ResNet-152/);
    await workbench.picture('diagram');
    await close('Architectures');
    await workbench.tab('Architectures').waitFor({ state: 'detached' });
  });

  it('puts the workbench’s cell into a new notebook where none is open', async () => {
    await workbench.command('ResNet Lab: Open Order Workbench');
    const orders = await panel('.lab.workbench .token');
    await orders.locator('[data-preset=bn-after-add]').click();
    assert.deepEqual(await orders.locator('.token').allInnerTexts(), ['conv', 'bn', 'relu', 'conv', 'add', 'bn', 'relu']);
    await workbench.picture('workbench');
    await orders.locator('[data-do=insert]').click();
    await workbench.page.locator('.notebookOverlay .cell .view-lines', { hasText: 'compare' }).first().waitFor();
    assert.match(await cellText(0), /order: \[original, bn-after-add, full-preact\]/);
    await workbench.picture('new-notebook');
    assert.ok(await orders.locator('.token').first().isVisible(), 'beside the workbench');
    await workbench.page.locator('.notebookOverlay .cell .view-lines').first().click();
    await workbench.openFile('lab.resnb');
    await close('Untitled-1.resnb');
    await workbench.page.getByRole('button', { name: "Don't Save" }).click();
    await workbench.tab('Untitled-1.resnb').waitFor({ state: 'detached' });
  });

  it('moves a token by keys for which the editor has other uses', async () => {
    const orders = await panel('.lab.workbench .token');
    await orders.locator('.token').nth(1).focus();
    await workbench.page.keyboard.press('Alt+ArrowRight');
    await workbench.page.keyboard.press('Alt+ArrowRight');
    await reads(orders, 'conv-relu-conv-bn-add-bn-relu');
    await workbench.page.keyboard.press('Control+z');
    await reads(orders, 'conv-relu-bn-conv-add-bn-relu');
    await workbench.page.keyboard.press('Control+Shift+z');
    await reads(orders, 'conv-relu-conv-bn-add-bn-relu');
  });

  it('puts its cell below the selected one of the notebook that is seen', async () => {
    await workbench.page.locator('.notebookOverlay .cell .view-lines', { hasText: 'resnet8' }).first().click();
    const orders = await panel('.lab.workbench .token');
    await orders.locator('[data-do=insert]').click();
    await workbench.page.locator('.notebookOverlay .cell .view-lines', { hasText: 'conv-relu-conv-bn-add-bn-relu' }).first().waitFor();
    assert.match(await cellText(1), /order: \[original, conv-relu-conv-bn-add-bn-relu, full-preact\]/);
    assert.match(await cellText(2), /plain, no-bn/);
    await workbench.picture('inserted');
  });

  it('shows the network of the cell in use', async () => {
    await workbench.page.locator('.notebookOverlay .cell .view-lines').first().click();
    await workbench.command('ResNet Lab: Show Architecture');
    await workbench.picture('choice');
    await pick('resnet8, full-preact').click();
    const diagram = await panel('.lab.diagram .diagram-head', 'resnet8, full-preact');
    assert.match(await diagram.locator('.diagram-head').first().innerText(), /bn-relu-conv-bn-relu-conv-add/);
    assert.match(await diagram.locator('.diagram-head').first().innerText(), /input 1×28×28/);
    await close('resnet8, full-preact');
  });

  it('shows two of many arms side by side', async () => {
    await workbench.page.locator('.notebookOverlay .cell .view-lines').nth(2).click();
    await workbench.command('ResNet Lab: Show Architecture');
    await pick('original ↔ no-bn').click();
    const diagram = await panel('.lab.diagram .differences', 'From original to no-bn');
    assert.equal(await diagram.locator('.diagram-pane').count(), 2);
    await workbench.picture('two');
    await close('original ↔ no-bn');
  });

  it('goes to the diagram and to the workbench from what is hovered', async () => {
    const word = workbench.page.locator('.notebookOverlay .cell .view-lines').first().locator('span', { hasText: /^full-preact$/ }).last();
    await word.hover();
    const hover = workbench.page.locator('.monaco-hover:visible', { hasText: 'Show diagram' });
    await hover.waitFor();
    await workbench.picture('hover');
    await hover.getByText('Open in order workbench').click();
    const orders = await panel('.lab.workbench .preset[data-preset=full-preact][aria-pressed=true]');
    assert.equal(await orders.locator('[data-do=architecture]').inputValue(), 'resnet8');
  });

  it('has its panels again when the window is loaded again, as they were left', async () => {
    const orders = await panel('.lab.workbench .token');
    await orders.locator('[data-add=relu]').click();
    await reads(orders, 'bn-relu-conv-bn-relu-conv-add-relu');
    await workbench.page.waitForTimeout(1500); // the state of a panel is kept a moment later
    await workbench.command('Developer: Reload Window');
    await workbench.page.waitForLoadState();
    const again = await panel('.lab.workbench .token');
    await reads(again, 'bn-relu-conv-bn-relu-conv-add-relu');
    await workbench.picture('revived');
  });
});
