import assert from 'node:assert/strict';
import sharp from 'sharp';
import { CLASSIFICATION_MIME, type ClassificationData, type ClassificationQuestion } from '../../../src/models/classification-data';
import { Browser } from './browser';
import { neededChromium } from './chromium';
import { editorPage, embedded, type EditorPage } from './editor-page';
import { fakeClassification, fakeRows, LABELS } from './fake-classification';
import { detailAnswers, fakePhotograph, layersOf } from './fake-detail';
import { bundleRenderer } from './view-bundle';

/** Hands and eyes of the tests, in the page. */
const HANDS = `
  const view = lab.view('a');
  const detail = view.querySelector('.detail');
  const one = (selector) => view.querySelector(selector);
  const all = (selector) => [...view.querySelectorAll(selector)];
  const text = (selector) => all(selector).map((found) => found.textContent.trim());
  const asked = (kind) => lab.sent.filter(({ type, question }) => type === 'ask' && question.kind === kind).map(({ question }) => question);
  const choose = (selector, value) => { const select = one(selector); select.value = value; select.dispatchEvent(new Event('change')); };
  const open = async (section) => { one('[data-section=' + section + ']').open = true; await lab.sleep(350); };
  const key = (target, ...keys) => { for (const each of keys) target.dispatchEvent(new KeyboardEvent('keydown', { key: each, bubbles: true })); };
  const pixel = (canvas, x, y) => [...canvas.getContext('2d').getImageData(Math.round(x * canvas.width), Math.round(y * canvas.height), 1, 1).data];
  const select = async (row) => { all('[role=option]')[row].click(); await lab.sleep(300); };
  const table = async (figure) => { const details = one('[data-figure="' + figure + '"] > details'); details.open = true; await lab.sleep(80); return [...details.querySelectorAll('tr')].map((row) => [...row.cells].map((cell) => cell.textContent)); };
  const saved = (format) => lab.sent.findLast((message) => message.type === 'save' && message.format === format);
`;

describe('detail and summary of a classification', function () {
  this.timeout(120_000);
  let browser: Browser | undefined;
  let renderer = '';
  let photograph = '';

  before(async function () {
    renderer = await bundleRenderer();
    photograph = await fakePhotograph(768, 512);
    browser = Browser.launch(neededChromium(this));
  });
  after(async () => browser?.close());

  interface Scene {
    readonly models?: 1 | 2;
    readonly before?: string;
    readonly look?: EditorPage;
    readonly data?: (data: ClassificationData) => ClassificationData;
    readonly chosen?: object;
  }

  async function inNotebook<T>(act: string, { models = 1, before = '', look = {}, data: change = (data) => data, chosen = {} }: Scene = {}): Promise<T> {
    assert.ok(browser !== undefined);
    const large = fakeRows(40, { models }).map((row) => (row.error === undefined ? { ...row, width: 1200, height: 800 } : row));
    const plain = fakeClassification({ models });
    const data = change({ ...plain, preview: large.slice(0, 12).map((row) => ({ row })) });
    const answer = detailAnswers(photograph, plain.models.map(({ network }) => network), LABELS.length);
    const page = await browser.open(editorPage(renderer, { answer, width: 1100, ...look }), { width: 1140, height: 1400 });
    await page.until('window.lab?.ready');
    const found = await page.run<T>(`lab.state = ${embedded({ out: chosen })}; lab.reload(); lab.rows = ${embedded(large)}; ${before}; lab.show('a', 'out', ${embedded(data)}, '${CLASSIFICATION_MIME}'); await lab.sleep(500); ${HANDS}\n${act}`);
    assert.deepEqual(await page.run('return errors'), []);
    await page.close();
    return found;
  }

  it('shows what the network saw and where it looked, by layer, by class and by opacity', async () => {
    const act = `
      const canvas = one('.seen-overlay');
      const before = { asked: [...asked('picture').filter(({ size }) => size > 256), ...asked('explain')], alt: one('.seen-frame img').alt, path: text('.seen .path')[0], said: text('.looked')[0], outside: pixel(canvas, 0.05, 0.5), hot: pixel(canvas, 0.58, 0.55), cold: pixel(canvas, 0.25, 0.1) };
      all('.seen-controls .modes button')[0].click();
      await lab.sleep(250);
      const uncropped = pixel(canvas, 0.05, 0.5);
      const slider = one('.opacity input'); slider.value = '0'; slider.dispatchEvent(new Event('input'));
      await lab.sleep(150);
      const clear = { hot: pixel(canvas, 0.58, 0.55), says: slider.getAttribute('aria-valuetext') };
      choose('.seen-controls .layer-picker select', 'layer1.0.relu');
      await lab.sleep(300);
      all('.seen-controls .layer-picker button')[1].click();
      await lab.sleep(300);
      const stepped = asked('explain').slice(-2).map(({ layer }) => layer);
      const search = one('.class-picker input'); search.value = 'golden'; search.dispatchEvent(new Event('change'));
      await lab.sleep(300);
      const zero = { question: asked('explain').at(-1), said: text('.looked')[0] };
      one('.seen [data-item=png]').click(); one('.seen [data-item=csv]').click();
      await lab.sleep(50);
      return ({ ...before, uncropped, clear, stepped, zero, png: saved('png').content, csv: saved('csv'), groups: all('.seen-controls optgroup').map(({ label }) => label), kept: lab.state.out.detail });`;
    type Found = { asked: ClassificationQuestion[]; alt: string; path: string; said: string; outside: number[]; hot: number[]; cold: number[]; uncropped: number[]; clear: { hot: number[]; says: string }; stepped: string[]; zero: { question: { index: number; layer: string }; said: string }; png: string; csv: { name: string; content: string }; groups: string[]; kept: object };
    const found = await inNotebook<Found>(act);
    assert.deepEqual(found.asked, [{ kind: 'picture', row: 0, size: 768 }, { kind: 'explain', row: 0, model: 0 }]);
    assert.match(found.alt, /IMG_1000\.jpg$/);
    assert.equal(found.path, '1200×800 → scaled to 384×256 → middle 224×224');
    const layers = layersOf({ architecture: 'resnet50' });
    assert.match(found.said, new RegExp(`^For “.+” ${layers.at(-1)?.name} speaks most at the middle; half as strongly or more on 1\\d\u00a0% of what it saw`));
    assert.deepEqual(found.outside, [0, 0, 0, 140], 'dimmed');
    assert.equal(found.hot[3], 128, 'half opaque');
    assert.ok((found.hot[0] ?? 0) > 200 && (found.cold[0] ?? 255) < 90, `bright ${found.hot}, dark ${found.cold}`);
    assert.equal(found.uncropped[3], 0);
    assert.deepEqual(found.clear, { hot: [0, 0, 0, 0], says: '0\u00a0%' });
    const names = layers.map(({ name }) => name);
    assert.deepEqual(found.stepped, ['layer1.0.relu', names[names.indexOf('layer1.0.relu') + 1]]);
    assert.equal(found.zero.question.index, LABELS.indexOf('golden retriever'));
    assert.equal(found.zero.said, `No part of ${found.zero.question.layer} speaks for “golden retriever”.`);
    const { width, height } = await sharp(Buffer.from(found.png, 'base64')).metadata();
    assert.deepEqual([width, height], [768, 512]);
    assert.match(found.csv.name, /IMG_1000\.jpg resnet50-imagenet layer1/);
    assert.equal(found.csv.content.split('\r\n').length, 1 + 56 + 1);
    assert.deepEqual(found.groups, ['conv1', 'conv2_x', 'conv3_x', 'conv4_x', 'conv5_x']);
    assert.deepEqual(found.kept, { crop: false, opacity: 0, layer: found.zero.question.layer, target: 'golden retriever' });
  });

  it('drops answers about a row that is no longer shown, says errors and asks again', async () => {
    const act = `
      lab.slow = { 1: 500 };
      await select(1);
      const waiting = { said: text('.looked')[0], status: text('.waiting [role=status]').filter((one) => one !== '') };
      await select(2);
      await lab.sleep(700);
      const after = asked('explain').map(({ row }) => row);
      lab.refuse = 'The weights are gone. Import the file again.';
      await select(3);
      const refused = text('.seen .alarming')[0];
      lab.refuse = undefined;
      one('.seen .alarming button').click();
      await lab.sleep(200);
      const again = text('.seen .alarming').length;
      all('[role=option]')[7] && await select(7);
      return ({ waiting, after, refused, again, file: text('.file-name')[0], problem: text('.detail > .alarming')[0], hidden: one('.detail-body').hidden });`;
    const found = await inNotebook<{ waiting: { said: string; status: string[] }; after: number[]; refused: string; again: number; file: string; problem: string; hidden: boolean }>(act, { look: { width: 1100 } });
    assert.deepEqual(found.waiting, { said: '', status: ['Loading the picture…', 'Finding where the network looked…'] });
    assert.deepEqual(found.after, [0, 1, 2], 'one question about each');
    assert.equal(found.refused, 'The weights are gone. Import the file again. Try again');
    assert.equal(found.again, 0);
    assert.equal(found.file, 'IMG_1007.jpg');
    assert.match(found.problem, /^This JPEG ends in the middle/);
    assert.ok(found.hidden);
  });

  it('lists the five likely classes and all of them, searched, copied and saved', async () => {
    const act = `
      const five = all('.guess-table tbody tr').map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
      const pressed = one('.guess-table button'); pressed.click();
      await lab.sleep(250);
      const about = asked('explain').at(-1).index;
      await open('scores');
      const rows = all('.class-scores tbody tr').map((row) => row.cells[1].textContent);
      const search = one('.score-tools input'); search.value = 'CAT'; search.dispatchEvent(new Event('input'));
      const found = text('.class-scores tbody td:nth-child(2)');
      one('[data-item=scores-csv]').click(); one('[data-item=scores-copy]').click();
      await lab.sleep(50);
      return ({ five, about, state: one('.guess-table button').getAttribute('aria-pressed'), rows, found, count: text('.score-tools .count')[0], csv: saved('csv').content, copied: lab.sent.find(({ type }) => type === 'copy').text });`;
    const found = await inNotebook<{ five: string[][]; about: number; state: string; rows: string[]; found: string[]; count: string; csv: string; copied: string }>(act);
    const guesses = fakeRows(1)[0]?.answers[0] ?? [];
    assert.deepEqual(found.five.map(([name]) => name), guesses.map(({ index }) => LABELS[index]));
    assert.equal(found.about, guesses[0]?.index);
    assert.equal(found.state, 'true');
    assert.equal(found.rows.length, LABELS.length);
    assert.deepEqual([...found.found].sort(), ['Egyptian cat', 'tiger cat']);
    assert.equal(found.count, '2 classes');
    assert.equal(found.csv, found.copied);
    const [head, ...lines] = found.csv.trimEnd().split('\r\n');
    assert.equal(head, 'model,index,class,probability,logit');
    assert.equal(lines.length, LABELS.length);
    const logit = 6 * Math.sin(1.7 * 2);
    assert.ok(Math.abs(Number(lines[2]?.split(',').at(-1)) - logit) < 1e-12, lines[2]);
  });

  it('shows the channels of a layer that is chosen in the diagram, sorted, on one scale, and one of them large', async () => {
    const act = `
      await open('features');
      const said = text('.channels-said')[0];
      const first = asked('features').map(({ layer }) => layer);
      const grid = one('.tiles');
      const note = () => text('.tile-note')[0];
      grid.focus(); key(grid, 'ArrowRight', 'ArrowRight');
      const second = { note: note(), live: text('.tile-grid [aria-live]')[0] };
      key(grid, 'Enter');
      await lab.sleep(150);
      const large = { words: text('.large-channel figcaption')[0], focus: view.activeElement.className, overlay: pixel(one('.large-channel canvas'), 0.5, 0.5)[3] };
      key(one('.large-channel'), 'ArrowRight');
      await lab.sleep(150);
      const next = text('.large-channel figcaption')[0];
      key(one('.large-channel'), 'Escape');
      await lab.sleep(150);
      const closed = [one('.large-channel').hidden, view.activeElement === grid];
      choose('.channel-tools select', 'maximum');
      await lab.sleep(250);
      key(grid, 'Home');
      const strongest = note();
      one('.channel-tools button').click();
      await lab.sleep(250);
      const scale = text('[data-figure=features] > figcaption')[0];
      const rows = await table('features');
      const box = one('.network-map [data-id="bn1"] .face').getBoundingClientRect();
      const target = one('.network-map [data-id="bn1"]'); target.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1, clientX: box.x + 5, clientY: box.y + 20 }));
      await lab.sleep(350);
      return ({ said, first, second, large, next, closed, strongest, scale, rows, picked: asked('features').at(-1).layer, shown: one('.features .layer-picker select').value, marked: all('.network-map [aria-selected=true]').map((box) => box.dataset.id), summary: one('.tiles canvas').getAttribute('aria-label') });`;
    type Found = { said: string; first: string[]; second: { note: string; live: string }; large: { words: string; focus: string; overlay: number }; next: string; closed: boolean[]; strongest: string; scale: string; rows: string[][]; picked: string; shown: string; marked: string[]; summary: string };
    const found = await inNotebook<Found>(act);
    assert.equal(found.said, '64 channels of 112×112 values. 7 of 64 are zero everywhere for this image (crossed out).');
    assert.match(found.second.note, /^Channel 1: from 0 to 4\.2, mean 2\.\d+$/);
    assert.equal(found.second.live, found.second.note);
    assert.deepEqual(found.large, { words: found.second.note, focus: 'large-channel', overlay: 128 });
    assert.match(found.next, /^Channel 2: from 0 to 2\.9,/);
    assert.deepEqual(found.closed, [true, true]);
    // (37 c mod 50) / 10 + 0.5 is largest where 37 c leaves 49.
    assert.match(found.strongest, /^Channel 27: from 0 to 5\.4,/);
    assert.equal(found.scale, 'All channels from 0 to 5.4.');
    assert.deepEqual(found.rows[0], ['channel', 'smallest', 'largest', 'mean']);
    assert.equal(found.rows.length, 65);
    assert.deepEqual([found.picked, found.shown], ['bn1', 'bn1']);
    assert.deepEqual([found.first, found.marked], [['conv1'], ['bn1']]);
    assert.equal(found.summary, 'Activations of bn1: 64 channels of 112×112 values');
  });

  it('shows filters in their colours, and two models side by side with the same controls', async () => {
    const act = `
      await open('filters');
      const canvas = one('[data-figure=filters] canvas');
      const title = text('[data-figure=filters] .title')[0];
      const colours = new Set(); const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 0 && Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 60) colours.add(data[i] + ',' + data[i + 1]);
      choose('[data-figure=filters] select', '1');
      await lab.sleep(250);
      choose('.seen-controls .layer-picker select', 'layer3.5.relu_2');
      await lab.sleep(300);
      return ({ title, colours: colours.size, models: asked('filters').map(({ model }) => model), headings: text('.of-model'), explained: asked('explain').map(({ model, layer }) => [model, layer ?? 'last']), said: text('.looked'), captions: text('.guess-table caption') });`;
    const found = await inNotebook<{ title: string; colours: number; models: number[]; headings: string[]; explained: [number, string][]; said: string[]; captions: string[] }>(act, { models: 2 });
    assert.equal(found.title, 'conv1: 64 filters, 7×7×3');
    assert.ok(found.colours > 100);
    assert.deepEqual(found.models, [0, 1]);
    assert.deepEqual(found.headings, ['A · resnet50-imagenet', 'B · photos-full-preact']);
    assert.deepEqual(found.explained, [[0, 'last'], [1, 'last'], [0, 'layer3.5.relu_2']]);
    assert.match(found.said[0] ?? '', /layer3\.5\.relu_2 speaks most/);
    assert.match(found.said[1] ?? '', /This network has no layer3\.5\.relu_2\.$/);
    assert.deepEqual(found.captions, ['A · resnet50-imagenet: the most likely classes', 'B · photos-full-preact: the most likely classes']);
  });

  it('sums up: intervals, agreement, a matrix that is walked and pressed, calibration, mistakes, classes', async () => {
    const act = `
      const accuracy = all('.accuracy tbody tr').map((row) => [...row.cells].map((cell) => cell.textContent));
      const matrix = one('[data-figure=confusion-0] .cells');
      matrix.focus(); key(matrix, 'ArrowRight', 'ArrowDown', 'ArrowRight');
      const cell = text('[data-figure=confusion-0] [aria-live]')[0];
      const numbers = await table('confusion-0');
      const bins = one('[data-figure=reliability-0] .cells'); bins.focus(); key(bins, 'End');
      const bin = text('[data-figure=reliability-0] [aria-live]')[0];
      for (const format of ['svg', 'png', 'csv']) one('[data-figure=reliability-0] [data-item=' + format + ']').click();
      one('[data-figure=confusion-0] [data-item=svg]').click();
      await lab.sleep(50);
      const svgs = lab.sent.filter(({ format }) => format === 'svg').map(({ content }) => new DOMParser().parseFromString(content, 'image/svg+xml'));
      const mistakes = text('.worst .name');
      const heading = one('.class-table thead th:nth-child(3) button'); heading.click();
      const sorted = text('.class-table tbody td:nth-child(3)');
      const agreement = text('.agreement')[0];
      key(matrix, 'ArrowRight', 'ArrowDown', 'ArrowRight', 'Enter');
      await lab.sleep(300);
      const filter = lab.state.out.classification;
      return ({ accuracy, agreement, cell, numbers, bin, broken: svgs.filter((svg) => svg.querySelector('parsererror')).length, texts: [...svgs[1].querySelectorAll('text')].map((one) => one.textContent), csv: saved('csv').content, mistakes, sorted, filter });`;
    type Found = { accuracy: string[][]; agreement: string; cell: string; numbers: string[][]; bin: string; broken: number; texts: string[]; csv: string; mistakes: string[]; sorted: string[]; filter: { tab: string; filter: object } };
    const found = await inNotebook<Found>(act, { models: 2, chosen: { classification: { tab: 'summary' } } });
    const { scores: [scores] = [], agreement } = fakeClassification({ models: 2 });
    assert.ok(scores !== undefined && agreement !== undefined);
    assert.equal(found.accuracy[0]?.[0], 'A · resnet50-imagenet');
    assert.match(found.accuracy[0]?.[2] ?? '', new RegExp(`^${(100 * scores.top1).toFixed(1)}\u00a0% \\[\\d\\d\\.\\d\u00a0%, \\d\\d\\.\\d\u00a0%\\]$`));
    assert.equal(found.agreement, `Both models name the same class for ${((100 * agreement.same) / agreement.images).toFixed(1)}\u00a0% of ${agreement.images} images.`);
    const [truth, prediction] = scores.classes.map(({ index }) => index).slice(1, 2).flatMap((index) => [index, index]);
    assert.match(found.cell, /^tiger cat named rightly: \d+ \(\d+\.\d\u00a0%\)$/);
    const counted = found.numbers.slice(1).map((row) => row.slice(1).reduce((sum, text) => sum + Number(text), 0));
    assert.equal(counted.reduce((a, b) => a + b, 0), scores.images);
    assert.match(found.bin, /^Confidence 90\.0\u00a0%–100\.0\u00a0%: \d+ images/);
    assert.equal(found.broken, 0);
    for (const label of ['tabby', 'true class', 'named class']) assert.ok(found.texts.includes(label), label);
    assert.equal(found.csv.trimEnd().split('\r\n').length, 1 + scores.reliability.length);
    assert.deepEqual(found.mistakes.slice(0, scores.worst.length), scores.worst.map((row) => `IMG_${1000 + row}.jpg`));
    const shares = found.sorted.filter((text) => text !== '–').map(parseFloat);
    assert.deepEqual(shares, [...shares].sort((a, b) => a - b));
    assert.deepEqual([found.filter.tab, found.filter.filter], ['images', { truth, prediction }]);
  });

  it('asks for what the second model named where its matrix is pressed', async () => {
    const act = `
      const matrix = one('[data-figure=confusion-1] .cells');
      matrix.focus(); key(matrix, 'ArrowRight', 'ArrowDown', 'ArrowRight', 'Enter');
      await lab.sleep(300);
      return ({ filter: lab.state.out.classification.filter, count: text('.filter-bar .count')[0] });`;
    const { filter, count } = await inNotebook<{ filter: { truth: number; second: number }; count: string }>(act, { models: 2, chosen: { classification: { tab: 'summary' } } });
    assert.deepEqual(Object.keys(filter).sort(), ['second', 'truth']);
    const { scores: [, scores] = [] } = fakeClassification({ models: 2 });
    const [, , images = 0] = scores?.confusion.find(([truth, prediction]) => truth === filter.truth && prediction === filter.second) ?? [];
    assert.ok(images > 0);
    assert.match(count, new RegExp(`^${images} of `));
  });

  it('has pairs and a part of the matrix for a thousand classes, and stays where the reader is while images come', async () => {
    const labels = Array.from({ length: 1000 }, (_, i) => `class ${i}`);
    const confusion = Array.from({ length: 90 }, (_, i) => [[i, i, 20], [i, (i + 1) % 90, i + 1]] as const).flat();
    const classes = Array.from({ length: 90 }, (_, index) => ({ index, images: 21 + index, hits: 20, predicted: 20 + (index || 90) }));
    const many = (data: ClassificationData): ClassificationData => ({ ...data, state: 'running', models: data.models.map((model) => ({ ...model, labels })), scores: data.scores?.map((scores) => ({ ...scores, confusion, classes })) ?? [] });
    const later = (data: ClassificationData): ClassificationData => ({ ...many(data), state: 'done', seconds: 99, scores: many(data).scores?.map((scores) => ({ ...scores, images: 41 })) ?? [] });
    const act = `
      const pairs = text('.pairs li').slice(0, 2);
      const matrix = text('[data-figure=confusion-0] figcaption')[0];
      one('.class-table thead button').click();
      const scroll = one('.class-table .scroll'); scroll.scrollTop = 200;
      const link = one('[data-key="class 12"]'); link.focus({ preventScroll: true });
      lab.send({ type: 'data', output: 'out', data: ${embedded(later({ ...fakeClassification(), preview: [] }))} });
      await lab.sleep(400);
      return ({ pairs, matrix, images: text('.accuracy td')[0], fresh: link !== one('[data-key="class 12"]'), focus: view.activeElement.dataset.key, sort: one('.class-table thead th').getAttribute('aria-sort'), top: one('.class-table .scroll').scrollTop });`;
    const found = await inNotebook<{ pairs: string[]; matrix: string; images: string; fresh: boolean; focus: string; sort: string; top: number }>(act, { data: many, chosen: { classification: { tab: 'summary' } } });
    assert.deepEqual(found.pairs, ['class 89 → class 0: 90', 'class 88 → class 89: 89']);
    assert.match(found.matrix, /30 of 90 classes that occur: those with the most mistakes\./);
    assert.deepEqual([found.images, found.fresh, found.focus, found.sort, found.top], ['41', true, 'class 12', 'ascending', 200]);
  });

  it('shows what came with the data where nobody can be asked, in Korean as well', async () => {
    const act = `return ({ image: one('.seen-frame img').hidden, source: one('.seen-frame img').src.slice(0, 15), controls: one('.seen-controls').hidden, sections: all('.fold-section').length, caption: text('.guess-table thead th'), asked: lab.sent.length, alarms: text('.seen .alarming').length });`;
    const found = await inNotebook<{ image: boolean; source: string; controls: boolean; sections: number; caption: string[]; asked: number; alarms: number }>(act, { look: { host: false, language: 'ko', answer: '' }, data: (data) => ({ ...data, preview: data.preview.map(({ row }) => ({ row, picture: photograph })) }) });
    assert.deepEqual(found, { image: false, source: 'data:image/jpeg', controls: true, sections: 0, caption: ['클래스', '확률', '로짓'], asked: 0, alarms: 0 });
  });
});
