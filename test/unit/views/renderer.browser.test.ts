import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { FromView } from '../../../src/engine/view-protocol';
import type { ExperimentData } from '../../../src/experiment/experiment-data';
import { Browser, type Page } from './browser';
import { neededChromium } from './chromium';
import { dataMessage, editorPage, embedded, type EditorPage } from './editor-page';
import { ARMS, fakeExperiment, lossAt } from './fake-data';
import { bundleRenderer } from './view-bundle';

const DARK = ['#56b4e9', '#e69f00', '#009e73', '#f0e442'];
const LIGHT = ['#3399dd', '#5500dd', '#770000', '#dd5500'];

/** Part of each trial that is done in the middle of a comparison. */
const halfway = (arm: number, seed: number): number => Math.max(0, Math.min(1, 2.4 - 0.55 * seed - 0.13 * arm));

describe('experiments in a notebook', function () {
  this.timeout(120_000);
  let browser: Browser | undefined;
  let renderer = '';

  before(async function () {
    renderer = await bundleRenderer();
    browser = Browser.launch(neededChromium(this));
  });
  after(async () => browser?.close());

  /** Opens outputs in a notebook's page, and acts there. */
  async function inNotebook<T>(data: ExperimentData, act: string | ((page: Page) => Promise<T>), look: EditorPage = {}): Promise<T> {
    assert.ok(browser !== undefined);
    const page = await browser.open(editorPage(renderer, { outputs: [{ id: 'a', output: 'out', data }], ...look }));
    await page.until('window.lab?.ready');
    const found = typeof act === 'string' ? await page.run<T>(act) : await act(page);
    assert.deepEqual(await page.run<string[]>('return errors;'), []);
    await page.close();
    return found;
  }

  it('shows a comparison that runs: progress, trials, curves', async () => {
    const act = `
      lab.click('a', '.trials summary');
      await lab.sleep(300);
      const bar = lab.view('a').querySelector('[role=progressbar]');
      return ({
        head: lab.text('a', '.status')[0], percent: bar.getAttribute('aria-valuenow'), active: lab.text('a', '.active li'), chips: lab.text('a', '.chip'), all: lab.text('a', '.all li'), later: lab.text('a', '.later'),
        pixels: ${embedded(DARK)}.map((colour) => lab.pixels('a', colour)), captions: lab.text('a', 'figcaption'), summaries: [...lab.view('a').querySelectorAll('canvas[role=img]')].map((canvas) => canvas.getAttribute('aria-label')),
      });`;
    const data = fakeExperiment({ state: 'running', done: halfway });
    const found = await inNotebook<{ head: string; percent: string; active: string[]; chips: string[]; all: string[]; later: string[]; pixels: number[][]; captions: string[]; summaries: string[] }>(data, act);
    const percent = Math.floor(100 * data.progress.fraction);
    assert.match(found.head, new RegExp(`^Training${percent}\u00a0% · about 3 min 05 s left · 2,468 images/sStopOpen in panel$`));
    assert.equal(found.percent, String(percent));
    assert.equal(found.active.length, 6);
    assert.match(found.active[0] ?? '', /^original, seed 3epoch 3 of 3 · step 18 of 71 · loss 0\.\d{4} · accuracy 80\.00\u00a0%$/);
    assert.deepEqual(found.chips, ['7 running', '10 queued', '7 done']);
    assert.equal(found.all.length, 24);
    assert.deepEqual(found.later, ['The result is stated once every trial has ended.']);
    for (const [loss = 0, accuracy = 0] of found.pixels) assert.ok(loss > 300 && accuracy > 300, 'the curves of every arm are drawn');
    assert.match(found.captions[0] ?? '', /Smoothed, weight 0\.9, over all 213 steps; showing 213 of 213\. Thin lines are seeds that still train\./);
    assert.match(found.summaries[1] ?? '', /^Line chart of test accuracy by epoch\. original: from 7\d\.\d\d to \d\d\.\d\d \(2 seeds\)/);
  });

  it('follows live messages in place, at most ten times a second', async () => {
    const first = fakeExperiment({ single: true, state: 'running', done: () => 0.2 });
    const later = Array.from({ length: 40 }, (_, i) => dataMessage('out', fakeExperiment({ single: true, state: 'running', done: () => 0.2 + i * 0.02 })));
    const act = `
      const canvas = lab.view('a').querySelector('canvas.curves');
      const button = lab.view('a').querySelector('[data-action=stop]');
      const before = canvas.toDataURL();
      let repaints = 0;
      const started = performance.now();
      const context = canvas.getContext('2d');
      const clear = context.clearRect.bind(context);
      context.clearRect = (...all) => { repaints++; clear(...all); };
      button.focus();
      for (const message of ${embedded(later)}) { lab.send(message); await lab.sleep(25); }
      lab.send({ ...${embedded(later[0])}, output: 'another' });
      await lab.sleep(250);
      return ({ repaints, seconds: (performance.now() - started) / 1000, same: canvas === lab.view('a').querySelector('canvas.curves') && canvas.toDataURL() !== before, focus: lab.view('a').activeElement === button, percent: lab.view('a').querySelector('[role=progressbar]').getAttribute('aria-valuenow') });`;
    const found = await inNotebook<{ repaints: number; seconds: number; same: boolean; focus: boolean; percent: string }>(first, act);
    assert.ok(found.repaints >= 5 && found.repaints <= 10 * found.seconds + 1, `${found.repaints} repaints in ${found.seconds} s`);
    assert.ok(found.same, 'the canvas stays and shows something else');
    assert.ok(found.focus, 'the focus stays');
    assert.equal(found.percent, '98');
  });

  it('keeps zoom and choices when its element is dropped, its data come again, or the page is new', async () => {
    const data = fakeExperiment();
    const act = `
      const data = ${embedded(data)};
      const look = () => ({ hidden: lab.text('a', '.legend button[aria-pressed=false]'), seeds: lab.text('a', '.modes button[aria-pressed=true]'), zoomed: [...lab.view('a').querySelectorAll('.tools > button:nth-child(3)')].map((reset) => !reset.disabled), curve: lab.view('a').querySelectorAll('.pickers select')[2].value });
      lab.click('a', '.legend button', 3);
      lab.click('a', '.modes button', 0);
      lab.choose('a', '.pickers select', 'validationLoss', 2);
      lab.press('a', 0, '+', '+');
      await lab.sleep(400);
      const chosen = look();
      lab.show('a', 'out', data);
      await lab.sleep(200);
      const again = look();
      lab.dispose('a');
      lab.show('a', 'out', data);
      await lab.sleep(300);
      const redrawn = look();
      lab.reload();
      lab.show('a', 'out', data);
      lab.show('b', 'other', data);
      await lab.sleep(300);
      return ({ chosen, again, redrawn, reloaded: look(), other: lab.text('b', '.legend button[aria-pressed=false]'), pixels: lab.pixels('a', '${DARK[3]}') });`;
    const found = await inNotebook<Record<'chosen' | 'again' | 'redrawn' | 'reloaded', unknown> & { other: string[]; pixels: number[] }>(data, act);
    assert.deepEqual(found.chosen, { hidden: ['plain (n = 6)'], seeds: ['Each seed'], zoomed: [true, false], curve: 'validationLoss' });
    for (const moment of [found.again, found.redrawn, found.reloaded]) assert.deepEqual(moment, found.chosen);
    assert.deepEqual(found.other, [], 'another output has its own choices');
    assert.deepEqual(found.pixels, [0, 0], 'the hidden arm is not drawn');
  });

  it('asks the host for finer curves of what is seen and for another smoothing, and draws them', async () => {
    const data = fakeExperiment({ arms: ARMS.slice(0, 2), seeds: 1, stepsPerEpoch: 400, points: 100 });
    const finer = `
      const { curve, from, to, points, smoothing } = message;
      if (message.type === 'curves') {
        const every = Math.max(1, Math.ceil((to - from + 1) / points));
        const x = Array.from({ length: Math.ceil((to - from + 1) / every) }, (_, i) => from + i * every);
        const one = { x, total: 1200, epochs: x.map((at) => at / 400), mean: x.map(() => 1.5), low: x.map(() => null), high: x.map(() => null), n: x.map(() => 1), seeds: [{ seed: 1, finished: true, y: x.map(() => 1.5) }], ...(smoothing > 0 && { smoothing }) };
        reply({ request: message.request, curves: [{ arm: 'original', curve: one }, { arm: 'full-preact', curve: one }] });
      }`;
    const act = `
      const captions = () => lab.text('a', 'figcaption')[0];
      const before = captions();
      lab.press('a', 0, '+', '+', '+', '+');
      await lab.sleep(700);
      const zoomed = captions();
      lab.press('a', 0, '0');
      lab.choose('a', '.smoothing select', '0.98');
      await lab.sleep(700);
      lab.press('a', 0, 'End');
      return ({ before, zoomed, smoothed: captions(), read: lab.text('a', '[aria-live]')[0], asked: lab.sent.map(({ request, ...rest }) => rest) });`;
    const found = await inNotebook<{ before: string; zoomed: string; smoothed: string; read: string; asked: FromView[] }>(data, act, { answer: finer });
    assert.match(found.before, /over all 1,200 steps; showing 101 of 1,200\./);
    const [zoom, smooth] = found.asked.filter(({ type }) => type === 'curves') as Extract<FromView, { type: 'curves' }>[];
    assert.ok(zoom !== undefined && smooth !== undefined && found.asked.length === 2, 'one question for the zoom, one for the smoothing');
    const { from, to, ...rest } = zoom;
    assert.deepEqual(rest, { type: 'curves', output: 'out', curve: 'stepLoss', smoothing: 0.9, points: 400 });
    const width = 1199 / 1.5 ** 4;
    assert.ok(from <= 601 - width / 2 && from > 601 - width / 2 - 13 && to >= 600 + width / 2 && to < 601 + width / 2 + 13, `${from} to ${to}`);
    assert.ok(Number(/showing (\d+) of/.exec(found.zoomed)?.[1]) > 250, found.zoomed);
    assert.deepEqual({ ...smooth }, { type: 'curves', output: 'out', curve: 'stepLoss', smoothing: 0.98, points: 400, from: 1, to: 1200 });
    assert.match(found.smoothed, /Smoothed, weight 0\.98, over all 1,200 steps; showing 400 of 1,200\./);
    assert.equal(found.read, 'step 1,198: original: 1.5000; full-preact: 1.5000');
  });

  it('says why finer curves could not be had, and asks once', async () => {
    const act = `
      lab.choose('a', '.smoothing select', '0');
      await lab.sleep(500);
      lab.press('a', 0, 'End');
      await lab.sleep(500);
      return ({ caption: lab.text('a', 'figcaption')[0], asked: lab.sent.length });`;
    const answer = "if (message.type === 'curves') reply({ request: message.request, error: 'The run folders are gone.' });";
    const found = await inNotebook<{ caption: string; asked: number }>(fakeExperiment({ seeds: 1 }), act, { answer });
    assert.match(found.caption, /Smoothed, weight 0\.9, .*Finer curves could not be had: The run folders are gone\./);
    assert.equal(found.asked, 1);
  });

  it('is read and zoomed by the keyboard', async () => {
    const data = fakeExperiment({ single: true });
    const act = `
      lab.press('a', 0, 'ArrowRight', 'ArrowRight');
      const second = lab.text('a', '[aria-live]')[0];
      const box = lab.text('a', '.readout')[0];
      lab.press('a', 0, 'Home', '+', '+', 'Shift+ArrowRight');
      await lab.sleep(400);
      const zoomed = lab.state.out.charts[0].range;
      lab.press('a', 0, 'End');
      await lab.sleep(400);
      const followed = lab.state.out.charts[0].range;
      lab.press('a', 0, '0', 'Escape');
      await lab.sleep(400);
      lab.click('a', 'figure summary', 1);
      await lab.sleep(100);
      const roles = [...lab.view('a').querySelectorAll('.chart')].map((frame) => frame.tabIndex);
      return ({ second, box, zoomed, followed, reset: lab.state.out.charts[0].range ?? null, quiet: lab.text('a', '[aria-live]')[0], rows: lab.text('a', 'figure:first-of-type tbody tr').length, head: lab.text('a', 'figure:first-of-type thead th'), last: lab.text('a', 'figure:first-of-type tbody tr').at(-1), roles });`;
    const found = await inNotebook<{ second: string; box: string; zoomed: [number, number]; followed: [number, number]; reset: unknown; quiet: string; rows: number; head: string[]; last: string; roles: number[] }>(data, act);
    const loss = (x: number): string => lossAt({ arm: 0, seed: 1 }, x).toFixed(4);
    assert.equal(found.second, `step 2: training: ${loss(2)}`);
    assert.equal(found.box, `step 2training${loss(2)}`);
    assert.deepEqual(found.zoomed.map(Math.round), [20, 114], 'zoomed in twice around the first step, then moved by a fifth');
    assert.ok(Math.round(found.followed[1]) === 213 && Math.round(found.followed[1] - found.followed[0]) === 94, `the view follows the cursor: ${String(found.followed)}`);
    assert.equal(found.reset, null);
    assert.equal(found.quiet, '');
    assert.deepEqual(found.head, ['step', 'training', 'validation', 'test']);
    assert.equal(found.rows, 213);
    assert.match(found.last, new RegExp(`^213${loss(213)}0\\.\\d{4}0\\.\\d{4}$`));
    assert.deepEqual(found.roles, [0, 0]);
  });

  it('is zoomed and moved by the mouse; a wheel alone scrolls the page', async () => {
    const found = await inNotebook(fakeExperiment({ single: true }), async (page) => {
      const { left, top } = await page.run<{ left: number; top: number }>("const box = lab.view('a').querySelector('canvas.curves').getBoundingClientRect(); return { left: box.left, top: box.top };");
      const range = async (): Promise<[number, number] | null> => page.run("await lab.sleep(450); return lab.state?.out?.charts[0]?.range ?? null;");
      await page.mouse('mouseMoved', left + 150, top + 80);
      const readout = await page.run<string[]>("await lab.sleep(50); return lab.text('a', '.readout:not([hidden]) .place');");
      await page.mouse('mouseWheel', left + 150, top + 80, { deltaY: -120 });
      const wheeled = await range();
      await page.mouse('mousePressed', left + 150, top + 80);
      for (const x of [180, 220, 250]) await page.mouse('mouseMoved', left + x, top + 80, { down: true });
      await page.mouse('mouseReleased', left + 250, top + 80);
      const dragged = await range();
      await page.mouse('mouseWheel', left + 200, top + 80, { deltaY: -120, modifiers: 2 });
      const closer = await range();
      await page.mouse('mousePressed', left + 250, top + 80, { modifiers: 8 });
      for (const x of [240, 200, 150]) await page.mouse('mouseMoved', left + x, top + 80, { down: true, modifiers: 8 });
      await page.mouse('mouseReleased', left + 150, top + 80, { modifiers: 8 });
      const moved = await range();
      await page.run("lab.click('a', '.tools > button', 2);");
      return { readout, wheeled, dragged, closer, moved, reset: await range() };
    });
    assert.match(found.readout[0] ?? '', /^step \d+$/);
    assert.equal(found.wheeled, null);
    const width = ([from, to]: readonly [number, number] = [0, 0]): number => to - from;
    const { dragged, closer, moved } = found;
    assert.ok(dragged !== null && closer !== null && moved !== null);
    assert.ok(width(dragged) > 45 && width(dragged) < 75 && dragged[0] > 30, `100 of about 350 pixels: ${String(dragged)}`);
    assert.ok(width(closer) < width(dragged) && closer[0] > dragged[0] && closer[1] < dragged[1], String(closer));
    assert.ok(moved[0] > closer[0] + 5 && Math.abs(width(moved) - width(closer)) < 1, String(moved));
    assert.equal(found.reset, null);
  });

  it('puts training and validation on one chart, by step, epoch and time', async () => {
    const act = `
      const axis = async (name) => { lab.choose('a', '.pickers select', name, 1); await lab.sleep(200); lab.press('a', 0, 'End'); return lab.text('a', '[aria-live]')[0]; };
      return ({ legend: lab.text('a', '.legend button'), axes: [...lab.view('a').querySelectorAll('.pickers select')[1].options].map(({ value }) => value), curves: [...lab.view('a').querySelectorAll('.pickers select')[0].options].map(({ text }) => text), step: await axis('step'), epoch: await axis('epoch'), time: await axis('time') });`;
    const found = await inNotebook<{ legend: string[]; axes: string[]; curves: string[]; step: string; epoch: string; time: string }>(fakeExperiment({ single: true }), act);
    assert.deepEqual(found.legend, ['training', 'validation', 'test']);
    assert.deepEqual(found.axes, ['step', 'epoch', 'time']);
    assert.deepEqual(found.curves, ['loss', 'accuracy', 'learning rate']);
    assert.match(found.step, /^step 213: training: 0\.\d{4}; validation: 0\.\d{4}; test: 0\.\d{4}$/);
    assert.match(found.epoch, /^epoch 3: training: .*; validation: .*; test: /);
    assert.match(found.time, /^time 49 s: training: .*; validation: .*; test: /);
  });

  it('saves PNG, SVG, CSV and JSON through the host, and copies Markdown', async () => {
    const data = fakeExperiment({ failed: (arm, seed) => arm === 3 && seed === 4 });
    const act = `
      lab.click('a', '.legend button', 1);
      await lab.sleep(200);
      for (const format of ['png', 'svg', 'csv']) lab.click('a', '[data-item=' + format + ']');
      lab.click('a', '[data-item=json]');
      lab.click('a', '[data-item=markdown]');
      await lab.sleep(200);
      const svg = new DOMParser().parseFromString(lab.sent.find(({ format }) => format === 'svg').content, 'image/svg+xml');
      return ({ sent: lab.sent.map(({ request, ...rest }) => rest), said: lab.text('a', '.said')[0], broken: svg.querySelector('parsererror') !== null, texts: [...svg.querySelectorAll('text')].map(({ textContent }) => textContent), paths: [...svg.querySelectorAll('path')].filter((path) => path.getAttribute('d').length > 1000).map((path) => path.getAttribute('stroke')), images: svg.querySelectorAll('image').length });`;
    const answer = "if (message.type === 'save') reply({ request: message.request, saved: '/x/' + message.format }); if (message.type === 'copy') reply({ request: message.request });";
    const found = await inNotebook<{ sent: FromView[]; said: string; broken: boolean; texts: string[]; paths: string[]; images: number }>(data, act, { answer });
    const saved = found.sent.flatMap((message) => (message.type === 'save' ? [message] : []));
    assert.deepEqual(saved.map(({ format }) => format), ['png', 'svg', 'csv', 'json']);
    assert.equal(saved[0]?.name, 'Does the order of layers matter? training loss');
    assert.equal(found.said, 'Copied.');

    const png = sharp(Buffer.from(saved[0]?.content ?? '', 'base64'));
    const { data: pixels, info } = await png.raw().toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height], [1440, 840]);
    assert.deepEqual([...pixels.subarray(0, 3)], [0x1f, 0x1f, 0x1f], 'a solid ground');

    assert.equal(found.broken, false, 'well-formed');
    assert.equal(found.images, 0);
    for (const text of ['training loss', 'step', 'original (n = 6)', 'conv-relu-bn (n = 6)', 'plain (n = 5)']) assert.ok(found.texts.includes(text), `"${text}" is a text of the drawing`);
    assert.ok(!found.texts.some((text) => text.includes('full-preact')), 'hidden arms are not in the drawing');
    assert.equal(found.paths.filter((colour) => DARK.includes(colour)).length, 3, 'a path each mean');

    const [head = '', ...rows] = (saved[2]?.content ?? '').trimEnd().split('\r\n');
    assert.equal(head, 'arm,curve,seed,step,epoch,seconds,smoothing,value,low,high,n');
    assert.equal(rows.length, 213 * 3 * (1 + 6), 'means and seeds of the arms that are shown');
    const row = rows.find((line) => line.startsWith('plain,stepLoss,2,100,'))?.split(',') ?? [];
    assert.equal(Number(row[7]), lossAt({ arm: 3, seed: 2 }, 100));
    const mean = rows.find((line) => line.startsWith('original,stepLoss,,100,'))?.split(',').map(Number) ?? [];
    assert.equal(mean[7], data.report.arms[0]?.curves.stepLoss?.mean[99]);
    assert.equal(mean[8], data.report.arms[0]?.curves.stepLoss?.low[99]);

    assert.deepEqual(JSON.parse(saved[3]?.content ?? ''), data);
    const copied = found.sent.find((message) => message.type === 'copy');
    assert.ok(copied?.type === 'copy');
    assert.match(copied.text, /\| original \| 89\.\d\d ± 0\.40 \| 6 \| baseline \| – \| 49\.0 s \|\n\| full-preact \|/);
    assert.match(copied.text, /- full-preact is worse than original/);
  });

  it('lets the reader act through the host alone', async () => {
    const crashed = fakeExperiment({ state: 'crashed', done: halfway, message: "The engine's process died (SIGKILL). Press Resume to go on." });
    const act = `
      const head = () => ({ text: lab.text('a', '.head')[0], alarming: lab.text('a', '.message.alarming'), buttons: lab.text('a', '.actions button') });
      const withHost = head();
      for (const button of lab.view('a').querySelectorAll('.actions button')) button.click();
      return ({ withHost, sent: lab.sent });`;
    const found = await inNotebook<{ withHost: { text: string; alarming: string[]; buttons: string[] }; sent: unknown[] }>(crashed, act);
    assert.match(found.withHost.text, /^The engine crashed/);
    assert.deepEqual(found.withHost.alarming, [crashed.message]);
    assert.deepEqual(found.withHost.buttons, ['Resume', 'Open in panel', 'Open report']);
    assert.deepEqual(found.sent, ['resume', 'openPanel', 'openReport'].map((action) => ({ type: 'action', output: 'out', action })));
  });

  it('does without a host: nothing to press that nobody answers, files as downloads', async () => {
    const act = `
      const saved = [];
      HTMLAnchorElement.prototype.click = function () { saved.push([this.download, this.href.slice(0, 5)]); };
      for (const format of ['png', 'svg', 'csv', 'json']) lab.click('a', '[data-item=' + format + ']');
      await lab.sleep(100);
      return ({ buttons: lab.text('a', '.actions button'), smoothing: lab.text('a', '.smoothing').length, saved });`;
    const found = await inNotebook<{ buttons: string[]; smoothing: number; saved: string[][] }>(fakeExperiment({ state: 'stopped', done: halfway }), act, { host: false });
    assert.deepEqual(found.buttons, []);
    assert.equal(found.smoothing, 0);
    assert.deepEqual(found.saved, ['training-loss.png', 'training-loss.svg', 'training-loss.csv', '.json'].map((name) => [`Does-the-order-of-layers-matter-${name}`.replace('-.json', '-.json'), 'blob:']));
  });

  it('takes on another theme at once; high contrast has one colour, and dashes', async () => {
    const act = `
      const data = ${embedded(fakeExperiment({ state: 'running', done: halfway }))};
      const colours = () => ${embedded([...DARK, ...LIGHT, '#ffffff'])}.map((colour) => lab.pixels('a', colour)[1]);
      const dark = colours();
      document.body.className = 'vscode-light';
      await lab.sleep(300);
      const light = colours();
      document.body.className = 'vscode-high-contrast';
      document.documentElement.style.setProperty('--vscode-foreground', '#ffffff');
      await lab.sleep(300);
      const spins = () => getComputedStyle(lab.view('b').querySelector('.icon-running')).animationName;
      lab.show('b', 'running', data);
      const moving = spins();
      document.body.classList.add('vscode-reduce-motion');
      await lab.sleep(100);
      return ({ moving, still: spins(), dark, light, contrast: colours(), dashes: [...lab.view('a').querySelectorAll('.legend path[stroke-dasharray]')].length });`;
    const found = await inNotebook<Record<'dark' | 'light' | 'contrast', number[]> & { dashes: number; moving: string; still: string }>(fakeExperiment(), act);
    assert.deepEqual([found.moving, found.still], ['lab-turn', 'none'], 'nothing moves where the editor says so');
    const drawn = (counts: readonly number[]): boolean[] => counts.map((count) => count > 100);
    assert.deepEqual(drawn(found.dark).slice(0, 8), [true, true, true, true, false, false, false, false]);
    assert.deepEqual(drawn(found.light).slice(0, 8), [false, false, false, false, true, true, true, true]);
    assert.deepEqual(drawn(found.contrast), [false, false, false, false, false, false, false, false, true]);
    assert.equal(found.dashes, 3, 'every arm but the first has dashes of its own');
  });

  it('colours twenty series at most, and folds seeds that are too many', async () => {
    const arms = Array.from({ length: 30 }, (_, i) => `lr=${(0.01 * (i + 1)).toFixed(2)}`);
    const act = `
      const state = () => ({ plain: lab.text('a', '.legend button:has(.swatch.plain)'), caption: lab.text('a', 'figcaption')[1] });
      const before = state();
      for (const i of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) lab.click('a', '.legend button', i);
      lab.click('a', '.modes button', 0);
      await lab.sleep(400);
      const few = state();
      for (const i of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) lab.click('a', '.legend button', i);
      await lab.sleep(400);
      return ({ before, few, seeds: state() });`;
    const found = await inNotebook<Record<'before' | 'few' | 'seeds', { plain: string[]; caption: string }>>(fakeExperiment({ arms, seeds: 2 }), act);
    assert.equal(found.before.plain.length, 10);
    assert.match(found.before.plain[0] ?? '', /^lr=0\.21/);
    assert.match(found.before.caption, /20 of 30 lines have colours/);
    assert.equal(found.few.plain.length, 10, 'those that are hidden');
    assert.doesNotMatch(found.few.caption, /have colours|drawn as the area/);
    assert.match(found.seeds.caption, /So many single seeds are drawn as the area/);
  });

  it('draws two hundred runs at once', async () => {
    const data = fakeExperiment({ arms: Array.from({ length: 10 }, (_, i) => `lr=${i}`), seeds: 20, stepsPerEpoch: 2000 });
    const act = `
      lab.click('a', '.modes button', 0);
      await lab.sleep(300);
      const start = performance.now();
      lab.show('b', 'other', ${embedded(data)});
      return ({ milliseconds: performance.now() - start, caption: lab.text('a', 'figcaption')[0], drawn: lab.pixels('b', '${DARK[0]}')[0], chips: lab.text('b', '.chip') });`;
    const found = await inNotebook<{ milliseconds: number; caption: string; drawn: number; chips: string[] }>(data, act);
    assert.ok(found.drawn > 100);
    assert.deepEqual(found.chips, ['200 done']);
    assert.match(found.caption, /over all 6,000 steps; showing 401 of 6,000\. So many single seeds are drawn as the area/);
    assert.ok(found.milliseconds < 2000, `drawn in ${found.milliseconds.toFixed(0)} ms`);
  });

  it('speaks Korean', async () => {
    const act = `lab.press('a', 1, 'End'); return ({ text: lab.view('a').querySelector('.lab').textContent, read: lab.text('a', '[aria-live]')[1], lang: lab.view('a').querySelector('.lab').lang });`;
    const found = await inNotebook<{ text: string; read: string; lang: string }>(fakeExperiment(), act, { language: 'ko' });
    assert.equal(found.lang, 'ko');
    assert.match(found.text, /완료1분 35초.*패널에서 열기보고서 열기.*시행 24개.*훈련 손실.*평활.*결과.*기준.*시행당 시간/s);
    assert.match(found.read, /^에폭 3: original: 89\.\d\d \[/);
    const own = found.text.replace(/\S+ is worse[^]*?training only\./g, '');
    assert.doesNotMatch(own, /\b(Training|Finished|Result|seed|step|epoch|loss|accuracy|Save|Copy|Show|Zoom)\b/, 'no English word of the view itself is left');
  });

  it('says so where the data were written by a newer version, and where there is nothing yet', async () => {
    const data = fakeExperiment({ state: 'running', done: () => 0 });
    const act = `
      const nothing = { none: lab.text('a', '.none'), figures: [...lab.view('a').querySelectorAll('figure')].filter((figure) => !figure.hidden).length };
      lab.show('b', 'newer', { ...${embedded(data)}, version: 99 });
      lab.show('c', 'text', { version: 1 });
      await lab.sleep(200);
      return ({ nothing, newer: lab.text('b', '[role=alert]')[0], broken: lab.text('c', '[role=alert]').length });`;
    const found = await inNotebook<{ nothing: { none: string[]; figures: number }; newer: string; broken: number }>(data, act);
    assert.deepEqual(found.nothing, { none: ['The curves begin with the first steps.'], figures: 0 });
    assert.equal(found.newer, 'This could not be drawn: it was written by another ResNet Lab (format 99).');
    assert.equal(found.broken, 1);
  });
});
