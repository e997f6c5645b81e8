import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { FromView, ViewTarget } from '../../../src/engine/view-protocol';
import { WORKBENCH_MIME, type WorkbenchData } from '../../../src/diagram/workbench-data';
import { parseCell } from '../../../src/experiment/cell/parse';
import { buildGraph } from '../../../src/resnet/build';
import { totals } from '../../../src/resnet/count';
import { LITERATURE } from '../../../src/resnet/literature';
import { NAMED_ORDERS } from '../../../src/resnet/order';
import { Browser, type Page } from './browser';
import { neededChromium } from './chromium';
import { embedded, THEMES, themeStyle, type ThemeName } from './editor-page';
import { bundlePanel } from './view-bundle';

interface PageOptions {
  readonly language?: string;
  readonly theme?: ThemeName;
  readonly state?: unknown;
  readonly width?: number;
}

/** A panel's page as the host makes it, under its strict policy. `api` has what was sent and kept, `violations` and `errors` what went wrong; hands and eyes follow. */
function workbenchPage(script: string, { language = 'en', theme = 'dark', state }: PageOptions): string {
  const translations = language === 'ko' ? (JSON.parse(readFileSync(new URL('../../../l10n/bundle.l10n.ko.json', import.meta.url), 'utf8')) as object) : undefined;
  const context = JSON.stringify({ language, host: true, translations, output: 'key', mime: WORKBENCH_MIME, state: { kind: 'workbench' } }).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const policy = "default-src 'none'; script-src 'nonce-n'; style-src 'nonce-n'; img-src data: blob:";
  return `<!DOCTYPE html>
<html lang="${language}">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><style nonce="n">:root{${themeStyle(theme)}} body{margin:0;background:var(--vscode-editor-background)}</style></head>
<body class="${THEMES[theme].class}">
<script nonce="n">
window.violations = [];
addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile, lineNumber }) => violations.push([violatedDirective, sourceFile, lineNumber].join(' ')));
window.api = { sent: [], state: ${embedded(state ?? null)} ?? undefined };
window.acquireVsCodeApi = () => ({ postMessage: (message) => api.sent.push(message), setState: (state) => { api.state = structuredClone(state); }, getState: () => api.state });
const all = (selector) => [...document.querySelectorAll(selector)];
const one = (selector) => document.querySelector(selector);
const tokens = () => all('.token').map(({ textContent }) => textContent).join('-');
const sleep = async (ms) => { await new Promise((resolve) => setTimeout(resolve, ms)); };
const open = async (data) => { postMessage({ type: 'data', output: 'key', data: { version: 1, order: 'original', architecture: 'resnet20', request: 1, ...data } }, '*'); await sleep(150); };
const press = (key, more = {}) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
const type = (text) => { const field = one('.order-text'); field.focus(); field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); };
const click = (name) => one('[data-do=' + name + ']').click();
const choose = (selector, value) => { const field = one(selector); field.value = value; field.dispatchEvent(new Event('change', { bubbles: true })); };
const words = (selector) => one(selector).textContent;
const layers = (unit) => all('[data-unit=' + unit + '] .box').map(({ dataset }) => dataset.id);
const numbers = () => all('.unit-numbers tbody tr').map((row) => [...row.cells].slice(1, 3).map(({ textContent }) => Number(textContent.replaceAll(/[^0-9]/g, ''))));
const middle = (selector, n) => { const { left, top, width, height } = all(selector)[n].getBoundingClientRect(); return { x: left + width / 2, y: top + height / 2 }; };
</script>
<main id="view" data-context="${context}" data-nonce="n"></main>
<script nonce="n">${script.replaceAll('</script', '<\\/script')}</script>
</body>
</html>`;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

describe('The order workbench', function () {
  this.timeout(60_000);
  let chromium: string | undefined;
  let browser: Browser;
  let script: string;
  let page: Page;

  before(async function () {
    chromium = neededChromium(this);
    browser = Browser.launch(chromium);
    script = await bundlePanel();
  });
  after(async () => {
    if (chromium !== undefined) await browser.close();
  });

  async function show(data: Partial<WorkbenchData> = {}, options: PageOptions = {}): Promise<void> {
    page = await browser.open(workbenchPage(script, options), { width: options.width ?? 1180, height: 1200 });
    await page.until('window.api?.sent.length > 0');
    await page.run(`await open(${embedded(data)});`);
  }

  afterEach(async () => {
    const { violations, alerts } = await page.run<{ violations: string[]; alerts: string[] }>("return { violations, alerts: all('[role=alert]').map(({ textContent }) => textContent) };");
    assert.deepEqual([violations, alerts], [[], []]);
    await page.close();
  });

  const text = (): Promise<string> => page.run<string>('return tokens();');
  const said = (): Promise<string> => page.run<string>("return words('.lab > .visually-hidden');");
  const drag = async (from: number, to: Point, drop = true): Promise<void> => {
    const start = await page.run<Point>(`return middle('.token', ${from});`);
    await page.mouse('mouseMoved', start.x, start.y);
    await page.mouse('mousePressed', start.x, start.y);
    for (const part of [0.3, 0.7, 1]) await page.mouse('mouseMoved', start.x + (to.x - start.x) * part, start.y + (to.y - start.y) * part, { down: true });
    if (drop) await page.mouse('mouseReleased', to.x, to.y);
  };

  it('shows the tokens, the text, the name, and both units of every named order', async () => {
    await show();
    for (const { name, tokens } of NAMED_ORDERS) {
      const found = await page.run<{ tokens: string; field: string; pressed: string[]; verdict: string; basic: string[]; bottleneck: string[]; shortcuts: number }>(`
        one('[data-preset="${name}"]').click();
        return { tokens: tokens(), field: one('.order-text').value, pressed: all('.preset[aria-pressed=true]').map(({ dataset }) => dataset.preset), verdict: words('.verdict'), basic: layers('basic'), bottleneck: layers('bottleneck'), shortcuts: all('.unit-figure .edge.shortcut').length };`);
      assert.deepEqual([found.tokens, found.field, found.pressed], [tokens, tokens, [name]]);
      assert.match(found.verdict, new RegExp(`This is ${name} \\(`));
      assert.equal(found.shortcuts, name === 'plain' ? 0 : 2);
      for (const [unit, architecture] of [['basic', 'resnet20'], ['bottleneck', 'resnet164']] as const) {
        const expected = buildGraph({ architecture, order: name }).layers.filter((layer) => layer.unit === 'layer1.1').map((layer) => layer.name);
        assert.deepEqual(found[unit].toSorted(), ['x', 'layer1.1', ...expected].toSorted(), `${name}, ${unit}`);
      }
    }
  });

  it('has the parameters and multiply-adds of the very graph, beside those of original', async () => {
    await show();
    const sums = (architecture: string, order: string): number[] => {
      const { parameters, macs } = totals(buildGraph({ architecture, order }));
      return [parameters, macs];
    };
    for (const [architecture, order] of [['resnet20', 'full-preact'], ['resnet50', 'full-preact'], ['resnet50', 'no-bn'], ['resnet110', 'plain'], ['resnet164', 'conv-bn-relu-conv-add-bn'], ['resnext50_32x4d', 'conv-relu-bn']] as const) {
      const found = await page.run<number[][]>(`choose('[data-do=architecture]', '${architecture}'); type('${order}'); return numbers();`);
      const [own, original] = [sums(architecture, order), sums(architecture, 'original')];
      assert.deepEqual(found, own.map((value, i) => [value, original[i]]), `${architecture}, ${order}`);
    }
    const { parameters } = totals(buildGraph({ architecture: 'resnet50', order: 'no-bn' }));
    assert.notEqual(parameters, totals(buildGraph({ architecture: 'resnet50' })).parameters, 'the numbers can differ');
  });

  it('moves, adds and removes by the keyboard, says so, and keeps the focus where it was', async () => {
    await show();
    const found = await page.run<{ states: string[]; focus: string[] }>(`
      const states = [], focus = [];
      const note = () => { states.push(tokens()); focus.push(document.activeElement.dataset.place ?? document.activeElement.className); };
      all('.token')[0].focus();
      press('ArrowRight'); note();
      press('ArrowRight', { altKey: true }); note();
      press('ArrowRight', { ctrlKey: true }); note();
      press('ArrowLeft', { altKey: true }); note();
      press('Delete'); note();
      press('b'); note();
      press('End'); press('Backspace'); note();
      press('Home'); press('ArrowLeft', { altKey: true }); note();
      press('z', { ctrlKey: true }); note();
      press('z', { ctrlKey: true, shiftKey: true }); note();
      for (let i = 0; i < 9; i++) press('z', { metaKey: true });
      note();
      return { states, focus };`);
    assert.deepEqual(found.states, [
      'conv-bn-relu-conv-bn-add-relu',
      'conv-relu-bn-conv-bn-add-relu',
      'conv-relu-conv-bn-bn-add-relu',
      'conv-relu-bn-conv-bn-add-relu',
      'conv-relu-conv-bn-add-relu',
      'conv-relu-conv-bn-bn-add-relu',
      'conv-relu-conv-bn-bn-add',
      'conv-relu-conv-bn-bn-add',
      'conv-relu-conv-bn-bn-add-relu',
      'conv-relu-conv-bn-bn-add',
      'conv-bn-relu-conv-bn-add-relu',
    ]);
    assert.deepEqual(found.focus.slice(0, 8), ['1', '2', '3', '2', '2', '3', '5', '0']);
    assert.match(await said(), /^Taken back\. The order is original\. 269,722 parameters, 40,551,040 MACs\.$/);
    assert.equal(await page.run("all('.token')[0].focus(); press('ArrowRight', { altKey: true }); return words('.lab > .visually-hidden');"), 'conv moved to place 2 of 7. The order is bn-conv-relu-conv-bn-add-relu. 269,722 parameters, 40,551,040 MACs.');
  });

  it('moves by the pointer, shows what it would come to while it is held, and takes it back with Escape', async () => {
    await show();
    const target = await page.run<Point>("const { x, y } = middle('.token', 5); return { x: x + 12, y };");
    await drag(1, target, false);
    assert.equal(await text(), 'conv-relu-conv-bn-add-bn-relu');
    assert.deepEqual(await page.run("return [all('.token.held').length, layers('basic').at(-2), words('.verdict')];"), [1, 'layer1.1.bn2', 'This order has no name.'], 'drawn at once');
    await page.mouse('mouseReleased', target.x, target.y);
    assert.equal(await text(), 'conv-relu-conv-bn-add-bn-relu');
    assert.match(await said(), /^bn moved to place 6 of 7\./);
    assert.equal(await page.run("click('undo'); return tokens();"), 'conv-bn-relu-conv-bn-add-relu', 'one step');

    await drag(6, await page.run<Point>("const { x, y } = middle('.token', 0); return { x: x - 20, y };"), false);
    assert.equal(await text(), 'relu-conv-bn-relu-conv-bn-add', 'held at the beginning');
    await page.run("all('.token')[0].focus(); press('Escape');");
    assert.equal(await text(), 'conv-bn-relu-conv-bn-add-relu');
    await page.mouse('mouseReleased', 5, 5);
    assert.equal(await text(), 'conv-bn-relu-conv-bn-add-relu');
  });

  it('is no drag where a token is only pressed: it is selected, and its layers are marked in both units', async () => {
    await show();
    const at = await page.run<Point>("return middle('.token', 1);");
    await page.mouse('mousePressed', at.x, at.y);
    await page.mouse('mouseReleased', at.x, at.y);
    const found = await page.run<string[][]>("return [[tokens(), document.activeElement.dataset.place], ...['basic', 'bottleneck'].map((unit) => all('[data-unit=' + unit + '] .box.hit').map(({ dataset }) => dataset.id))];");
    assert.deepEqual(found, [['conv-bn-relu-conv-bn-add-relu', '1'], ['layer1.1.bn1'], ['layer1.1.bn1', 'layer1.1.bn2']], 'the part between two convs repeats');
    const marked = await page.run<string[][]>("return [0, 3, 4, 5].map((place) => { all('.token')[place].focus(); return all('[data-unit=bottleneck] .box.hit').map(({ dataset }) => dataset.id); });");
    assert.deepEqual(marked, [['layer1.1.conv1', 'layer1.1.conv2'], ['layer1.1.conv3'], ['layer1.1.bn3'], ['layer1.1.add']]);
  });

  it('adds and moves by buttons', async () => {
    await show();
    const states = await page.run<string[]>(`
      const states = [];
      const after = (act) => { act(); states.push(tokens()); };
      after(() => one('[data-add=bn]').click());
      after(() => click('left'));
      after(() => click('left'));
      after(() => click('right'));
      after(() => click('remove'));
      return states;`);
    assert.deepEqual(states, ['conv-bn-relu-conv-bn-add-relu-bn', 'conv-bn-relu-conv-bn-add-bn-relu', 'conv-bn-relu-conv-bn-bn-add-relu', 'conv-bn-relu-conv-bn-add-bn-relu', 'conv-bn-relu-conv-bn-add-relu']);
  });

  const wrong: [order: string, place: number | undefined, why: RegExp, mended: string][] = [
    ['conv-bn-relu-add-relu', 4, /a unit needs at least two convs, this one has 1.*Add a "conv"/, 'conv-bn-relu-conv-add-relu'],
    ['conv-add-bn-relu-conv', 1, /the "add" stands before the last conv.*move it to the right/, 'conv-bn-relu-conv-add'],
    ['conv-bn-relu-conv-bn-add-add-relu', 6, /a second "add".*remove it/, 'original'],
    ['conv-bn-rleu-conv', 2, /unknown token "rleu".*Did you mean "relu"\?/, 'conv-bn-relu-conv'],
    ['full-preakt', undefined, /unknown order "full-preakt".*Did you mean "full-preact"\?/, 'full-preact'],
    ['', undefined, /No layers yet/, 'original'],
  ];
  it('says why an order is not valid, marks the place, keeps the last valid unit, and mends it', async () => {
    await show();
    for (const [order, place, why, mended] of wrong) {
      const found = await page.run<{ verdict: string; wrong: string[]; label: string[]; stale: boolean[]; note: string; insert: boolean; invalid: string | null; drawn: string[]; mend: string }>(`
        one('[data-preset=original]').click();
        type(${JSON.stringify(order)});
        return { verdict: words('.verdict'), wrong: all('.token.wrong').map(({ dataset }) => dataset.place), label: all('.token.wrong').map((token) => token.ariaLabel), stale: all('.results').map((part) => part.classList.contains('stale')), note: words('.stale-note'), insert: one('[data-do=insert]').disabled, invalid: one('.order-text').getAttribute('aria-invalid'), drawn: layers('basic'), mend: words('[data-do=mend]') };`);
      assert.match(found.verdict, why);
      assert.deepEqual(found.wrong, place === undefined ? [] : [String(place)]);
      for (const label of found.label) assert.match(label, /: wrong here$/);
      assert.deepEqual([found.stale, found.insert, found.invalid], [[true, true, true], true, 'true']);
      assert.match(found.note, /last valid order, original/);
      assert.ok(found.drawn.includes('layer1.1.add'));
      assert.equal(found.mend, `Use ${mended}`);
      const after = await page.run<[string, string | null, boolean]>("click('mend'); return [tokens(), one('.preset[aria-pressed=true]')?.dataset.preset ?? null, one('.results').classList.contains('stale')];");
      const named = NAMED_ORDERS.find(({ name, tokens }) => name === mended || tokens === mended);
      assert.deepEqual(after, [named?.tokens ?? mended, named?.name ?? null, false]);
    }
  });

  it('has no bottleneck unit for more than three convs, says so, and refuses such an architecture', async () => {
    await show();
    const order = 'conv-relu-conv-relu-conv-relu-conv-add';
    const found = await page.run<[string, boolean, string]>(`type('${order}'); return [words('[data-unit=bottleneck] .none'), one('[data-unit=bottleneck] .diagram-canvas').hidden, words('.verdict')];`);
    assert.match(found[0], /^There is none: order "[\w-]+" has 4 convs; a bottleneck unit of resnet164 has three/);
    assert.deepEqual(found.slice(1), [true, 'This order has no name.']);
    assert.match(await page.run<string>("choose('[data-do=architecture]', 'resnet50'); return words('.verdict');"), /has 4 convs; a bottleneck unit of resnet50 has three/);
    assert.match(await page.run<string>(`type('${Array.from({ length: 60 }, () => 'conv').join('-')}'); return words('.verdict');`), /at most 200 characters/);
  });

  it('draws the unit that changes the shape, with its projection or padding', async () => {
    await show({ architecture: 'resnet18' });
    const found = await page.run<{ basic: string[]; edges: string[] }>("choose('.unit-figures .heading select', 'changing'); return { basic: layers('basic'), edges: all('[data-unit=basic] .edge.shortcut').map(({ dataset, classList }) => dataset.from + '>' + dataset.to + ' ' + classList[2]) };");
    assert.ok(found.basic.includes('layer2.0.downsample.0'));
    assert.deepEqual(found.edges, ['x>layer2.0.downsample.0 projection', 'layer2.0.downsample.0>layer2.0.downsample.1 projection', 'layer2.0.downsample.1>layer2.0.add projection']);
    assert.deepEqual(await page.run("choose('[data-do=architecture]', 'resnet20'); return all('[data-unit=basic] .edge.shortcut').map(({ classList }) => classList[2]);"), ['padding', 'padding']);
  });

  it('says what differs from original, what follows, and what the papers measured, with links to them', async () => {
    await show({ order: 'full-preact' });
    const found = await page.run<{ differs: string[]; facts: string; rows: string[][]; links: string[] }>(`
      return { differs: all('.order-differences li').map(({ textContent }) => textContent), facts: words('.known'), rows: all('.measured > .scroll tbody tr').map((row) => [...row.cells].map(({ textContent }) => textContent)), links: all('.measured a').map(({ href }) => href) };`);
    assert.deepEqual(found.differs, ['Before the first conv: bn-relu instead of nothing.', 'Between the last conv and the addition: nothing instead of bn.', 'After the addition: nothing instead of relu.']);
    assert.match(found.facts, /pre-activation/);
    assert.deepEqual(found.rows[0], ['ResNet-110, CIFAR-10median of 5 runs', 'test error', '6.37\u00a0%', '6.61\u00a0%', 'He 2016, table 2']);
    assert.equal(found.rows.length, LITERATURE.filter(({ order, scope }) => order === 'full-preact' && scope === 'order').length);
    assert.equal(found.links[0], 'https://arxiv.org/abs/1603.05027');
    const unnamed = await page.run<string>("type('conv-conv-add'); return words('.measured');");
    assert.match(unnamed, /No paper that is listed here has measured this order/);
    const folded = await page.run<string[]>("type('conv-bn-relu-conv-bn-add'); const found = []; for (const details of all('.measured details')) { details.open = true; await sleep(50); found.push(details.textContent); } return found;");
    assert.match(folded.join(), /CaffeNet.*conv-bn-relu 47\.4.*conv-relu-bn 49\.9/);
    assert.match(folded.join(), /RepVGG 2021, at second hand/);
  });

  it('inserts a cell that is valid and compares what was chosen', async () => {
    await show({ order: 'conv-bn-relu-conv-add-bn' });
    const inserted = (): Promise<ViewTarget | undefined> => page.run<ViewTarget>("click('insert'); return api.sent.findLast(({ type }) => type === 'open')?.what;");
    const cellOf = async (): Promise<Record<string, unknown>> => {
      const target = await inserted();
      assert.equal(target?.kind, 'cell');
      const cell = parseCell(target?.kind === 'cell' ? target.text : '');
      assert.equal(cell.kind, 'compare');
      const { vary, seeds, train } = cell.kind === 'compare' ? cell.keys : { vary: {}, seeds: 0, train: undefined };
      return { vary, seeds, architecture: train?.architecture };
    };
    assert.deepEqual(await cellOf(), { vary: { order: ['original', 'conv-bn-relu-conv-add-bn', 'full-preact'] }, seeds: 6, architecture: 'resnet8' });
    assert.equal(await page.run("return words('footer .said');"), 'The cell is in the notebook.');
    await page.run(`
      one('[value=full-preact][type=checkbox]').click(); one('[value=original][type=checkbox]').click(); one('[value=plain][type=checkbox]').click();
      const seeds = one('[data-do=seeds]'); seeds.value = '8'; seeds.dispatchEvent(new Event('input', { bubbles: true }));
      choose('.compare-form select', 'resnet50');`);
    assert.deepEqual(await cellOf(), { vary: { order: ['conv-bn-relu-conv-add-bn', 'plain'] }, seeds: 8, architecture: 'resnet50' });
    assert.deepEqual(await page.run("type('plain'); return [one('[data-do=insert]').disabled, words('.compare-form .facts')];"), [true, 'Choose at least one other order.']);
    assert.deepEqual(await page.run("type('conv-conv-conv-conv-add'); return [one('[data-do=insert]').disabled, words('.compare-form .facts').includes('has 4 convs')];"), [true, true]);
  });

  it('copies the order and the cell', async () => {
    await show({ order: 'bn-after-add' });
    const copied = await page.run<string[]>("click('copy'); click('copy-cell'); return api.sent.filter(({ type }) => type === 'copy').map(({ text }) => text);");
    assert.equal(copied[0], 'conv-bn-relu-conv-add-bn-relu');
    assert.equal(parseCell(copied[1] ?? '').kind, 'compare');
  });

  it('takes typing back as one step', async () => {
    await show();
    assert.equal(await page.run("for (const text of ['conv-bn', 'conv-bn-relu-conv', 'conv-bn-relu-conv-add']) type(text); one('.order-text').dispatchEvent(new Event('change')); return tokens();"), 'conv-bn-relu-conv-add');
    assert.equal(await page.run("press('z', { ctrlKey: true }); return tokens();"), 'conv-bn-relu-conv-bn-add-relu');
    assert.equal(await page.run("press('y', { ctrlKey: true }); return tokens() + ' ' + one('.order-text').value;"), 'conv-bn-relu-conv-add conv-bn-relu-conv-add');
  });

  it('goes on where the reader was when the page is made anew, unless something else was asked for', async () => {
    await show();
    const state = await page.run<unknown>("type('conv-conv-add'); choose('[data-do=architecture]', 'resnet50'); return api.state;");
    await page.close();
    await show({}, { state });
    assert.deepEqual(await page.run("return [tokens(), one('[data-do=architecture]').value];"), ['conv-conv-add', 'resnet50']);
    assert.deepEqual(await page.run("await open({ order: 'full-preact', architecture: 'resnet18', request: 2 }); return [tokens(), one('[data-do=architecture]').value, one('[data-do=undo]').disabled];"), ['bn-relu-conv-bn-relu-conv-add', 'resnet18', false]);
    await page.close();
    await show({ request: 0 }, { state });
    assert.equal(await text(), 'conv-conv-add', 'an older request');
    assert.equal(await page.run("return api.state.chosen.workbench.request;"), 1);
    await page.close();
    await show({ order: 'plain', request: 3 }, { state });
    assert.equal(await text(), 'conv-bn-relu-conv-bn-relu');
  });

  it('shows the twin with shortcuts of a plain architecture', async () => {
    await show({ order: 'plain', architecture: 'plain20' });
    assert.deepEqual(await page.run("return [tokens(), one('[data-do=architecture]').value];"), ['conv-bn-relu-conv-bn-relu', 'resnet20']);
  });

  it('refuses data of a newer version with a sentence', async () => {
    await show();
    await page.run("window.onerror = (message) => { window.thrown = message; }; await open({ version: 2, request: 9 });");
    assert.match(await page.run<string>('return window.thrown;'), /another ResNet Lab \(format 2\)/);
    await page.run("all('[role=alert]').forEach((alert) => alert.remove());");
  });

  it('speaks Korean throughout', async () => {
    await show({ order: 'bn-after-add' }, { language: 'ko' });
    const found = await page.run<string[]>("one('.compare-form pre').textContent = ''; const valid = words('.lab'); type('conv-add-conv'); return [valid, words('.verdict')];");
    assert.match(found[0] ?? '', /순서 작업대/);
    assert.match(found[0] ?? '', /덧셈 뒤의 bn은 스킵 연결까지 정규화합니다/);
    assert.match(found[1] ?? '', /스킵 연결은 마지막 conv 뒤에서 더합니다/);
    const english = (found[0] ?? '').match(/\b(the|and|this|of|with|order|layer)\b/g);
    assert.equal(english, null);
  });

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`is legible in ${theme}, on a narrow page too`, async () => {
      await show({ order: 'conv-bn-relu-conv-bn-add-rleu' }, { theme, width: 480 });
      await page.run("click('mend'); all('.token')[1].focus();");
      const found = await page.run<{ overflow: number; contrast: number; selected: boolean }>(`
        const channels = (colour) => { const canvas = document.createElement('canvas').getContext('2d'); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3); };
        const light = (colour) => channels(colour).map((value) => value / 255).map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)).reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
        const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        const contrasts = all('.token').map((token) => { const { color, backgroundColor } = getComputedStyle(token); return ratio(light(color), light(backgroundColor)); });
        return { overflow: document.documentElement.scrollWidth - innerWidth, contrast: Math.min(...contrasts), selected: getComputedStyle(all('.token')[1]).boxShadow !== 'none' };`);
      assert.ok(found.overflow <= 0, `${found.overflow} px too wide`);
      assert.ok(found.contrast >= 4.5, `contrast ${found.contrast}`);
      assert.ok(found.selected);
    });
  }

  it('asks for nothing but its data at first', async () => {
    await show();
    assert.deepEqual(await page.run<FromView[]>('return api.sent;'), [{ type: 'ready' }]);
  });
});
