import assert from 'node:assert/strict';
import type { FromView, ViewTarget } from '../../../src/engine/view-protocol';
import type { ExperimentData } from '../../../src/experiment/experiment-data';
import type { GridName, ProbeGrid, ReportProbes } from '../../../src/experiment/probe-data';
import { shortNumber } from '../../../src/views/chart/numbers';
import { Browser, type Page } from './browser';
import { neededChromium } from './chromium';
import { dataMessage, editorPage, embedded, type EditorPage } from './editor-page';
import { fakeExperiment } from './fake-data';
import { fakeProbes, PROBED, type ProbePretence } from './fake-probes';
import { bundleRenderer } from './view-bundle';

/** Series of the palette on a light ground. */
const LIGHT = ['#3399dd', '#5500dd', '#770000'];
const SAVES = "if (message.type === 'save') reply({ request: message.request, saved: '/x/' + message.format });";
/** Hands for this section: its figures by name, and what they have saved. */
const HANDS = `
  const root = lab.view('a').querySelector('.probes-section');
  const figure = (id) => root.querySelector('[data-figure="' + id + '"]');
  const texts = (from, selector) => [...from.querySelectorAll(selector)].map(({ textContent }) => textContent.trim());
  const choose = async (select, value) => { select.value = value; select.dispatchEvent(new Event('change')); await lab.sleep(250); };
  const measure = (value) => choose(root.querySelector('.chosen select'), value);
  const slide = async (index) => { const slider = root.querySelector('.moments input'); slider.value = index; slider.dispatchEvent(new Event('input')); await lab.sleep(500); };
  const press = (frame, ...keys) => keys.forEach((key) => frame.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })));
  const table = async (id) => { const details = figure(id).querySelector(':scope > details'); details.open = true; await lab.sleep(60); return [texts(details, 'thead th'), ...[...details.querySelectorAll('tbody tr')].map((row) => texts(row, 'th, td'))]; };
  const saved = async (id, format) => { lab.sent.length = 0; figure(id).querySelector('[data-item=' + format + ']').click(); await lab.sleep(150); return lab.sent.find((message) => message.type === 'save'); };
  const drawing = async (id) => new DOMParser().parseFromString((await saved(id, 'svg')).content, 'image/svg+xml');
  /** Corners of the longest path of a colour. */
  const corners = (svg, colour) => {
    const [path] = [...svg.querySelectorAll('path')].filter((one) => (one.getAttribute('stroke') ?? '').toLowerCase() === colour && one.getAttribute('fill') === 'none').sort((a, b) => b.getAttribute('d').length - a.getAttribute('d').length);
    return path === undefined ? [] : [...path.getAttribute('d').matchAll(/[ML] ?([-\\d.]+)[ ,]([-\\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]).filter(([x], i, all) => x !== all[i - 1]?.[0]);
  };`;

function probed(grids: readonly GridName[], pretence: ProbePretence = {}, state: ExperimentData['state'] = 'done'): ExperimentData & { report: { probes: ReportProbes } } {
  const { arms = PROBED } = pretence;
  const base = fakeExperiment({ arms: arms.map(({ label }) => label), state });
  return { ...base, report: { ...base.report, probes: fakeProbes(grids, pretence) } };
}

/** The largest distance of points from the straight line that fits them best. */
function straightness(points: readonly (readonly [number, number])[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const slope = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return Math.max(...points.map(([x, y]) => Math.abs(y - my - slope * (x - mx))));
}

/** By how much the first layer's value fell from the first step to the last. */
function fallOf(grid: ProbeGrid | undefined): number {
  return (grid?.mean[0]?.[0] ?? NaN) / (grid?.mean.at(-1)?.[0] ?? NaN);
}

describe('what was measured inside networks', function () {
  this.timeout(120_000);
  let browser: Browser | undefined;
  let renderer = '';

  before(async function () {
    renderer = await bundleRenderer();
    browser = Browser.launch(neededChromium(this));
  });
  after(async () => browser?.close());

  async function inNotebook<T>(data: ExperimentData, act: string | ((page: Page) => Promise<T>), look: EditorPage = {}): Promise<T> {
    assert.ok(browser !== undefined);
    const page = await browser.open(editorPage(renderer, { theme: 'light', outputs: [{ id: 'a', output: 'out', data }], answer: SAVES, ...look }), { height: 2600 });
    await page.until('window.lab?.ready');
    const found = typeof act === 'string' ? await page.run<T>(HANDS + act) : await act(page);
    assert.deepEqual(await page.run<string[]>('return errors;'), []);
    await page.close();
    return found;
  }

  it('are not there where nothing was measured', async () => {
    assert.equal(await inNotebook(fakeExperiment(), 'return root === null;'), true);
  });

  it('are drawn by depth as the data have them, on a logarithmic axis and on a plain one', async () => {
    const data = probed(['weightGradient', 'zero']);
    const act = `
      const first = await drawing('depth');
      const of = (svg) => ${embedded(LIGHT)}.map((colour) => corners(svg, colour));
      const logarithmic = of(first);
      const words = [...first.querySelectorAll('text')].map(({ textContent }) => textContent);
      root.querySelectorAll('.modes button')[0].click();
      await lab.sleep(300);
      return ({ logarithmic, texts: words, plain: of(await drawing('depth')), summary: figure('depth').querySelector('canvas').getAttribute('aria-label') });`;
    const found = await inNotebook<{ logarithmic: [number, number][][]; texts: string[]; plain: [number, number][][]; summary: string }>(data, act);
    const rows = data.report.probes.arms.map(({ grids }) => grids.weightGradient?.mean.at(-1) as number[]);
    const pairs = (lines: [number, number][][], value: (y: number) => number): [number, number][] => rows.flatMap((row, arm) => row.map((y, i): [number, number] => [value(y), lines[arm]?.[i]?.[1] ?? NaN]));
    for (const lines of [found.logarithmic, found.plain]) {
      assert.deepEqual(lines.map((line) => line.length), rows.map((row) => row.length), 'a corner for each layer');
      for (const line of lines) assert.ok(straightness(line.map(([x], i) => [i, x])) < 0.1, 'layers stand at equal distances');
    }
    assert.ok(straightness(pairs(found.logarithmic, Math.log10)) < 0.15, 'heights are the logarithms of the values');
    assert.ok(straightness(pairs(found.plain, (y) => y)) < 0.15, 'heights are the values');
    for (const text of ['conv2_x', 'conv3_x', 'conv4_x', 'conv1', 'original', 'weight gradient ‖∂L/∂W‖', 'from input to output', '0.01']) assert.ok(found.texts.includes(text), `${text} in ${found.texts.join(' | ')}`);
    assert.match(found.summary, /^Line chart of weight gradient ‖∂L\/∂W‖ from input to output at step 400\. original: 0\.0\d+ at conv1, 0\.0\d+ at fc\./);
  });

  it('are read by keyboard and pointer, exactly', async () => {
    const data = probed(['weightGradient']);
    const found = await inNotebook(data, async (page) => {
      const keys = await page.run<{ live: string; box: string }>(`${HANDS}
        const frame = figure('depth').querySelector('.chart');
        press(frame, 'ArrowRight', 'ArrowRight', 'ArrowRight');
        return ({ live: texts(figure('depth'), '[aria-live]')[0], box: texts(figure('depth'), '.readout .place')[0] });`);
      const box = await page.run<{ left: number; top: number; width: number }>(`${HANDS} const { left, top, width } = figure('heat').querySelector('canvas').getBoundingClientRect(); return ({ left, top, width });`);
      await page.mouse('mouseMoved', box.left + box.width / 2, box.top + 100);
      const pointed = await page.run<string>(`${HANDS} await lab.sleep(50); return texts(figure('heat'), '.readout:not([hidden])')[0];`);
      return { keys, pointed };
    });
    const { arms } = data.report.probes;
    const said = arms.map(({ arm, grids: { weightGradient: grid } }) => `${arm}: ${[grid?.mean, grid?.low, grid?.high].map((rows) => shortNumber(rows?.at(-1)?.[2] ?? NaN, 4)).join(' ').replace(/^(\S+) (\S+) (\S+)$/, '$1 [$2, $3]')}`);
    assert.equal(found.keys.live, `layer1.0.conv2: ${said.join('; ')}`);
    assert.equal(found.keys.box, 'layer1.0.conv2');
    const [, step = '', layer = '', value = ''] = /^step (\d+)(\D.*conv\d)(\d\.\d+)/.exec(found.pointed) ?? [];
    const [original] = arms;
    const column = original?.grids.weightGradient?.names.indexOf(layer) ?? -1;
    assert.equal(value, shortNumber(original?.grids.weightGradient?.mean[original.steps.indexOf(Number(step))]?.[column] ?? NaN, 4), found.pointed);
  });

  it('follow the slider: lines, sentence, table, and what is kept', async () => {
    const data = probed(['weightGradient']);
    const act = `
      const end = { table: await table('depth'), said: texts(figure('depth'), '.finding')[0], ends: texts(root, '.moments .end'), shown: texts(root, '.moments .moment')[0] };
      const scale = async () => [...(await drawing('depth')).querySelectorAll('text')].map(({ textContent }) => textContent).filter((text) => /^[\\d.×⁻]+$/.test(text)).join();
      const before = await scale();
      await slide(0);
      const start = { table: await table('depth'), said: texts(figure('depth'), '.finding')[0], kept: lab.state.out.probes.step, text: root.querySelector('.moments input').getAttribute('aria-valuetext') };
      const after = await scale();
      root.querySelectorAll('.moments .end')[1].click();
      await lab.sleep(500);
      return ({ end, start, before, after, kept: lab.state.out.probes.step ?? null });`;
    const found = await inNotebook<{ end: { table: string[][]; said: string; ends: string[]; shown: string }; start: { table: string[][]; said: string; kept: number; text: string }; before: string; after: string; kept: null }>(data, act);
    const { arms } = data.report.probes;
    for (const [at, moment] of [[found.start, 0], [found.end, -1]] as const) {
      const [head, ...rows] = at.table;
      assert.deepEqual(head, ['layer', 'original', 'full-preact', 'plain']);
      const expected = arms[0]?.grids.weightGradient?.names.map((name, i) => [name, ...arms.map(({ grids: { weightGradient: grid } }) => [grid?.mean, grid?.low, grid?.high].map((of) => shortNumber(of?.at(moment)?.[i] ?? NaN, 4)).join(' ').replace(/^(\S+) (\S+) (\S+)$/, '$1 [$2, $3]'))]);
      assert.deepEqual(rows, expected);
    }
    const plain = arms[2]?.grids.weightGradient;
    const ratio = (plain?.mean[0]?.at(-2) ?? 0) / (plain?.mean[0]?.[0] ?? 0);
    assert.match(found.start.said, new RegExp(`^Compared with layer3\\.2\\.conv2, the weight gradient of conv1 at step 1 is 2\\.?\\d* times as large in original, .* and ${shortNumber(ratio, 2)} times smaller in plain\\.$`));
    assert.deepEqual(found.end.ends, ['start: step 1', 'end: step 400']);
    assert.equal(found.end.shown, 'step 400');
    assert.deepEqual([found.start.kept, found.start.text, found.kept], [1, 'step 1', null], 'the end is kept as the newest');
    assert.equal(found.after, found.before, 'the scale is the same at every step');
  });

  it('play from start to end, or record by record where nothing may move', async () => {
    const data = probed(['weightGradient'], { steps: 60 });
    const moves = async (page: Page): Promise<{ label: string; seen: number[] }> =>
      page.run(`${HANDS}
        const slider = root.querySelector('.moments input');
        const button = root.querySelector('.moments .play');
        const label = button.getAttribute('aria-label');
        button.click();
        const seen = [Number(slider.value)];
        for (let i = 0; i < 40; i++) { await lab.sleep(30); if (Number(slider.value) !== seen.at(-1)) seen.push(Number(slider.value)); }
        return ({ label, seen });`);
    const free = await inNotebook(data, moves);
    assert.equal(free.label, 'Play the training');
    const [first, ...others] = free.seen;
    assert.ok(first === 0 && others.length >= 2 && others.at(-1) === 6 && others.every((at, i) => at > (others[i - 1] ?? 0)), `from start to end: ${String(free.seen)}`);
    const still = await inNotebook(data, async (page) => {
      await page.run("document.body.classList.add('vscode-reduce-motion'); await lab.sleep(300);");
      return moves(page);
    });
    assert.equal(still.label, 'Next record');
    assert.deepEqual(still.seen, [0], 'one press, one record');
  });

  it('hide and colour arms as the curves do', async () => {
    const act = `
      lab.click('a', '.curves-section .legend button', 2);
      await lab.sleep(300);
      const svg = await drawing('depth');
      return ({ head: (await table('depth'))[0], lines: ${embedded(LIGHT)}.map((colour) => corners(svg, colour).length), legend: [...root.querySelectorAll('.legend button')].map((button) => button.getAttribute('aria-pressed')), heat: [...figure('heat').querySelectorAll('option')].map(({ text }) => text), said: texts(figure('depth'), '.finding')[0] });`;
    const found = await inNotebook<{ head: string[]; lines: number[]; legend: string[]; heat: string[]; said: string }>(probed(['weightGradient']), act);
    assert.deepEqual(found.head, ['layer', 'original', 'full-preact']);
    assert.deepEqual(found.lines.map(Boolean), [true, true, false]);
    assert.deepEqual(found.legend, ['true', 'true', 'false']);
    assert.deepEqual(found.heat, ['original', 'full-preact']);
    assert.doesNotMatch(found.said, /plain/);
  });

  it('are followed over training, layer by layer and by what stands for all', async () => {
    const data = probed(['signal']);
    const act = `
      const select = figure('training').querySelector('select');
      const found = {};
      for (const place of ['first', 'last', 'layer2.1', 'max']) { await choose(select, place); found[place] = { table: await table('training'), said: texts(figure('training'), '.finding')[0] }; }
      return ({ found, groups: [...select.querySelectorAll('optgroup')].map(({ label, children }) => [label, children.length]), csv: (await saved('training', 'csv')).content });`;
    const { found, groups, csv } = await inNotebook<{ found: Record<string, { table: string[][]; said: string }>; groups: [string, number][]; csv: string }>(data, act);
    const [original, , plain] = data.report.probes.arms;
    assert.deepEqual(groups, [['Of each arm', 5], ['By name', original?.grids.signal?.names.length]]);
    const mean = original?.grids.signal?.mean ?? [];
    const values = (place: string): string[] => found[place]?.table.slice(1).map(([, cell = '']) => cell.split(' ')[0] ?? '') ?? [];
    const columns = { first: 0, 'layer2.1': original?.grids.signal?.names.indexOf('layer2.1') ?? -1, last: -1 };
    for (const [place, column] of Object.entries(columns)) assert.deepEqual(values(place), mean.map((row) => shortNumber(row.at(column) ?? NaN, 4)), place);
    assert.deepEqual(values('max'), mean.map((row) => shortNumber(Math.max(...(row as number[])), 4)));
    assert.ok(found['max']?.table.slice(1).every(([, cell = '']) => !cell.includes('[')), 'the largest of all has no band');
    const fell = fallOf(plain?.grids.signal);
    assert.match(found['first']?.said ?? '', new RegExp(`^Compared with step 1, the signal going back \\(first layer\\) at step 400 is .* and ${shortNumber(fell, 2)} times smaller in plain\\.$`));
    const lines = csv.trim().split('\r\n');
    assert.equal(lines[0], 'arm,part,measure,layer,step,mean,low,high');
    assert.equal(lines.length, 1 + 3 * mean.length);
    assert.match(lines[1] ?? '', /^original,,signal,[a-z0-9.]+,1,0\.\d+,,$/);
  });

  it('are a heat map whose colours are the values, with its table, files and keys', async () => {
    const data = probed(['weightGradient']);
    const act = `
      await choose(figure('heat').querySelector('select'), 'plain');
      const svg = await drawing('heat');
      const rects = [...svg.querySelectorAll('rect')].map((rect) => [rect.getAttribute('fill'), Number(rect.getAttribute('width'))]);
      const frame = figure('heat').querySelector('.chart');
      press(frame, 'PageDown', 'End', 'ArrowUp');
      const live = texts(figure('heat'), '[aria-live]')[0];
      press(frame, 'Home', 'Enter');
      await lab.sleep(400);
      return ({ rects, live, step: lab.state.out.probes.step, texts: [...svg.querySelectorAll('text')].map(({ textContent }) => textContent), table: await table('heat'), csv: (await saved('heat', 'csv')).content, png: (await saved('heat', 'png')).content.slice(0, 6), summary: figure('heat').querySelector('canvas').getAttribute('aria-label') });`;
    const found = await inNotebook<{ rects: [string, number][]; live: string; step: number; texts: string[]; table: string[][]; csv: string; png: string; summary: string }>(data, act);
    const { steps, grids } = data.report.probes.arms[2] as ReportProbes['arms'][number];
    const grid = grids.weightGradient;
    assert.ok(grid?.low !== undefined && grid.high !== undefined);
    const lightness = (colour: string): number => {
      const [r = 0, g = 0, b = 0] = /^#/.test(colour) ? [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) : (colour.match(/\d+/g) ?? []).map(Number);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const cells = found.rects.slice(1, 1 + grid.names.length * steps.length).map(([colour]) => lightness(colour));
    const values = grid.names.flatMap((_, column) => grid.mean.map((row) => row[column] ?? NaN));
    const order = values.map((_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
    for (const [n, i] of order.slice(1).entries()) assert.ok((cells[i] ?? 0) <= (cells[order[n] ?? 0] ?? 0) + 1, 'the greater the darker');
    assert.ok((cells[order[0] ?? 0] ?? 0) - (cells[order.at(-1) ?? 0] ?? 0) > 120, 'from light to dark');
    const last = grid.names.length - 2;
    assert.equal(found.live, `step 400: ${grid.names[last] ?? ''}: ${[grid.mean, grid.low, grid.high].map((rows) => shortNumber(rows.at(-1)?.[last] ?? NaN, 4)).join(' ').replace(/^(\S+) (\S+) (\S+)$/, '$1 [$2, $3]')}`);
    assert.equal(found.step, 1, 'Enter looks at the step of the cell');
    for (const text of ['weight gradient ‖∂L/∂W‖, layer × step, plain', 'conv2_x', '2.0.conv1', 'step']) assert.ok(found.texts.includes(text), text);
    assert.deepEqual(found.table.slice(1).map(([name]) => name), [...grid.names]);
    assert.deepEqual(found.table[3]?.slice(1), grid.mean.map((row) => shortNumber(row[2] ?? NaN, 4)));
    assert.equal(found.csv.trim().split('\r\n').length, 1 + grid.names.length * steps.length);
    assert.equal(found.png, Buffer.from([0x89, 0x50, 0x4e, 0x47]).toString('base64').slice(0, 6));
    assert.match(found.summary, /^Heat map of weight gradient ‖∂L\/∂W‖ of plain: 20 layers, 41 steps, from /);
  });

  it('have trunk and branch together and their ratio, where there is an addition', async () => {
    const act = `
      await measure('variance');
      const both = { head: (await table('depth'))[0], remark: texts(figure('depth'), '.remark')[0], heat: [...figure('heat').querySelectorAll('option')].map(({ text }) => text), said: texts(figure('depth'), '.finding')[0] };
      await measure('branchShare');
      return ({ both, ratio: await table('depth'), modes: [...root.querySelectorAll('.modes button')].filter(({ hidden }) => !hidden).length, explained: root.querySelector('.explained.wide').textContent, links: [...root.querySelectorAll('.explained.wide a')].map(({ href }) => href) });`;
    const data = probed(['trunk', 'branch']);
    const found = await inNotebook<{ both: { head: string[]; remark: string; heat: string[]; said: string }; ratio: string[][]; modes: number; explained: string; links: string[] }>(data, act);
    assert.deepEqual(found.both.head, ['layer', 'original, trunk', 'original, branch', 'full-preact, trunk', 'full-preact, branch']);
    assert.deepEqual(found.both.heat, found.both.head.slice(1));
    assert.match(found.both.remark, /^Not in plain, which has nothing of the kind\. Mean over the seeds/);
    assert.match(found.both.said, /in the trunk of original, .* in the branch of original/);
    const { trunk, branch } = data.report.probes.arms[0]?.grids ?? {};
    assert.deepEqual(found.ratio.slice(1).map(([, cell]) => cell), trunk?.names.map((_, i) => shortNumber((branch?.mean.at(-1)?.[i] ?? NaN) / (trunk.mean.at(-1)?.[i] ?? NaN), 4)));
    assert.match(found.explained, /De and Smith 2020.*What it does not show: It has no interval/s);
    assert.deepEqual(found.links, ['https://arxiv.org/abs/2002.10444']);
  });

  it('show how smooth the loss is, arms side by side on one scale', async () => {
    const data = probed([], { smoothness: true });
    const act = `
      const svg = await drawing('smoothness-loss');
      const frame = figure('smoothness-loss').querySelector('.chart');
      press(frame, 'End');
      return ({ figures: [...root.querySelectorAll('[data-figure]')].filter((one) => one.offsetParent !== null).map((one) => one.dataset.figure), texts: [...svg.querySelectorAll('text')].map(({ textContent }) => textContent), live: texts(figure('smoothness-loss'), '[aria-live]')[0], table: await table('smoothness-loss'), beta: await table('smoothness-beta'), said: texts(root, '.finding'), csv: (await saved('smoothness-gradient', 'csv')).content.split('\\r\\n')[1], limits: root.querySelector('.smoothness').textContent });`;
    const found = await inNotebook<{ figures: string[]; texts: string[]; live: string; table: string[][]; beta: string[][]; said: string[]; csv: string; limits: string }>(data, act);
    assert.deepEqual(found.figures, ['smoothness-loss', 'smoothness-gradient', 'smoothness-beta'], 'nothing by layer was measured');
    const { arms } = data.report.probes;
    for (const { label } of PROBED) assert.ok(found.texts.includes(label), `the stretch of ${label} has its name`);
    const plain = arms[2]?.smoothness;
    const original = arms[0]?.smoothness;
    assert.ok(plain !== undefined && original !== undefined);
    const text = (value: number | null | undefined): string => shortNumber(value ?? NaN, 4);
    assert.equal(found.live, `plain, step 400: plain: ${text(plain.lossLow.at(-1))} to ${text(plain.lossHigh.at(-1))}`);
    assert.deepEqual(found.table[1], ['1', ...arms.map(({ smoothness }) => `${text(smoothness?.lossLow[0])} to ${text(smoothness?.lossHigh[0])}`)]);
    assert.deepEqual(found.beta.slice(1).map((row) => row[1]), original.beta.map(text));
    const sorted = original.beta.map(Number).sort((a, b) => a - b);
    assert.ok(found.said[2]?.includes(`${shortNumber(sorted[Math.floor(sorted.length / 2)] ?? NaN, 3)} (original)`), found.said[2]);
    assert.equal(found.csv, `original,gradient,1,${original.gradientLow[0] ?? ''},${original.gradientHigh[0] ?? ''}`);
    assert.match(found.limits, /They left ResNets out on purpose.*Santurkar et al\. 2018/s);
  });

  it('open the diagram of an arm with the values of the step that is looked at', async () => {
    const act = `
      await slide(0);
      lab.sent.length = 0;
      root.querySelectorAll('.on-diagram button')[2].click();
      return ({ sent: lab.sent, names: texts(root, '.on-diagram button') });`;
    const data = probed(['weightGradient', 'signal']);
    const found = await inNotebook<{ sent: FromView[]; names: string[] }>(data, act);
    assert.deepEqual(found.names, ['original', 'full-preact', 'plain']);
    const [message] = found.sent;
    assert.ok(message?.type === 'open');
    const target = message.what as Extract<ViewTarget, { kind: 'diagram' }>;
    const [network] = target.networks;
    const plain = data.report.probes.arms[2];
    assert.deepEqual([target.kind, network?.label, network?.options], ['diagram', 'plain', plain?.network]);
    assert.deepEqual(network?.heats?.[0]?.values, Object.fromEntries(plain?.grids.weightGradient?.names.map((name, i) => [name, plain.grids.weightGradient?.mean[0]?.[i]]) ?? []));
    const without = await inNotebook<boolean>(data, "return root.querySelector('.on-diagram').hidden;", { host: false });
    assert.equal(without, true);
  });

  it('grow while training, and arms that have not come so far are named', async () => {
    const arms = PROBED.map((arm, i) => ({ ...arm, steps: [400, 200, 0][i] ?? 0 }));
    const first = probed(['weightGradient'], { arms: arms.map((arm) => ({ ...arm, steps: Math.min(arm.steps, 60) })) }, 'running');
    const later = probed(['weightGradient'], { arms }, 'running');
    const act = `
      const before = texts(root, '.moments .moment')[0];
      lab.send(${embedded(dataMessage('out', later))});
      await lab.sleep(400);
      return ({ before, after: texts(root, '.moments .moment')[0], end: texts(root, '.moments .end')[1], remark: texts(figure('depth'), '.remark')[0], head: (await table('depth'))[0], training: (await table('training'))[0] });`;
    const found = await inNotebook<{ before: string; after: string; end: string; remark: string; head: string[]; training: string[] }>(first, act);
    assert.deepEqual([found.before, found.after, found.end], ['step 51', 'step 400', 'newest: step 400']);
    assert.match(found.remark, /full-preact: no record near step 400\./);
    assert.deepEqual(found.head, ['layer', 'original']);
    assert.deepEqual(found.training, ['step', 'original', 'full-preact']);
  });

  it('do with one seed, one arm, holes, and no record yet', async () => {
    const one = probed(['weightGradient', 'dead'], { arms: PROBED.slice(0, 1), seeds: 1, steps: 40 });
    const [arm] = one.report.probes.arms;
    const grid = arm?.grids.weightGradient;
    assert.ok(arm !== undefined && grid !== undefined);
    const holes = { ...one, report: { ...one.report, probes: { every: 10, arms: [{ ...arm, grids: { ...arm.grids, weightGradient: { ...grid, mean: grid.mean.map((row, r) => row.map((value, i) => (i === 3 || r === 1 ? null : i === 5 ? 0 : value))) } } }] } } };
    const act = `
      const remark = texts(figure('depth'), '.remark')[0];
      await slide(1);
      const empty = { said: texts(figure('depth'), '.finding'), row: (await table('depth'))[1] };
      await slide(2);
      const before = { rows: await table('depth'), heat: texts(figure('heat'), '.remark')[0], legend: texts(root, '.legend button').length, text: root.textContent };
      await measure('dead');
      return ({ remark, empty, ...before, dead: texts(figure('depth'), '.finding')[0], cell: (await table('depth'))[1][1] });`;
    const found = await inNotebook<{ remark: string; empty: { said: string[]; row: string[] }; rows: string[][]; heat: string; legend: number; text: string; dead: string; cell: string }>(holes, act);
    assert.equal(found.remark, 'One seed: no band. Zeros and values below have no place on a logarithmic axis.');
    assert.deepEqual(found.empty, { said: [], row: ['conv1', '–'] });
    assert.deepEqual(found.rows[4], ['layer1.1.conv2', '–'].map((text, i) => (i === 0 ? (grid.names[3] ?? '') : text)));
    assert.equal(found.rows[1]?.[1], shortNumber(grid.mean[2]?.[0] ?? NaN, 4));
    assert.match(found.heat, /Blank: no value\./);
    assert.equal(found.legend, 0, 'one arm needs no legend');
    assert.doesNotMatch(found.text, /NaN|undefined|Infinity|\[object/);
    const dead = arm.grids.dead?.mean[2] as number[];
    assert.match(found.dead, new RegExp(`^At step 21, dead relu channels: ${shortNumber((100 * dead.reduce((sum, value) => sum + value, 0)) / dead.length, 3)}\u00a0% on average, at most `));
    assert.equal(found.cell, `${shortNumber(100 * (dead[0] ?? NaN), 4)}\u00a0%`);
    const none = await inNotebook<string>({ ...one, report: { ...one.report, probes: { every: 10, arms: [{ ...arm, steps: [], recorded: 0, grids: {} }] } } }, 'return root.innerText;');
    assert.match(none, /Nothing has been measured inside the network yet\./);
  });

  it('keep what the reader chose when the page is new', async () => {
    const data = probed(['weightGradient', 'gamma']);
    const act = `
      const look = () => { const now = lab.view('a').querySelector('.probes-section'); return ({ selects: [...now.querySelectorAll('select')].map(({ value }) => value), moment: texts(now, '.moments .moment')[0], pressed: [...now.querySelectorAll('.modes button')].map((button) => button.getAttribute('aria-pressed')) }); };
      await measure('gamma');
      await choose(figure('training').querySelector('select'), 'max');
      await choose(figure('heat').querySelector('select'), 'plain');
      root.querySelectorAll('.modes button')[0].click();
      root.querySelectorAll('.modes button')[1].click();
      await slide(7);
      const chosen = look();
      lab.reload();
      lab.show('a', 'out', ${embedded(data)});
      await lab.sleep(400);
      return ({ chosen, reloaded: look() });`;
    const found = await inNotebook<{ chosen: { selects: string[] }; reloaded: unknown }>(data, act);
    assert.deepEqual(found.chosen, { selects: ['gamma', 'max', 'plain'], moment: 'step 71', pressed: ['true', 'false'] });
    assert.deepEqual(found.reloaded, found.chosen);
  });

  it('look otherwise in other themes, and speak Korean', async () => {
    const colours = `
      const canvas = figure('heat').querySelector('canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let coloured = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200 && Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 40) coloured++;
      return ({ coloured: coloured / (canvas.width * canvas.height), heading: texts(root, 'h2')[0], said: texts(figure('depth'), '.finding')[0], english: root.textContent.match(/How to read|Compared with|by depth|Sources/g) });`;
    const data = probed(['weightGradient'], { smoothness: true });
    const dark = await inNotebook<{ coloured: number }>(data, colours, { theme: 'dark' });
    assert.ok(dark.coloured > 0.4, String(dark.coloured));
    const contrast = await inNotebook<{ coloured: number }>(data, colours, { theme: 'contrast' });
    assert.equal(contrast.coloured, 0, 'high contrast has one colour');
    const korean = await inNotebook<{ heading: string; said: string; english: null }>(data, colours, { language: 'ko' });
    assert.equal(korean.heading, '망의 내부');
    assert.match(korean.said, /^스텝 400에서 layer3\.2\.conv2 대비 conv1의 가중치 기울기: original 1\.\d배, full-preact 1\.\d배, plain 1\/\d+배\.$/);
    assert.equal(korean.english, null);
  });

  it('draws 110 layers of ten arms at once', async () => {
    const arms = Array.from({ length: 10 }, (_, i) => ({ label: `arm ${i}`, network: { architecture: 'resnet110', order: ['original', 'full-preact', 'plain'][i % 3] ?? '', input: { height: 32, width: 32, channels: 3 }, classes: 10 } }));
    const data = probed(['weightGradient', 'gamma'], { arms, steps: 400, smoothness: true });
    const act = `
      const slider = root.querySelector('.moments input');
      const times = [];
      for (let i = 0; i < 8; i++) {
        slider.value = 5 * i;
        const started = performance.now();
        slider.dispatchEvent(new Event('input'));
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        times.push(performance.now() - started);
      }
      return ({ times, rows: (await table('depth')).length });`;
    const found = await inNotebook(
      data,
      async (page) => {
        const opened = await page.run<number>(`const data = ${embedded(data)}; const started = performance.now(); lab.show('a', 'out', data); const opened = performance.now() - started; await lab.sleep(100); return opened;`);
        return { opened, ...(await page.run<{ times: number[]; rows: number }>(HANDS + act)) };
      },
      { outputs: [] },
    );
    const median = [...found.times].sort((a, b) => a - b)[4] ?? Infinity;
    console.log(`      110 layers × 10 arms × 41 records: opened in ${Math.round(found.opened)} ms, a move of the slider ${Math.round(median)} ms`);
    assert.equal(found.rows, 1 + 110);
    assert.ok(found.opened < 10_000 && median < 1500, JSON.stringify(found));
  });
});
