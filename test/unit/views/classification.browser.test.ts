import assert from 'node:assert/strict';
import type { FromView } from '../../../src/engine/view-protocol';
import { CLASSIFICATION_MIME, type ClassificationData } from '../../../src/models/classification-data';
import { Browser, type Page } from './browser';
import { neededChromium } from './chromium';
import { editorPage, embedded, type EditorPage } from './editor-page';
import { ANSWERING, fakeClassification, fakeRows, type FakeClassification } from './fake-classification';
import { bundleRenderer } from './view-bundle';

/** Hands and eyes of the tests, in the page. */
const HANDS = `
  const root = lab.view('a');
  const find = (selector) => root.querySelector(selector);
  const list = find('.list-view');
  const key = async (target, ...keys) => { for (const one of keys) target.dispatchEvent(new KeyboardEvent('keydown', { key: one, bubbles: true, cancelable: true })); await lab.sleep(150); };
  const cards = () => [...root.querySelectorAll('.card')].sort((a, b) => a.ariaPosInSet - b.ariaPosInSet);
  const names = () => cards().map((card) => card.querySelector('.name').textContent);
  const active = () => root.getElementById(list.getAttribute('aria-activedescendant') ?? '');
  const set = async (selector, value, type = 'change') => { const control = find(selector); control.value = value; control.dispatchEvent(new Event(type, { bubbles: true })); await lab.sleep(150); };
  const asked = (kind) => lab.sent.filter((message) => message.type === 'ask' && message.question.kind === kind).map((message) => message.question);
  const actions = () => lab.sent.filter(({ type }) => type === 'action').map(({ action }) => action);
`;

describe('classifications in a notebook', function () {
  this.timeout(120_000);
  let browser: Browser | undefined;
  let renderer = '';

  before(async function () {
    renderer = await bundleRenderer();
    browser = Browser.launch(neededChromium(this));
  });
  after(async () => browser?.close());

  async function inNotebook<T>(options: FakeClassification, act: string | ((page: Page, data: ClassificationData) => Promise<T>), look: EditorPage & { readonly ready?: string } = {}): Promise<T> {
    assert.ok(browser !== undefined);
    const page = await browser.open(editorPage(renderer, { answer: ANSWERING, ...look }));
    await page.until('window.lab?.ready');
    const data = fakeClassification(options);
    const ready = look.ready ?? `lab.text('a', '.count')[0].startsWith('${data.rows.toLocaleString('en')} ')`;
    await page.run(`lab.rows = ${embedded(fakeRows(data.rows, options))}; lab.show('a', 'out', ${embedded(data)}, '${CLASSIFICATION_MIME}');`);
    await page.until(ready);
    await page.run('await lab.sleep(150);');
    const found = typeof act === 'string' ? await page.run<T>(`${HANDS}\n${act}`) : await act(page, data);
    assert.deepEqual(await page.run<string[]>('return errors;'), []);
    await page.close();
    return found;
  }

  it('shows ten thousand images by what is seen of them, with the keyboard too', async () => {
    const act = `
      const whole = () => root.querySelectorAll('.list *').length;
      const found = { cards: cards().length, elements: whole(), rows: asked('rows'), first: cards()[0].textContent, label: cards()[0].getAttribute('aria-label'), size: cards()[0].ariaSetSize, names: names().slice(0, 3) };
      await key(list, 'End');
      await lab.sleep(200);
      found.end = { active: active().querySelector('.name').textContent, place: active().ariaPosInSet, selected: active().getAttribute('aria-selected'), picture: active().querySelector('img').src.startsWith('data:image'), elements: whole(), cards: cards().length };
      const pictures = asked('picture').filter(({ size }) => size === 128).map(({ row }) => row);
      found.pictures = { all: pictures.length, between: pictures.some((row) => row > 50 && row < 9900), most: lab.flight.most };
      await key(list, 'PageUp', 'ArrowUp');
      found.up = Number(active().ariaPosInSet);
      await key(list, 'Home', 'ArrowDown', 'ArrowDown');
      found.third = active().querySelector('.name').textContent;
      const box = active().getBoundingClientRect(), view = list.getBoundingClientRect();
      found.inside = box.top >= view.top - 1 && box.bottom <= view.bottom + 1;
      found.kept = lab.state.out.classification.selected;
      list.focus();
      await key(list, 'Enter');
      found.inDetail = root.activeElement.className;
      await key(root.activeElement, 'Escape');
      found.back = root.activeElement.className;
      list.scrollTop = 500000;
      await lab.sleep(200);
      found.scrolled = { cards: cards().length, active: list.hasAttribute('aria-activedescendant'), mark: root.querySelectorAll('[aria-selected=true].card').length };
      cards()[4].click();
      await lab.sleep(150);
      found.clicked = active() === cards()[4];
      return found;`;
    interface Found { cards: number; elements: number; rows: { from: number; count: number }[]; first: string; label: string; size: string; names: string[]; end: { active: string; place: string; selected: string; picture: boolean; elements: number; cards: number }; pictures: { all: number; between: boolean; most: number }; up: number; third: string; inside: boolean; kept: number; inDetail: string; back: string; scrolled: object; clicked: boolean }
    const found = await inNotebook<Found>({ rows: 10_000 }, act);
    assert.ok(found.cards < 15 && found.elements < 700, `${found.cards} cards, ${found.elements} elements`);
    assert.deepEqual(found.rows.map(({ from }) => from), [12, ...Array.from({ length: 19 }, (_, i) => 512 + 500 * i)], 'those of the preview are there already');
    assert.ok(found.rows.every(({ count }) => count <= 500));
    assert.equal(found.size, '10000');
    assert.deepEqual(found.names, ['IMG_1000.jpg', 'IMG_1001.jpg', 'IMG_1002.jpg']);
    const [row] = fakeRows(1);
    const [guess] = row?.answers[0] ?? [];
    assert.match(found.first, new RegExp(`IMG_1000.jpg.*true: great white shark.*robin.*${((guess?.probability ?? 0) * 100).toFixed(1)}`));
    assert.match(found.label, /^great white shark\/IMG_1000\.jpg; robin, 47\.6\u00a0%, wrong; true class great white shark/);
    const { elements, cards, ...end } = found.end;
    assert.deepEqual(end, { active: 'IMG_10999.jpg', place: '10000', selected: 'true', picture: true });
    assert.ok(elements < 700 && cards < 15, 'scrolling adds nothing');
    assert.ok(found.pictures.all < 40 && !found.pictures.between, 'no picture of what nobody saw');
    assert.ok(found.up < 9999 && found.up > 9980);
    assert.deepEqual([found.third, found.inside, found.kept], ['IMG_1002.jpg', true, 2]);
    assert.deepEqual([found.inDetail, found.back], ['detail-place', 'list-view']);
    assert.deepEqual(found.scrolled, { cards: found.cards + 3, active: false, mark: 0 });
    assert.equal(found.clicked, true);
  });

  it('filters and sorts, says how many are left, and keeps it', async () => {
    const rows = fakeRows(300, { models: 2 });
    const act = `
      const found = { hidden: find('.filters').hidden };
      lab.click('a', '[aria-controls=filters]');
      await lab.sleep(150);
      found.kinds = [...find('.filters select').options].map(({ text }) => text);
      found.orders = [...find('.filter-row select').options].map(({ value }) => value);
      await set('[data-filter=text]', 'img_120', 'input');
      found.text = [lab.text('a', '.count')[0], names()];
      await set('[data-filter=text]', '', 'input');
      await set('.filters select', 'unreadable');
      found.unreadable = [names(), lab.text('a', '.card .reason')[0], lab.text('a', '[aria-controls=filters]')[0]];
      await set('.filters select', 'differ');
      await set('[data-filter=least]', '90', 'input');
      found.sure = [lab.text('a', '.count')[0], lab.text('a', '.confidence .bounds')[0], cards().every((card) => card.querySelector('.differ').hidden === false)];
      await set('[data-filter=least]', '100', 'input');
      found.none = [lab.text('a', '.none'), find('.list').hidden];
      lab.click('a', '.no-rows button');
      await lab.sleep(150);
      found.all = lab.text('a', '.count')[0];
      await set('.filter-row select', 'mistakes');
      found.mistakes = [names()[0], cards()[0].querySelector('.mark').dataset.mark];
      found.state = lab.state.out.classification;
      lab.reload();
      lab.show('a', 'out', ${embedded(fakeClassification({ rows: 300, models: 2 }))}, '${CLASSIFICATION_MIME}');
      await lab.sleep(400);
      found.again = [...lab.view('a').querySelectorAll('.card')].sort((a, b) => a.ariaPosInSet - b.ariaPosInSet)[0].querySelector('.name').textContent;
      return found;`;
    interface Found { hidden: boolean; kinds: string[]; orders: string[]; text: [string, string[]]; unreadable: [string[], string, string]; sure: [string, string, boolean]; none: [string[], boolean]; all: string; mistakes: [string, string]; state: object; again: string }
    const found = await inNotebook<Found>({ rows: 300, models: 2 }, act);
    const first = (row: (typeof rows)[number], model = 0) => row.answers[model]?.[0];
    const differ = rows.filter((row) => first(row)?.index !== first(row, 1)?.index);
    assert.equal(found.hidden, true);
    const right = rows.filter((row) => first(row)?.index === row.truth).length;
    assert.deepEqual([found.kinds[0], found.kinds[1], found.kinds.at(-2), found.kinds.at(-1)], ['All images (300)', `A is right (${right})`, `Models differ (${differ.length})`, 'Unreadable (3)']);
    assert.deepEqual(found.orders, ['file', 'name', 'surest', 'unsurest', 'class', 'difference', 'mistakes']);
    assert.deepEqual(found.text, ['10 of 300 images', ['IMG_1200.jpg', 'IMG_1201.jpg', 'IMG_1202.jpg', 'IMG_1203.jpg', 'IMG_1204.jpg', 'IMG_1205.jpg', 'IMG_1206.jpg', 'IMG_1207.jpg', 'IMG_1208.jpg', 'IMG_1209.jpg'].slice(0, found.text[1].length)]);
    assert.deepEqual(found.unreadable[0], ['IMG_1007.jpg', 'IMG_1107.jpg', 'IMG_1207.jpg']);
    assert.match(found.unreadable[1], /^This JPEG ends in the middle/);
    assert.equal(found.unreadable[2], 'Filters (1)');
    const sure = differ.filter((row) => (first(row)?.probability ?? 0) >= 0.9);
    assert.deepEqual(found.sure, [`${sure.length} of 300 images`, '90–100\u00a0%', true]);
    assert.deepEqual([found.none, found.all], [[['No image fits these filters.'], true], '300 images']);
    const [worst] = rows.filter((row) => first(row) !== undefined && first(row)?.index !== row.truth).sort((a, b) => (first(b)?.probability ?? 0) - (first(a)?.probability ?? 0));
    const name = worst?.image.split('/').at(-1);
    assert.deepEqual([...found.mistakes, found.again], [name, 'miss', name]);
    assert.deepEqual(found.state, { filtersOpen: true, filter: {}, order: 'mistakes' });
  });

  it('says what stands where, acts, and speaks of progress seldom', async () => {
    const found = await inNotebook({ rows: 40, total: 400, state: 'running' }, async (page, data) => {
      const step = (rows: number, more: Partial<ClassificationData> = {}): Promise<string> =>
        page.run(`lab.send({ type: 'data', output: 'out', data: ${embedded({ ...data, rows, ...more })} }); await lab.sleep(250); return lab.text('a', '.head [role=status]')[0];`);
      const spoken = [await step(40), await step(60), await step(81), await step(82), await step(399, { secondsLeft: 1 })];
      const before = await page.run<{ head: string; bar: string; models: string; input: string }>(`${HANDS} for (const button of root.querySelectorAll('.head button')) button.click(); return { head: lab.text('a', '.status')[0], bar: find('.bar').getAttribute('aria-valuenow'), models: lab.text('a', '.model')[0], input: lab.text('a', '.input')[0] };`);
      spoken.push(await step(400, { state: 'done', unreadable: 4 }));
      const after = await page.run<{ head: string; actions: string[]; bar: boolean; stop: boolean }>(`${HANDS} return { head: lab.text('a', '.facts')[0], actions: actions(), bar: find('.bar').hidden, stop: find('[data-action=stop]').hidden };`);
      return { spoken, before, after };
    });
    assert.deepEqual(found.spoken, ['', '', '20 percent, 81 images classified.', '20 percent, 81 images classified.', '90 percent, 399 images classified.', 'Finished: 400 images, 4 unreadable.']);
    assert.match(found.before.head, /^Classifying399 of 400 images · 1 unreadable · 3\d\d images\/s · about 1\.0 s left · TensorFlow, 2 threadsStopResumeSave…Open in panel$/);
    assert.equal(found.before.bar, '99');
    assert.equal(found.before.models, 'resnet50-imagenetResNet-50, order conv-bn-reluChange…');
    assert.equal(found.before.input, 'Input: shorter side to 256 pixels, middle 224 × 224, ImageNet mean and deviation');
    assert.deepEqual(found.after.actions, ['chooseModel', 'compareModel', 'stop', 'resume', 'saveResult', 'openPanel']);
    assert.match(found.after.head, /^400 images · 4 unreadable/);
    assert.deepEqual([found.after.bar, found.after.stop], [true, true]);
  });

  it('compares two models, and goes between list and summary', async () => {
    const act = `
      const found = { heads: lab.text('a', '.list-heads > *'), columns: cards()[1].querySelectorAll('.answers').length, label: cards()[1].getAttribute('aria-label'), logits: find('.guess .logit').hidden, guesses: cards()[1].querySelectorAll('.answers')[1].querySelectorAll('.guess').length };
      lab.click('a', '.filter-row button', 2);
      lab.click('a', '.filter-row button', 1);
      await lab.sleep(150);
      found.compact = [find('.guess .logit').textContent, cards()[1].querySelectorAll('.guess').length];
      find('[data-tab=images]').focus();
      await key(find('[data-tab=images]'), 'ArrowRight');
      found.summary = [find('.images').hidden, find('.summary-place').hidden, root.activeElement.dataset.tab, find('[data-tab=summary]').getAttribute('aria-selected')];
      await key(find('[data-tab=summary]'), 'Home');
      found.back = [find('.images').hidden, find('.summary-place').hidden];
      find('[data-action=compareModel]').click();
      found.actions = actions();
      await set('.filters select', 'unreadable');
      lab.click('a', '[data-tab=summary]');
      await lab.sleep(200);
      find('.mistake').click();
      await lab.sleep(250);
      found.mistake = [find('.images').hidden, lab.text('a', '.count')[0], active().querySelector('.name').textContent, root.activeElement.className];
      return found;`;
    interface Found { mistake: unknown[]; heads: string[]; columns: number; label: string; logits: boolean; guesses: number; compact: [string, number]; summary: unknown[]; back: boolean[]; actions: string[] }
    const found = await inNotebook<Found>({ rows: 30, models: 2 }, act);
    assert.deepEqual(found.heads, ['A · resnet50-imagenet', 'B · photos-full-preact']);
    assert.deepEqual([found.columns, found.logits, found.guesses], [2, true, 5]);
    assert.match(found.label, /^ostrich\/IMG_1001\.jpg; A: ostrich, 56\.1\u00a0%, right; B: convertible, 4\d\.\d\u00a0%, wrong; the models differ; true class ostrich$/);
    assert.match(found.compact[0], /^\d\d\.\d\d$/);
    assert.equal(found.compact[1], 2);
    assert.deepEqual([found.summary, found.back], [[true, false, 'summary', 'true'], [false, true]]);
    assert.deepEqual(found.actions, ['compareModel']);
    const [worst = -1] = fakeClassification({ rows: 30, models: 2 }).scores?.[0]?.worst ?? [];
    assert.deepEqual(found.mistake, [false, '30 images', `IMG_${1000 + worst}.jpg`, 'list-view'], 'what a filter hides is shown when it is asked for');
  });

  it('leaves what is seen where it is while rows come in above it', async () => {
    const found = await inNotebook({ rows: 100, state: 'running', total: 200 }, async (page, data) => {
      await page.run(`${HANDS} await set('.filter-row select', 'surest'); list.scrollTop = 3000; await lab.sleep(200); lab.before = cards().map((card) => [card.id, Math.round(card.getBoundingClientRect().top)]); lab.rows = ${embedded(fakeRows(200))}; lab.send({ type: 'data', output: 'out', data: ${embedded({ ...data, rows: 200 })} });`);
      await page.until("lab.text('a', '.count')[0] === '200 images'");
      return page.run<{ moved: number[]; scroll: number }>(`${HANDS} await lab.sleep(200); const now = new Map(cards().map((card) => [card.id, Math.round(card.getBoundingClientRect().top)])); const top = list.getBoundingClientRect().top; return { moved: lab.before.filter(([id, at]) => at >= top && now.has(id)).slice(0, 1).map(([id, at]) => now.get(id) - at), scroll: list.scrollTop };`);
    });
    assert.ok(found.scroll > 4000, `${found.scroll}: about as many rows came above as below`);
    assert.equal(found.moved.length, 1);
    assert.ok(Math.abs(found.moved[0] ?? NaN) <= 1);
  });

  it('shows the preview alone where nobody answers', async () => {
    const act = `return { cards: lab.text('a', '.count')[0], note: lab.text('a', '.preview-note')[0], buttons: [...root.querySelectorAll('.head button')].filter((button) => !button.hidden).length, sent: lab.sent };`;
    const found = await inNotebook<{ cards: string; note: string; buttons: number; sent: FromView[] }>({ rows: 100 }, act, { host: false, ready: "lab.view('a').querySelectorAll('.card').length > 0" });
    assert.equal(found.cards, '12 images');
    assert.match(found.note, /^These are the first 12 of 100 images\. .* trusted workspace/);
    assert.deepEqual([found.buttons, found.sent], [0, []]);
  });

  it('fits into a narrow place, and speaks Korean', async () => {
    const act = `
      find('.detail-place').remove();
      const { scrollWidth, clientWidth } = lab.view('a').host;
      const text = root.querySelector('.lab').textContent + [...root.querySelectorAll('[aria-label], [title], [placeholder]')].map((one) => [one.ariaLabel, one.title, one.placeholder].join(' ')).join(' ');
      return { fits: scrollWidth <= clientWidth && list.scrollWidth <= list.clientWidth, stacked: find('.list').className, text };`;
    const found = await inNotebook<{ fits: boolean; stacked: string; text: string }>({ rows: 40, models: 2, state: 'running', total: 80 }, act, { language: 'ko', width: 300, ready: "lab.view('a').querySelectorAll('.card').length > 5" });
    assert.equal(found.fits, true);
    assert.match(found.stacked, /\bstacked\b/);
    assert.doesNotMatch(found.text, /\b(image|images|order|Change|Compare|Save|Stop|Input|Filter|Filters|Summary|Images|true|right|wrong|differ|unreadable|left|Classifying|class|Any|Show|confidence)\b/);
  });
});
