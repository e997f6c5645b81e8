import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { FromView } from '../../../src/engine/view-protocol';
import { ANALYSIS_MIME, type AnalysisData } from '../../../src/experiment/analysis-data';
import { valueText } from '../../../src/experiment/report-data';
import { summarise } from '../../../src/experiment/report/statistics';
import { sharedScale } from '../../../src/views/analysis/levels';
import { unitsOf } from '../../../src/views/analysis/units';
import { Browser, type Page } from './browser';
import { neededChromium } from './chromium';
import { editorPage, embedded, type EditorPage } from './editor-page';
import { ARMS, IMPOSSIBLE, fakeLandscape, fakeLesion, fakeShattered, lesionError, lossAt } from './fake-analysis';
import { bundleRenderer } from './view-bundle';

const SAVING = "if (message.type === 'save') reply({ request: message.request, saved: '/x/' + message.format });";

/** Hands and eyes of the tests, in the page. */
const HANDS = `
  const figure = (id) => lab.view('a').querySelector('[data-figure="' + id + '"]');
  const shown = () => [...lab.view('a').querySelectorAll('figure')].filter((one) => !one.hidden).map((one) => one.dataset.figure);
  const table = async (id) => { figure(id).querySelector(':scope > details > summary').click(); await lab.sleep(100); return [...figure(id).querySelectorAll('table')].map((one) => [...one.rows].map((row) => [...row.cells].map((cell) => cell.textContent))); };
  const findings = (id) => [...figure(id).querySelectorAll('.finding li')].map((one) => one.textContent);
  const remark = (id) => figure(id).querySelector('.remark')?.textContent ?? '';
  const save = async (id, ...formats) => { for (const format of formats) figure(id).querySelector('[data-item=' + format + ']').click(); await lab.sleep(100); };
  const key = (target, ...keys) => { for (const one of keys) target.dispatchEvent(new KeyboardEvent('keydown', { key: one, bubbles: true })); };
  const said = (id) => figure(id).querySelector('[aria-live]').textContent;
`;

describe('analyses in a notebook', function () {
  this.timeout(120_000);
  let browser: Browser | undefined;
  let renderer = '';

  before(async function () {
    renderer = await bundleRenderer();
    browser = Browser.launch(neededChromium(this));
  });
  after(async () => browser?.close());

  async function inNotebook<T>(data: AnalysisData, act: string | ((page: Page) => Promise<T>), look: EditorPage = {}): Promise<T> {
    assert.ok(browser !== undefined);
    const page = await browser.open(editorPage(renderer, look));
    await page.until('window.lab?.ready');
    await page.run(`lab.show('a', 'out', ${embedded(data)}, '${ANALYSIS_MIME}'); await lab.sleep(250);`);
    const found = typeof act === 'string' ? await page.run<T>(`${HANDS}\n${act}`) : await act(page);
    assert.deepEqual(await page.run<string[]>('return [...errors, ...lab.text("a", "[role=alert]")];'), []);
    await page.close();
    return found;
  }

  it('shows what a lesion study found: numbers, whole error, impossible units, findings', async () => {
    const data = fakeLesion();
    const act = `return ({ head: lab.text('a', '.status')[0], subject: lab.text('a', '.subject')[0], counts: lab.text('a', '.counts')[0], all: lab.text('a', '.all li'), shown: shown(), table: (await table('deleted'))[0], findings: findings('deleted'), remark: remark('deleted'), limits: lab.text('a', '.limits').length, link: figure('deleted').querySelector('.sources a').href, summary: figure('deleted').querySelector('canvas[role=img]').getAttribute('aria-label'), several: (await table('several'))[0], swapped: findings('swapped') });`;
    const found = await inNotebook<{ head: string; subject: string; counts: string; all: string[]; shown: string[]; table: string[][]; findings: string[]; remark: string; limits: number; link: string; summary: string; several: string[][]; swapped: string[] }>(data, act);
    assert.equal(found.head, 'Finished1 min 23 sOpen in panelOpen report');
    assert.equal(found.subject, 'Lesion study: Which units are needed?');
    assert.equal(found.counts, '9 networks9 measuredweights after the last epoch');
    assert.equal(found.all[0], 'original, seed 1measuredweights after the last epoch');
    assert.deepEqual(found.shown, ['deleted', 'several', 'swapped']);

    const [head, ...rows] = found.table;
    assert.deepEqual(head, ['unit', 'original', 'full-preact', 'plain']);
    const units = unitsOf({ architecture: 'resnet20' });
    assert.deepEqual(rows.map(([name]) => name), units.map(({ name }) => `without ${name}`));
    const expected = (architecture: string, index: number): string => {
      const { mean = NaN, interval } = summarise([1, 2, 3].map((seed) => lesionError(architecture, index, units.length, seed)));
      const text = (value = NaN): string => `${valueText(value, { fraction: true })}\u00a0%`;
      return `${text(mean)} [${text(interval?.[0])}, ${text(interval?.[1])}], n = 3`;
    };
    rows.forEach(([, original, , plain], index) => {
      assert.equal(original, expected('resnet20', index));
      assert.equal(plain, index === 3 || index === 6 ? '' : expected('plain20', index));
    });
    assert.match(found.findings[0] ?? '', /^original: 8\.40\u00a0% whole; without one unit 9\.\d\d\u00a0% in the median, at most 21\.88\u00a0% \(without layer1\.0\)\. 5 of 9 units cost more than one point\.$/);
    assert.ok(found.findings.includes(`plain: layer2.0, layer3.0 cannot be deleted. ${IMPOSSIBLE}`));
    assert.match(found.findings.at(-1) ?? '', /^One deleted unit costs least in full-preact \(\+0\.01 points in the median\) and most in plain \(\+\d\d\.\d\d points\)\.$/);
    assert.match(found.remark, /^Error on 1,000 images\. Lines are means over the seeds with their 95\u00a0% bands \(Student’s t\)\. Dashed: the whole network\. A cross/);
    assert.equal(found.limits, 3);
    assert.equal(found.link, 'https://arxiv.org/abs/1605.06431');
    assert.match(found.summary, /^Error without one unit\. original: \d/);
    assert.deepEqual(found.several.map(([name]) => name), ['units deleted at random', 'the whole network', '1 unit deleted', '2 units deleted', '4 units deleted', '6 units deleted']);
    assert.match(found.swapped[0] ?? '', /^original: 8\.40\u00a0% with τ = 1, 3\d\.\d\d\u00a0% with τ = 0\.7\d*\.$/);
  });

  it('opens the diagram with the errors of the arms that are shown', async () => {
    const data = fakeLesion();
    const act = `lab.click('a', '.legend button', 1); await lab.sleep(250); const button = lab.view('a').querySelector('[data-item=diagram]'); button.click(); return ({ text: button.textContent, sent: lab.sent });`;
    const { text, sent } = await inNotebook<{ text: string; sent: FromView[] }>(data, act);
    assert.equal(text, 'Show on the diagram: original and plain');
    const [open] = sent;
    assert.ok(open?.type === 'open' && open.what.kind === 'diagram');
    const [original, plain] = open.what.networks;
    assert.deepEqual(original?.options, data.networks[0]?.network);
    const values = original?.heats?.[0]?.values ?? {};
    assert.deepEqual(Object.keys(values), unitsOf({ architecture: 'resnet20' }).map(({ name }) => name));
    const mean = summarise([1, 2, 3].map((seed) => lesionError('resnet20', 4, 9, seed))).mean ?? NaN;
    assert.ok(Math.abs((values['layer2.1'] ?? 0) - 100 * mean) < 1e-9);
    assert.ok(!('layer2.0' in (plain?.heats?.[0]?.values ?? {})));
  });

  it('shows what is measured while it runs, and goes on in place', async () => {
    const done = (arm: number, seed: number): number => Math.max(0, Math.min(1, 1.5 - 0.5 * seed - 0.6 * arm));
    const [begun, later] = [fakeLesion({ state: 'running', done }), fakeLesion()];
    const act = `
      const now = () => ({ head: lab.text('a', '.status')[0], bar: lab.view('a').querySelector('[role=progressbar]').getAttribute('aria-valuenow'), chips: lab.text('a', '.chip'), shown: shown(), remark: remark('deleted') });
      const first = { ...now(), table: (await table('deleted'))[0] };
      const canvas = figure('deleted').querySelector('canvas');
      lab.send({ type: 'data', output: 'out', data: ${embedded(later)} });
      await lab.sleep(300);
      return ({ first, then: now(), rows: figure('deleted').querySelectorAll('tbody tr').length, same: canvas === figure('deleted').querySelector('canvas') });`;
    type Now = { head: string; bar: string; chips: string[]; shown: string[]; remark: string };
    const found = await inNotebook<{ first: Now & { table: string[][] }; then: Now; rows: number; same: boolean }>(begun, act);
    assert.match(found.first.head, /^Measuring\d+\u00a0% · about 40\.0 s leftStopOpen in panel$/);
    assert.equal(found.first.bar, String(Math.floor(100 * begun.progress.fraction)));
    assert.deepEqual(found.first.chips, ['1 measured', '8 not complete']);
    assert.match(found.first.remark, /Not everything is measured yet/);
    const cells = found.first.table.map((row) => row[1] ?? '');
    assert.equal(cells.filter((cell) => cell.endsWith('n = 2')).length, 5, 'units that two seeds have');
    assert.equal(cells.filter((cell) => /^\d+\.\d\d\u00a0%$/.test(cell)).length, 4, 'units that one seed has');
    assert.deepEqual(found.then.chips, ['9 measured']);
    assert.doesNotMatch(found.then.remark, /Not everything/);
    assert.deepEqual(found.then.shown, ['deleted', 'several', 'swapped']);
    assert.equal(found.rows, 9);
    assert.ok(found.same, 'nothing is made anew');
  });

  it('shows the loss along a line, cut off where the reader asks', async () => {
    const data = fakeLandscape();
    const act = `
      const line = (await table('loss'))[0];
      const before = { findings: findings('loss'), remark: remark('loss') };
      lab.press('a', 0, 'Home', 'ArrowRight');
      const read = said('loss');
      lab.click('a', '.modes button', 2);
      await lab.sleep(300);
      await save('loss', 'svg');
      const svg = new DOMParser().parseFromString(lab.sent.at(-1).content, 'image/svg+xml');
      return ({ line, ...before, read, mode: lab.text('a', '.modes button')[2], after: remark('loss'), texts: [...svg.querySelectorAll('text')].map((one) => one.textContent) });`;
    const found = await inNotebook<{ line: string[][]; findings: string[]; remark: string; read: string; mode: string; after: string; texts: string[] }>(data, act, { answer: SAVING });
    const row = found.line.find(([name]) => name === 'at 0.5') ?? [];
    const means = [0, 1, 2].map((arm) => summarise([1, 2, 3].map((seed) => lossAt(arm, seed, 0.5, 0))).mean ?? NaN);
    means.forEach((mean, arm) => assert.ok(Math.abs(Number((row[arm + 1] ?? '').split(' ')[0]) / mean - 1) < 1e-3, `${row[arm + 1]} is ${mean}`));
    const ratios = summarise([1, 2, 3].map((seed) => (lossAt(0, seed, 0.5, 0) + lossAt(0, seed, -0.5, 0)) / 2 / lossAt(0, seed, 0, 0)));
    assert.ok(found.findings[0]?.startsWith(`original (n = 3): loss 0.03 [0.03, 0.03] at the weights, ×${Number(ratios.mean?.toPrecision(3))} [`), found.findings[0]);
    assert.equal(found.findings.at(-1), 'At distance 0.5 the loss has grown least in original and most in plain; every seed of the one lies below every seed of the other.');
    assert.match(found.read, /^at −0\.95: original: \d\.\d+ \[/);
    assert.equal(found.mode, 'Cap at guessing (2.30)');
    assert.doesNotMatch(found.remark, /cut off/);
    assert.match(found.after, /Losses above 2\.30 are cut off\./);
    const highest = Math.max(...found.texts.map(Number).filter((value) => !Number.isNaN(value)));
    assert.ok(highest >= 1 && highest <= 2.5, `the axis ends at ${highest}`);
  });

  it('draws the contours of all arms on the same levels, with holes, and reads them together', async () => {
    const data = fakeLandscape({ hole: (arm, x, y) => arm === 1 && x > 0.85 && y > 0.85 });
    const act = `
      await save('contours', 'svg', 'csv', 'png');
      await save('reliefs', 'svg');
      const files = lab.sent.filter(({ type }) => type === 'save');
      const svg = new DOMParser().parseFromString(files[0].content, 'image/svg+xml');
      const [first] = lab.view('a').querySelectorAll('.contours .frame');
      first.focus();
      key(first, 'ArrowUp', 'ArrowUp', 'ArrowRight');
      const read = said('contours');
      const spots = [...lab.view('a').querySelectorAll('.spot')].map((spot) => !spot.hidden);
      const readout = lab.text('a', '.contours .readout .place');
      key(first, 'Home');
      const home = said('contours');
      for (let i = 0; i < 40; i++) key(first, 'ArrowUp', 'ArrowRight');
      const corner = said('contours');
      key(first, 'Escape');
      const tables = await table('contours');
      return ({ names: files.map(({ name, format }) => name + '.' + format), png: files[2].content, csv: files[1].content, relief: files[3].content.length, broken: svg.querySelector('parsererror') !== null, texts: [...svg.querySelectorAll('text')].map((one) => one.textContent), fills: [...svg.querySelectorAll('path, rect')].map((one) => one.getAttribute('fill')), notes: lab.text('a', '.contours .cell-note'), findings: findings('contours'), remark: remark('contours'), read, home, corner, spots, readout, tables, gone: lab.view('a').querySelector('.contours .readout').hidden, summaries: [...lab.view('a').querySelectorAll('.contours canvas')].map((one) => one.getAttribute('aria-label')) });`;
    type Found = { names: string[]; png: string; csv: string; relief: number; broken: boolean; texts: string[]; fills: string[]; notes: string[]; findings: string[]; remark: string; read: string; home: string; corner: string; spots: boolean[]; readout: string[]; tables: string[][][]; gone: boolean; summaries: string[] };
    const found = await inNotebook<Found>(data, act, { answer: SAVING });
    assert.deepEqual(found.names, ['svg', 'csv', 'png'].map((format) => `How rough is the ground? Loss on a plane through the weights.${format}`).concat('How rough is the ground? The same planes as reliefs.svg'));
    assert.equal(found.broken, false);
    assert.ok(found.relief > 3 * 380 * 60, 'every facet is a path');

    const surfaces = data.result.networks.flatMap(({ id, surface }) => (id.endsWith('-s1') && surface !== undefined ? [surface] : []));
    const scale = sharedScale(surfaces.map(({ loss }) => loss), undefined);
    assert.ok(scale !== undefined && scale.levels.length >= 5);
    assert.equal(new Set(found.fills.filter((fill) => fill?.startsWith('rgb('))).size, scale.levels.length + 1, 'a colour for each band, the same in all arms');
    const labels = new Set(found.texts.filter((text) => /^[\d.]+$/.test(text)).map(Number));
    for (const label of labels) assert.ok(label <= 1 || scale.levels.includes(label), `${label} is a level or the end of an axis`);
    assert.ok(scale.levels.filter((level) => labels.has(level)).length >= scale.levels.length - 1);
    for (const { label } of ARMS) assert.ok(found.texts.includes(label));
    assert.match(found.remark, /^On 512 images.* Seed 1\. The same levels everywhere.* Hatched: not measured yet, or not finite\. full-preact: 12 points of the grid have no finite loss and are left out\.$/);

    const shown = (arm: number, x: number, y: number): number => Number(lossAt(arm, 1, x, y).toPrecision(4));
    assert.equal(found.read, `at 0.1, 0.1: ${ARMS.map(({ label }, arm) => `${label}: ${shown(arm, 0.1, 0.1)}`).join('; ')}`);
    assert.match(found.home, /^at 0, 0: original: 0\.03;/);
    assert.match(found.corner, /^at 1, 1: original: \d.*; full-preact: no finite value; plain: /);
    assert.deepEqual([found.spots, found.readout, found.gone], [[true, true, true], ['at 0.1, 0.1'], true]);
    const [original, preact] = found.tables;
    assert.equal(original?.length, 22);
    assert.equal(Number(original?.at(-1)?.[1]), shown(0, -1, -1));
    assert.equal(preact?.[1]?.at(-1), '–');
    assert.match(found.notes[0] ?? '', /^loss 0\.03 \[0\.03, 0\.03\] \(n = 3\) in the centre, ×[\d.]+ \[[\d., ]+\] at 0\.5, ×\d+ \[\d+, \d+\] at 1\ncurvature /);
    assert.deepEqual(found.findings, ['At distance 0.5 the loss has grown least in original and most in plain; every seed of the one lies below every seed of the other.']);
    assert.match(found.summaries[0] ?? '', /^original: loss from 0\.03 to [\d.]+, 0\.03 in the centre$/);

    const [head, ...rows] = found.csv.trimEnd().split('\r\n').map((line) => line.split(','));
    assert.deepEqual(head, ['arm', 'seed', 'direction1', 'direction2', 'loss']);
    assert.equal(rows.length, 9 * 21 * 21);
    assert.equal(rows.filter((row) => row[4] === '').length, 3 * 4);
    for (const [label, seed, x, y, loss] of rows.filter((row) => row[4] !== '').slice(0, 500)) assert.ok(Math.abs(Number(loss) - lossAt(ARMS.findIndex((arm) => arm.label === label), Number(seed), Number(x), Number(y))) < 1e-12);
    const { info } = await sharp(Buffer.from(found.png, 'base64')).raw().toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height], [2 * (3 * 320 + 24), 2 * (24 + 300 + 40 + 52 + 12)]);
  });

  it('chooses the seed whose surface is drawn, or their mean', async () => {
    const act = `
      const value = async () => { const [first] = lab.view('a').querySelectorAll('.contours .frame'); key(first, 'Home', 'ArrowUp'); const text = said('contours'); key(first, 'Escape'); return Number(/original: ([\\d.]+)/.exec(text)[1]); };
      const found = [await value()];
      for (const choice of ['2', 'mean']) { lab.choose('a', '[data-figure=contours] select', choice); await lab.sleep(300); found.push(await value()); }
      return ({ found, remark: remark('contours'), kept: lab.state.out.analysis.seed });`;
    const { found, remark, kept } = await inNotebook<{ found: number[]; remark: string; kept: null }>(fakeLandscape(), act);
    const values = [1, 2, 3].map((seed) => lossAt(0, seed, 0, 0.1));
    [values[0], values[1], summarise(values).mean].forEach((value, i) => assert.equal(found[i], Number(value?.toPrecision(4))));
    assert.match(remark, /Mean over the seeds\./);
    assert.equal(kept, null);
  });

  it('turns all reliefs together, by keys and by hand', async () => {
    const found = await inNotebook(fakeLandscape(), async (page) => {
      const eyes = `const look = () => [...lab.view('a').querySelectorAll('.reliefs canvas')].map((canvas) => canvas.toDataURL());`;
      const keyed = await page.run<{ changed: boolean[]; back: boolean; said: string; kept: { turn: number; tilt: number } }>(`${HANDS}\n${eyes}
        const before = look();
        const [frame] = lab.view('a').querySelectorAll('.reliefs .frame');
        key(frame, 'ArrowRight', 'ArrowRight', 'ArrowUp');
        await lab.sleep(300);
        const after = look();
        const text = said('reliefs');
        const kept = lab.state.out.analysis;
        key(frame, 'Home');
        await lab.sleep(300);
        const again = look();
        frame.scrollIntoView();
        return ({ changed: after.map((one, i) => one !== before[i]), back: again.every((one, i) => one === before[i]), said: text, kept });`);
      const { left, top } = await page.run<{ left: number; top: number }>("const box = lab.view('a').querySelector('.reliefs .frame').getBoundingClientRect(); return { left: box.left, top: box.top };");
      await page.mouse('mousePressed', left + 80, top + 80);
      await page.mouse('mouseMoved', left + 120, top + 70, { down: true });
      await page.mouse('mouseMoved', left + 140, top + 60, { down: true });
      await page.mouse('mouseReleased', left + 140, top + 60);
      const dragged = await page.run<{ turn: number; tilt: number }>('await lab.sleep(100); return lab.state.out.analysis;');
      return { ...keyed, dragged };
    });
    assert.deepEqual(found.changed, [true, true, true]);
    assert.ok(found.back);
    assert.equal(found.said, 'turned -15°, seen from 38° above');
    assert.deepEqual([found.kept.turn, found.kept.tilt], [-15, 38]);
    assert.deepEqual([found.dragged.turn, found.dragged.tilt], [-5, 18]);
  });

  it('shows traces and autocorrelation beside noise, and by depth', async () => {
    const arms = [8, 20, 56].flatMap((depth) => [{ label: `residual ${depth}`, architecture: `resnet${depth}` }, { label: `plain ${depth}`, architecture: `plain${depth}` }]);
    const data = fakeShattered({ arms });
    const act = `
      await save('correlation', 'svg', 'csv');
      await save('traces', 'svg', 'csv', 'png');
      const files = lab.sent.filter(({ type }) => type === 'save');
      const traces = new DOMParser().parseFromString(files[2].content, 'image/svg+xml');
      const read = []; lab.press('a', 0, 'Home', 'ArrowRight'); read.push(said('correlation')); lab.press('a', 2, 'End'); read.push(figure('traces').querySelector('[aria-live]').textContent);
      return ({ shown: shown(), correlation: (await table('correlation'))[0], depth: (await table('depth'))[0], findings: findings('correlation'), trends: findings('depth'), rough: findings('traces'), csv: files[1].content, traceCsv: files[3].content, png: files[4].content, broken: traces.querySelector('parsererror') !== null, charts: traces.documentElement.querySelectorAll(':scope > svg').length, names: [...traces.querySelectorAll(':scope > text')].map((one) => one.textContent), read });`;
    type Found = { shown: string[]; correlation: string[][]; depth: string[][]; findings: string[]; trends: string[]; rough: string[]; csv: string; traceCsv: string; png: string; broken: boolean; charts: number; names: string[]; read: string[] };
    const found = await inNotebook<Found>(data, act, { answer: SAVING });
    assert.deepEqual(found.shown, ['correlation', 'depth', 'traces']);
    assert.deepEqual(found.correlation[0], ['lag, in images', ...arms.map(({ label }) => label), 'Brownian motion']);
    const atLag = (label: string, lag: number): number => summarise(data.networks.flatMap(({ id, label: own }) => (own === label ? [data.result.networks.find((one) => one.id === id)?.autocorrelation[lag] ?? NaN] : []))).mean ?? NaN;
    for (const lag of [1, 7]) arms.forEach(({ label }, i) => assert.equal(Number((found.correlation[lag + 1]?.[i + 1] ?? '').split(' ')[0]?.replace('−', '-')), Number(atLag(label, lag).toPrecision(3))));
    assert.equal(found.correlation[2]?.at(-1), '0.977');
    assert.deepEqual(found.depth[0], ['depth (layers with weights)', 'resnet', 'plain']);
    assert.equal(Number(found.depth[2]?.[2]?.split(' ')[0]), Number(atLag('plain 20', 1).toPrecision(3)));
    assert.match(found.findings[1] ?? '', /^plain 8 \(n = 3\): 0\.\d+ \[0\.\d+, 0\.\d+\] at lag 1; from lag \d+ on no longer told from white noise\.$/);
    assert.match(found.findings.at(-1) ?? '', /^Neighbouring gradients resemble each other most in residual 8 and least in plain 56\.$/);
    assert.match(found.trends[0] ?? '', /^resnet: 0\.\d+ at depth 8, 0\.\d+ at depth 56\.$/);
    const { derivative = [] } = data.result.networks[0] ?? {};
    assert.equal(found.rough[0], `residual 8: the derivative changes its sign ${derivative.filter((value, i) => i > 0 && Math.sign(value) !== Math.sign(derivative[i - 1] ?? 0)).length} times over 256 images.`);
    const traceRows = found.traceCsv.trimEnd().split('\r\n');
    assert.equal(traceRows.length, 1 + 6 * 256);
    assert.equal(Number(traceRows[1]?.split(',')[3]), derivative[0]);
    assert.deepEqual([found.broken, found.charts], [false, 6]);
    assert.deepEqual(found.names, arms.map(({ label }) => `${label}, seed 1`));
    assert.match(found.read[0] ?? '', /^lag 1: residual 8: 0\.\d+ \[.*Brownian motion: 0\.977/);
    assert.match(found.read[1] ?? '', /^image 256: residual 8: /);
    const { info } = await sharp(Buffer.from(found.png, 'base64')).raw().toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height], [1440, 6 * 2 * (420 + 26)]);
  });

  it('needs no more than one network, and no interval', async () => {
    const one = { arms: ARMS.slice(0, 1), seeds: 1, bare: true };
    for (const data of [fakeLesion(one), fakeLandscape(one), fakeShattered(one)]) {
      const act = `return ({ legend: lab.text('a', '.legend button'), select: figure('contours')?.querySelector('select')?.checkVisibility() ?? false, text: lab.text('a', '.explained').join(' '), shown: shown() });`;
      const found = await inNotebook<{ legend: string[]; select: boolean; text: string; shown: string[] }>(data, act);
      assert.deepEqual([found.legend, found.select], [[], false]);
      assert.doesNotMatch(found.text, /\bn = |bands|NaN|undefined|costs least|grown least|resemble each other most/);
      assert.ok(found.shown.length >= 2 && !found.shown.includes('depth'));
    }
    const bare = await inNotebook<string>(fakeLesion({ bare: true }), "return remark('deleted');");
    assert.match(bare, /the bands go from the lowest seed to the highest/);
  });

  it('says what failed, and offers to go on', async () => {
    const data = fakeLandscape({ state: 'failed', done: () => 0, message: 'The checkpoint of plain, seed 2 is damaged. Train it again.' });
    const act = `
      const found = { head: lab.text('a', '.status')[0], alarm: lab.text('a', '.message.alarming'), none: lab.text('a', '.none'), shown: shown(), tip: lab.view('a').querySelector('[data-action=resume]').title };
      for (const button of lab.view('a').querySelectorAll('.actions button')) button.click();
      return ({ ...found, sent: lab.sent });`;
    const found = await inNotebook<{ head: string; alarm: string[]; none: string[]; shown: string[]; tip: string; sent: unknown[] }>(data, act);
    assert.match(found.head, /^Failed0\u00a0% · 1 min 23 sResumeOpen in panelOpen report$/);
    assert.deepEqual([found.alarm, found.none, found.shown], [[data.message], ['Nothing was measured: there are no figures.'], []]);
    assert.equal(found.tip, 'Go on with what is not measured yet');
    assert.deepEqual(found.sent, ['resume', 'openPanel', 'openReport'].map((action) => ({ type: 'action', output: 'out', action })));
  });

  it('draws ten arms of 51 × 51 at once', async () => {
    const data = fakeLandscape({ side: 51, seeds: 1, arms: Array.from({ length: 10 }, (_, i) => ({ label: `lr=${i}`, architecture: 'resnet20' })) });
    const act = `
      const start = performance.now();
      lab.show('b', 'other', ${embedded(data)}, '${ANALYSIS_MIME}');
      const milliseconds = performance.now() - start;
      await lab.sleep(300);
      await save('contours', 'svg');
      const blank = [...lab.view('b').querySelectorAll('canvas.surface')].map((canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.every((byte) => byte === 0));
      return ({ milliseconds, blank, size: lab.sent.at(-1).content.length });`;
    const found = await inNotebook<{ milliseconds: number; blank: boolean[]; size: number }>(data, act, { answer: SAVING });
    assert.deepEqual(found.blank, Array.from({ length: 20 }, () => false));
    assert.ok(found.milliseconds < 3000, `drawn in ${found.milliseconds.toFixed(0)} ms`);
    assert.ok(found.size < 5e6);
  });

  it('speaks Korean', async () => {
    for (const data of [fakeLesion(), fakeLandscape(), fakeShattered()]) {
      const text = await inNotebook<string>(data, `for (const id of shown()) await table(id); return lab.view('a').querySelector('.lab').textContent + [...lab.view('a').querySelectorAll('[aria-label]')].map((one) => one.getAttribute('aria-label')).join(' ');`, { language: 'ko' });
      const own = text.replaceAll(data.title, '').replaceAll(IMPOSSIBLE, '');
      assert.doesNotMatch(own, /\b(seed|loss|error|unit|units|Measuring|Finished|with|without|image|images|lag|depth|the|not|Show|Save|direction|curvature|motion)\b/i, 'no English word of the view itself is left');
    }
  });

  it('takes on every theme, and saves all as JSON', async () => {
    const data = fakeLandscape();
    const act = `
      const colours = () => { const canvas = lab.view('a').querySelector('canvas.surface'); const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height); const seen = new Set(); for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add(Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2])); return Math.max(...seen); };
      const found = {};
      for (const [name, theme] of [['dark', 'vscode-dark'], ['light', 'vscode-light'], ['contrast', 'vscode-high-contrast'], ['contrastLight', 'vscode-high-contrast-light vscode-high-contrast']]) {
        document.body.className = theme;
        if (name === 'contrast') document.documentElement.style.setProperty('--vscode-foreground', '#ffffff');
        await lab.sleep(300);
        found[name] = colours();
      }
      lab.click('a', 'footer [data-item=json]');
      await lab.sleep(100);
      return ({ found, json: lab.sent.at(-1).content });`;
    const { found, json } = await inNotebook<{ found: Record<string, number>; json: string }>(data, act, { answer: SAVING });
    assert.ok((found['dark'] ?? 0) > 100 && (found['light'] ?? 0) > 100, 'coloured bands');
    assert.ok((found['contrast'] ?? 255) < 10 && (found['contrastLight'] ?? 255) < 40, 'lines of one colour alone');
    assert.deepEqual(JSON.parse(json), data);
  });

  it('says so where the data were written by a newer version', async () => {
    const act = `lab.show('b', 'newer', { ...${embedded(fakeLesion())}, version: 99 }, '${ANALYSIS_MIME}'); await lab.sleep(200); return lab.text('b', '[role=alert]')[0];`;
    assert.equal(await inNotebook<string>(fakeLesion(), act), 'This could not be drawn: it was written by another ResNet Lab (format 99).');
  });
});
