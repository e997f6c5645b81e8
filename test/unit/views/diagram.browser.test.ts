import assert from 'node:assert/strict';
import { DIAGRAM_MIME, type DiagramData, type DiagramNetwork } from '../../../src/diagram/diagram-data';
import { buildGraph } from '../../../src/resnet/build';
import { ARCHITECTURE_NAMES } from '../../../src/resnet/catalogue';
import { macCount, parameterCount, totals } from '../../../src/resnet/count';
import { describe as describeGraph } from '../../../src/resnet/describe';
import type { NetworkOptions } from '../../../src/resnet/graph';
import { NAMED_ORDERS } from '../../../src/resnet/order';
import { Browser, type Page } from './browser';
import { neededChromium } from './chromium';
import { editorPage, embedded, type EditorPage } from './editor-page';
import { expectedDiagram } from './expected-diagram';
import { bundleRenderer } from './view-bundle';

interface DrawnBox {
  readonly id: string;
  readonly title: string;
  readonly detail: string | null;
  readonly within: string | null;
  readonly label: string;
  readonly classes: string;
}

interface Drawn {
  readonly head: string;
  readonly boxes: readonly DrawnBox[];
  readonly edges: readonly string[];
}

/** Hands and eyes for diagrams, in the page. */
const HANDS = `
  const mime = '${DIAGRAM_MIME}';
  const show = (networks, id = 'd') => lab.show(id, id, { version: 1, networks }, mime);
  const all = (selector, id = 'd') => [...lab.view(id).querySelectorAll(selector)];
  const box = (name, n = 0) => all('.box[data-id="' + name + '"]')[n];
  const press = (name, n = 0) => box(name, n).dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
  const key = (name, more = {}) => lab.view('d').activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...more }));
  const focus = () => lab.view('d').activeElement?.dataset?.id;
  const search = (text) => { const [field] = all('input[type=search]'); field.focus(); field.value = text; field.dispatchEvent(new Event('input')); };
  const drawn = (n = 0) => {
    const pane = all('.diagram-pane')[n];
    const own = (shape, name) => shape.querySelector(':scope > .words > [data-text=' + name + ']')?.textContent ?? null;
    return {
      head: pane.querySelector('.diagram-head').textContent,
      boxes: [...pane.querySelectorAll('.drawing .box')].map((shape) => ({ id: shape.dataset.id, title: own(shape, 'title'), detail: own(shape, 'detail'), within: shape.parentElement.closest('.box')?.dataset.id ?? null, label: shape.getAttribute('aria-label'), classes: shape.getAttribute('class') })),
      edges: [...pane.querySelectorAll('.drawing .edge')].map((edge) => edge.dataset.from + ' > ' + edge.dataset.to + ' ' + edge.getAttribute('class').replace('edge ', '')),
    };
  };`;

const network = (options: NetworkOptions, more: Partial<DiagramNetwork> = {}): DiagramNetwork => ({ label: options.architecture, options, ...more });

describe('diagrams in a notebook', function () {
  this.timeout(120_000);
  let browser: Browser | undefined;
  let renderer = '';

  before(async function () {
    renderer = await bundleRenderer();
    browser = Browser.launch(neededChromium(this));
  });
  after(async () => browser?.close());

  /** Opens a page with the diagrams of some networks, and acts there. */
  async function withDiagram<T>(networks: DiagramData['networks'] | undefined, act: string | ((page: Page) => Promise<T>), look: EditorPage = {}): Promise<T> {
    assert.ok(browser !== undefined);
    const page = await browser.open(editorPage(renderer, look));
    await page.until('window.lab?.ready');
    if (networks !== undefined) await page.run(`${HANDS} show(${embedded(networks)}); await lab.sleep(60);`);
    const found = typeof act === 'string' ? await page.run<T>(`${HANDS}${act}`) : await act(page);
    assert.deepEqual(await page.run<string[]>('return errors;'), []);
    await page.close();
    return found;
  }

  it('draws every architecture and every order as its graph says: names, counts, edges, shapes, totals', async () => {
    const nets: NetworkOptions[] = [
      ...ARCHITECTURE_NAMES.map((architecture) => ({ architecture })),
      ...['resnet20', 'resnet50'].flatMap((architecture) => NAMED_ORDERS.map(({ name }) => ({ architecture, order: name }))),
      { architecture: 'resnet20', shortcut: 'C' },
      { architecture: 'resnet50', replaceStrideWithDilation: [false, true, true], classes: 7, input: { height: 96, width: 64, channels: 1 } },
    ];
    const act = `
      const found = [];
      for (const network of ${embedded(nets.map((options) => network(options)))}) {
        show([network]);
        const first = drawn();
        all('[data-do=fold-all]')[0].click();
        const folded = drawn();
        all('[data-do=expand-all]')[0].click();
        found.push({ first, folded, expanded: drawn() });
        lab.dispose('d');
      }
      return found;`;
    const found = await withDiagram<{ first: Drawn; folded: Drawn; expanded: Drawn }[]>(undefined, act);
    assert.equal(found.length, nets.length);
    nets.forEach((options, i) => {
      const { first, folded, expanded } = found[i] as (typeof found)[number];
      const graph = buildGraph(options);
      const expected = expectedDiagram(graph);
      const name = JSON.stringify(options);
      const wanted = new Map(expected.boxes.map((each) => [each.id, each]));
      assert.deepEqual(expanded.boxes.map(({ id }) => id).sort(), [...wanted.keys()].sort(), name);
      for (const { id, title, detail, within } of expanded.boxes) {
        const each = wanted.get(id);
        assert.deepEqual([title, within], [each?.title, each?.within ?? null], `${name} ${id}`);
        if (each?.shape !== undefined) assert.ok(detail === each.shape || detail?.endsWith(`→ ${each.shape}`), `${name} ${id}: ${detail}`);
      }
      assert.deepEqual([...expanded.edges].sort(), [...expected.edges].sort(), name);
      const stages = expected.boxes.filter(({ id }) => id.endsWith('_x'));
      const outside = expected.boxes.filter(({ id, within }) => within === undefined && !id.endsWith('_x'));
      assert.deepEqual(folded.boxes.map(({ title }) => title).sort(), [...stages, ...outside].map(({ title }) => title).sort(), `${name} folded`);
      const opened = new Set(stages.map(({ id }) => id));
      assert.deepEqual(first.boxes.map(({ id }) => id).sort(), expected.boxes.filter(({ within }) => within === undefined || opened.has(within)).map(({ id }) => id).sort(), `${name} at first`);
      const { parameters, macs } = totals(graph);
      assert.match(first.head, new RegExp(`${prefixed(parameters)} parameters · ${prefixed(macs)} MACs$`), name);
    });
  });

  it('opens ResNet-152 in less than 300 ms, folded on one screen', async () => {
    const act = `
      const times = [];
      for (let i = 0; i < 5; i++) {
        const start = performance.now();
        show(${embedded([network({ architecture: 'resnet152' })])});
        box('conv4_x').getBoundingClientRect();
        times.push(performance.now() - start);
        if (i < 4) lab.dispose('d');
      }
      await lab.sleep(60);
      const frame = all('.diagram-canvas')[0].getBoundingClientRect();
      const inside = all('.drawing .box').every((shape) => { const { left, right, top, bottom } = shape.getBoundingClientRect(); return left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom; });
      return { times, inside, height: frame.height, title: drawn().boxes.find(({ id }) => id === 'layer3.1–35').title };`;
    const found = await withDiagram<{ times: number[]; inside: boolean; height: number; title: string }>(undefined, act);
    assert.ok(Math.min(...found.times) < 300, `took ${found.times.map(Math.round).join(', ')} ms`);
    assert.ok(found.inside, 'all boxes are in sight');
    assert.ok(found.height < 400, `${found.height} px high`);
    assert.equal(found.title, 'layer3.1–35 × 35');
  });

  it('tells of the selected box what it costs, and opens it by a press once, however often pressed quickly', async () => {
    const act = `
      const told = () => Object.fromEntries(all('.box-details dl > div').map((term) => [term.querySelector('dt').textContent, term.querySelector('dd').textContent]));
      press('layer3.1–5');
      box('layer3.1–5').dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }));
      const group = { told: told(), open: box('layer3.1–5').getAttribute('aria-expanded'), heading: all('.box-details .heading')[0].textContent };
      press('layer3.1.conv2');
      const conv = { told: told(), label: box('layer3.1.conv2').getAttribute('aria-label'), selected: all('[aria-selected=true]').map((shape) => shape.dataset.id), tips: all('.box-details dt[title]').map((term) => term.title) };
      press('layer3.1–5');
      const folded = box('layer3.1–5').getAttribute('aria-expanded');
      all('.box-details [data-do=toggle]')[0].click();
      return { group, conv, folded: [folded, box('layer3.1–5').getAttribute('aria-expanded')] };`;
    interface Told { readonly told: Record<string, string> }
    const { group, conv, folded } = await withDiagram<{ group: Told & { open: string; heading: string }; conv: Told & { label: string; selected: string[]; tips: string[] }; folded: string[] }>([network({ architecture: 'resnet50' })], act);
    const graph = buildGraph({ architecture: 'resnet50' });
    const layers = graph.layers.filter(({ unit }) => /^layer3\.[1-5]$/.test(unit ?? ''));
    const own = totals(graph, layers);
    assert.equal(group.open, 'true');
    assert.equal(group.heading, 'layer3.1–5unitFold');
    assert.equal(group.told['output'], '14×14×1024');
    assert.equal(group.told['shortcut'], 'identity shortcut');
    const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)}\u00a0% of the network`;
    assert.equal(group.told['parameters'], `${prefixed(own.parameters)}${share(own.parameters, totals(graph).parameters)}, ${prefixed(own.parameters / 5)} each`);
    assert.equal(group.told['MACs'], `${prefixed(own.macs)}${share(own.macs, totals(graph).macs)}, ${prefixed(own.macs / 5)} eachFLOPs = 2 × MACs = ${prefixed(2 * own.macs)}`);
    const conv2 = graph.layers.find(({ name }) => name === 'layer3.1.conv2');
    assert.ok(conv2 !== undefined);
    assert.equal(conv.told['does'], '3×3, 256');
    assert.match(conv.told['parameters'] ?? '', new RegExp(`^${prefixed(5 * parameterCount(conv2))}.*${prefixed(parameterCount(conv2))} each$`));
    assert.match(conv.told['MACs'] ?? '', new RegExp(`${prefixed(macCount(graph, conv2))} each`));
    assert.match(conv.told['receptive field'] ?? '', /^(\d+)–(\d+)×\1–\2 px, step 16$/);
    assert.match(conv.told['activation memory'] ?? '', /980\u00a0KiB.*196\u00a0KiB each/);
    assert.match(conv.label, /^convolution conv2, 3×3, 256 → 14×14×256, /);
    assert.deepEqual(conv.selected, ['layer3.1.conv2']);
    assert.ok(conv.tips.some((tip) => tip.includes('FLOPs = 2 × MACs')), 'the convention of MACs is told');
    assert.deepEqual(folded, ['false', 'true']);
  });

  it('is walked through by keys: arrows, Enter, zoom, search and back', async () => {
    const act = `
      box('input').focus();
      const trail = [];
      const walk = (...names) => names.forEach((name) => { key(name); trail.push(focus()); });
      walk('ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowLeft');
      key('Enter');
      const open = box('conv3_x').getAttribute('aria-expanded');
      key(' ');
      walk('End', 'Home');
      const scene = () => all('svg.drawing > g')[0].getAttribute('transform');
      const before = scene();
      key('+');
      const near = scene();
      key('0');
      const whole = scene();
      key('-');
      const far = scene();
      key('/');
      const searching = lab.view('d').activeElement.type;
      search('fc');
      key('Enter');
      const hit = all('[aria-selected=true]').map((shape) => shape.dataset.id);
      key('Escape');
      const back = { focus: focus(), hits: all('.hit').length, text: all('input')[0].value };
      key('Escape');
      return { trail, open, again: box('conv3_x').getAttribute('aria-expanded'), zooms: [before, near, whole, far], searching, hit, back, selected: all('[aria-selected=true]').length, tabs: all('.drawing [tabindex="0"]').length };`;
    const found = await withDiagram<{ trail: string[]; open: string; again: string; zooms: string[]; searching: string; hit: string[]; back: { focus: string; hits: number; text: string }; selected: number; tabs: number }>([network({ architecture: 'resnet18' })], act);
    assert.deepEqual(found.trail, ['conv1', 'bn1', 'conv2_x', 'conv3_x', 'layer2.0', 'conv3_x', 'softmax', 'input']);
    assert.deepEqual([found.open, found.again], ['false', 'true']);
    const scale = (transform = ''): number => Number(/scale\(([\d.]+)\)/.exec(transform)?.[1]);
    const [before, near, whole, far] = found.zooms.map(scale);
    assert.ok((near ?? 0) > (before ?? 1) && (far ?? 1) < (whole ?? 0), found.zooms.join('; '));
    assert.equal(found.zooms[2], found.zooms[0], 'what fits from the beginning fits again');
    assert.equal(found.searching, 'search');
    assert.deepEqual(found.hit, ['fc']);
    assert.deepEqual(found.back, { focus: 'fc', hits: 0, text: '' });
    assert.equal(found.selected, 0);
    assert.equal(found.tabs, 1, 'one stop of the tab key');
  });

  it('finds layers by name and by kind, and opens what hides them', async () => {
    const act = `
      const state = () => ({ text: all('output')[0].textContent, hits: all('.hit').map((shape) => shape.dataset.id), selected: all('[aria-selected=true]').map((shape) => shape.dataset.id) });
      all('[data-do=fold-all]')[0].click();
      search('layer3.5.bn2');
      const hidden = state();
      key('Enter');
      const shown = state();
      search('BN');
      const kind = state();
      key('Enter'); key('Enter'); key('Enter', { shiftKey: true }); key('Enter', { shiftKey: true });
      const last = state();
      search('nothing of the kind');
      return { hidden, shown, kind, last, none: state(), disabled: all('[data-do=next]')[0].disabled };`;
    interface State { readonly text: string; readonly hits: string[]; readonly selected: string[] }
    const found = await withDiagram<Record<'hidden' | 'shown' | 'kind' | 'last' | 'none', State> & { disabled: boolean }>([network({ architecture: 'resnet50' })], act);
    assert.deepEqual(found.hidden, { text: '1', hits: ['conv4_x'], selected: [] });
    assert.deepEqual(found.shown, { text: '1 of 1', hits: ['layer3.1.bn2'], selected: ['layer3.1.bn2'] });
    const kinds = expectedDiagram(buildGraph({ architecture: 'resnet50' })).boxes.filter(({ title }) => /^bn\d|^downsample\.1/.test(title));
    assert.equal(found.kind.text, String(kinds.length));
    assert.ok(found.kind.hits.includes('bn1') && found.kind.hits.includes('conv2_x') && found.kind.hits.includes('layer3.1.bn2'));
    assert.equal(found.last.text, `${kinds.length} of ${kinds.length}`);
    assert.deepEqual(found.none, { text: 'none', hits: [], selected: found.last.selected });
    assert.ok(found.disabled);
  });

  it('colours by what layers cost and by values of a run, with a legend; without colours by bars', async () => {
    const heats = [{ title: 'norm of the gradient', logarithmic: true, values: { 'layer1.0.conv1': 0.001, 'layer2.0.conv1': 0.1, 'layer2.0.conv2': 0.3, fc: 10 } }];
    const act = `
      const share = (name) => Number(box(name).style.getPropertyValue('--share'));
      const state = () => ({ legend: all('.heat-key')[0]?.getAttribute('aria-label') ?? null, details: Object.fromEntries(drawn().boxes.map(({ id, detail }) => [id, detail])), warm: all('.box.warm').map((shape) => shape.dataset.id), shares: Object.fromEntries(drawn().boxes.map(({ id }) => [id, share(id)])), fill: getComputedStyle(box('fc').querySelector('.face')).fill, bar: getComputedStyle(all('.gauge')[0] ?? document.body).display });
      const colour = (id) => lab.choose('d', '.diagram-tools select', id);
      const names = all('.diagram-tools select option').map(({ textContent }) => textContent);
      const plain = state();
      colour('macs');
      const macs = state();
      colour('activation');
      const activation = state();
      colour('heat norm of the gradient');
      const probe = state();
      colour('none');
      return { names, plain, macs, activation, probe, after: state() };`;
    interface State { readonly legend: string | null; readonly details: Record<string, string>; readonly warm: string[]; readonly shares: Record<string, number>; readonly fill: string; readonly bar: string }
    type Found = Record<'plain' | 'macs' | 'activation' | 'probe' | 'after', State> & { names: string[] };
    const networks = [network({ architecture: 'resnet18' }, { heats })];
    const found = await withDiagram<Found>(networks, act);
    const contrast = await withDiagram<Found>(networks, act, { theme: 'contrast' });
    assert.deepEqual(found.names, ['kind of layer', 'parameters', 'MACs', 'activation memory', 'norm of the gradient']);
    const graph = buildGraph({ architecture: 'resnet18' });
    const macs = (units: RegExp): number => totals(graph, graph.layers.filter(({ unit }) => units.test(unit ?? ''))).macs;
    const most = macs(/^layer1/);
    assert.equal(found.macs.legend, `Colours show MACs, from 0 to ${prefixed(most)}`);
    assert.equal(found.macs.details['layer2.1'], prefixed(macs(/^layer2\.1$/)));
    assert.ok(Math.abs((found.macs.shares['layer2.1'] ?? 0) - macs(/^layer2\.1$/) / most) < 1e-9);
    assert.equal(found.macs.shares['layer1.0–1'], 1);
    assert.equal(found.activation.details['conv1'], '3.06\u00a0MiB');
    assert.equal(found.probe.legend, 'Colours show norm of the gradient (logarithmic), from 0.001 to 10');
    assert.deepEqual(found.probe.warm.sort(), ['fc', 'layer1.0–1', 'layer2.0']);
    assert.equal(found.probe.details['layer2.0'], '0.2', 'the mean of its layers');
    assert.ok(Math.abs((found.probe.shares['layer2.0'] ?? 0) - Math.log(200) / Math.log(10_000)) < 1e-9);
    assert.equal(found.probe.details['bn1'], '112×112×64', 'what has no value keeps its words');
    assert.notEqual(found.probe.fill, found.plain.fill);
    assert.deepEqual(found.after, found.plain, 'nothing is left of a colouring');
    assert.deepEqual([found.macs.bar, contrast.macs.bar], ['none', 'block']);
    assert.equal(contrast.macs.details['layer2.1'], found.macs.details['layer2.1']);
  });

  it('marks and tells what differs between two networks, and opens both together', async () => {
    const act = `
      const marked = (n) => Object.fromEntries(drawn(n).boxes.flatMap(({ id, classes, label }) => { const kind = /\\b(moved|changed|only)\\b/.exec(classes)?.[1]; return kind === undefined || classes.includes(' open') ? [] : [[id, { kind, label }]]; }));
      const signs = all('.box > .tag').length;
      const first = [marked(0), marked(1)];
      const summary = all('.differences li').map((line) => line.textContent);
      const panes = all('.diagram-pane');
      const open = () => panes.map((pane) => [...pane.querySelectorAll('[aria-expanded=true]')].map((shape) => shape.dataset.id));
      panes[0].querySelector('[data-id="layer3.0"]').dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
      return { first, summary, open: open(), signs, selected: all('[aria-selected=true]').length };`;
    interface Found { readonly first: Record<string, { kind: string; label: string }>[]; readonly summary: string[]; readonly open: string[][]; readonly signs: number; readonly selected: number }
    const found = await withDiagram<Found>([network({ architecture: 'resnet20' }, { label: 'original' }), network({ architecture: 'resnet20', order: 'full-preact' }, { label: 'full-preact' })], act);
    const kinds = (marks: Found['first'][number] | undefined): string[] => Object.entries(marks ?? {}).map(([id, { kind }]) => `${id} ${kind}`).sort();
    const folded = ['layer2.0 changed', 'layer2.1–2 changed', 'layer3.0 changed', 'layer3.1–2 changed'];
    assert.deepEqual(kinds(found.first[0]), ['bn1 moved', 'layer1.0.bn2 moved', 'layer1.0.relu_1 moved', 'relu moved', ...folded].sort());
    assert.deepEqual(kinds(found.first[1]), ['head.bn1 moved', 'head.relu moved', 'layer1.0.bn1 moved', 'layer1.0.relu moved', 'layer1.1–2 changed', ...folded].sort());
    assert.match(found.first[0]?.['bn1']?.label ?? '', /moved, head\.bn1 in full-preact/);
    assert.equal(found.signs, Object.keys(found.first[0] ?? {}).length + Object.keys(found.first[1] ?? {}).length, 'each mark has its sign');
    assert.equal(found.summary[0], 'Order of a unit: conv-bn-relu-conv-bn-add-relu → bn-relu-conv-bn-relu-conv-add (9×)');
    assert.equal(found.summary[1], 'Moved: bn1 → head.bn1, relu → head.relu, bn2 → bn1 (9×), relu_1 → relu (9×)');
    assert.deepEqual(found.open, [['conv2_x', 'layer1.0–2', 'conv3_x', 'conv4_x', 'layer3.0'], ['conv2_x', 'layer1.0', 'conv3_x', 'conv4_x', 'layer3.0']]);
    assert.equal(found.selected, 1);

    const plain = await withDiagram<Found>([network({ architecture: 'resnet20' }, { label: 'residual' }), network({ architecture: 'plain20' }, { label: 'plain' })], act);
    assert.deepEqual(kinds(plain.first[0]), ['layer1.0.add only', ...folded].sort());
    assert.deepEqual(kinds(plain.first[1]), folded);
    assert.ok(plain.summary.includes('Shortcut: identity shortcut → no shortcut (7×)'), plain.summary.join('\n'));
    assert.ok(plain.summary.includes('Only in residual: add (9×), shortcut (2×)'), plain.summary.join('\n'));
    assert.ok(plain.summary.at(-1)?.endsWith('the same'));
  });

  it('saves SVG with true text, PNG and LaTeX, and copies as text', async () => {
    const act = `
      press('layer1.0');
      for (const item of ['svg', 'png', 'tex', 'text']) { all('[data-item=' + item + ']')[0].click(); await lab.sleep(item === 'png' ? 400 : 20); }
      const svg = lab.sent.find(({ format }) => format === 'svg').content;
      const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
      const sent = lab.sent.map(({ type, name, format, text, content }) => ({ type, name, format, start: (text ?? content).slice(0, 60) }));
      const png = lab.sent.find(({ format }) => format === 'png').content;
      const image = new Image();
      image.src = 'data:image/png;base64,' + png;
      await image.decode();
      return { sent, root: parsed.documentElement.tagName, broken: parsed.querySelector('parsererror') !== null, texts: [...parsed.querySelectorAll('text')].map((text) => text.textContent), title: parsed.querySelector('title').textContent, size: [image.width, image.height], drawing: ['width', 'height'].map((name) => Number(parsed.documentElement.getAttribute(name))), tex: lab.sent.find(({ format }) => format === 'tex').content, said: all('.said')[0].textContent };`;
    const found = await withDiagram<{ sent: { type: string; name?: string; format?: string; start: string }[]; root: string; broken: boolean; texts: string[]; title: string; size: number[]; drawing: number[]; tex: string; said: string }>([network({ architecture: 'resnet50' })], act, { answer: 'reply({ request: message.request, saved: message.name })' });
    assert.deepEqual(found.sent.map(({ type, name, format }) => [type, name, format].filter(Boolean).join(' ')), ['save resnet50-original svg', 'save resnet50-original png', 'save resnet50-original tex', 'copy']);
    assert.deepEqual([found.root, found.broken], ['svg', false]);
    for (const text of ['layer1.1–2 × 2', 'downsample.0', '1×1, 256 → 56×56×256', 'layer3.1–5 × 5']) assert.ok(found.texts.includes(text), `${text} in ${found.texts.join(' | ')}`);
    assert.match(found.title, /ResNet-50.*original/);
    assert.equal(Buffer.from(found.sent[1]?.start ?? '', 'base64').subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
    assert.deepEqual(found.size, found.drawing.map((length) => Math.ceil(2 * length)));
    assert.match(found.tex, /\\begin\{tikzpicture\}[\s\S]*downsample[\s\S]*\\end\{tikzpicture\}/);
    assert.match(found.sent[3]?.start ?? '', /^ResNet-50 \(resnet50\)/);
    assert.equal(found.said, 'Copied.');
  });

  it('zooms by Ctrl and the wheel and moves by dragging; the plain wheel scrolls the page', async () => {
    const act = async (page: Page): Promise<{ transforms: string[]; scrolled: number; open: string }> => {
      const look = async (): Promise<{ transform: string; x: number; y: number; box: { x: number; y: number } }> =>
        await page.run(`${HANDS} await lab.sleep(60); const { left, top } = all('.diagram-canvas')[0].getBoundingClientRect(); const at = box('conv2_x').getBoundingClientRect(); return { transform: all('svg.drawing > g')[0].getAttribute('transform'), x: left, y: top, box: { x: at.left + at.width - 8, y: at.bottom - 8 } };`);
      const first = await look();
      const [x, y] = [first.x + 300, first.y + 60];
      await page.mouse('mouseWheel', x, y, { deltaY: -100, modifiers: 2 });
      const near = await look();
      await page.mouse('mousePressed', near.box.x, near.box.y);
      await page.mouse('mouseMoved', near.box.x - 30, near.box.y - 9, { down: true });
      await page.mouse('mouseMoved', near.box.x - 60, near.box.y - 18, { down: true });
      await page.mouse('mouseReleased', near.box.x - 60, near.box.y - 18);
      const moved = await look();
      await page.run(`${HANDS} document.body.style.minHeight = '9000px';`);
      await page.mouse('mouseWheel', x, y, { deltaY: 300 });
      const last = await look();
      return { transforms: [first, near, moved, last].map(({ transform }) => transform), scrolled: await page.run<number>('await lab.sleep(200); return scrollY;'), open: await page.run<string>(`${HANDS} return box('conv2_x').getAttribute('aria-expanded');`) };
    };
    const { transforms, scrolled, open } = await withDiagram([network({ architecture: 'resnet18' })], act);
    const [first, near, moved, last] = transforms.map((transform) => (transform.match(/-?[\d.]+/g) ?? []).map(Number));
    assert.ok(first !== undefined && near !== undefined && moved !== undefined && last !== undefined);
    assert.ok((near[2] ?? 0) > (first[2] ?? 0) * 1.2, 'nearer');
    const place = ([left = 0, , zoom = 1]: number[]): number => (300 - left) / zoom;
    assert.ok(Math.abs(place(near) - place(first)) < 3, 'what is under the pointer stays there');
    assert.deepEqual([(moved[0] ?? 0) - (near[0] ?? 0), (moved[1] ?? 0) - (near[1] ?? 0)].map(Math.round), [-60, -18]);
    assert.deepEqual(last, moved);
    assert.ok(scrolled > 100, `scrolled by ${scrolled}`);
    assert.equal(open, 'true', 'a drag is no press');
  });

  it('shows the table of the paper without networks; what is opened from it can be changed in place, and is kept', async () => {
    const act = `
      show([]);
      const cells = all('.paper tr').map((row) => [...row.cells].map((cell) => [...(cell.querySelectorAll('.brackets > span').length > 0 ? cell.querySelectorAll('.brackets > span') : [cell])].map(({ textContent }) => textContent).join('; ') + (cell.querySelector('.brackets') ? cell.querySelector('.stack').lastChild.textContent : '')));
      const buttons = all('[data-open]').map((button) => button.dataset.open);
      const names = all('[data-open]').map((button) => button.getAttribute('aria-label'));
      lab.click('d', '[data-open=resnet101]');
      const opened = drawn();
      lab.choose('d', '.diagram-head select', 'full-preact', 1);
      const other = drawn().head;
      lab.choose('d', '.diagram-head select', 'resnet1001', 0);
      const deep = drawn();
      press('layer1.1–110');
      lab.dispose('d');
      show([]);
      const kept = drawn();
      lab.click('d', '[data-do=back]');
      return { cells, buttons, names, opened, other, deep, kept, back: all('.paper').length };`;
    const found = await withDiagram<{ cells: string[][]; buttons: string[]; names: string[]; opened: Drawn; other: string; deep: Drawn; kept: Drawn; back: number }>(undefined, act);
    const paper = ['resnet18', 'resnet34', 'resnet50', 'resnet101', 'resnet152'];
    const described = paper.map((architecture) => describeGraph(buildGraph({ architecture })));
    assert.deepEqual(found.cells[0], ['layer name', 'output size', ...described.map(({ title }) => title)]);
    assert.deepEqual(found.cells[1], ['conv1', '112×112', '7×7, 64, stride 2']);
    assert.deepEqual(found.cells[2], ['conv2_x', '56×56', '3×3 max pool, stride 2']);
    for (const [row, stage] of [[3, 'conv2_x'], [4, 'conv3_x'], [5, 'conv4_x'], [6, 'conv5_x']] as const) {
      const wanted = described.map(({ stages }) => (stages.find((each) => each.stage === stage)?.layers ?? '').replace(/^.*\[(.*)\]/, '$1'));
      assert.deepEqual(found.cells[row]?.slice(-5), wanted);
    }
    assert.deepEqual(found.cells[7]?.slice(1), ['1×1', 'average pool, 1000-d fc, softmax']);
    assert.deepEqual(found.cells[9], ['MACs', ...described.map(({ macs }) => prefixed(macs))]);
    assert.deepEqual([...found.buttons].sort(), [...ARCHITECTURE_NAMES].sort(), 'every architecture can be opened');
    assert.ok(found.names.every((name) => name.startsWith('Open the diagram of ')));
    assert.ok(found.opened.boxes.some(({ title }) => title === 'layer3.1–22 × 22'));
    assert.match(found.other, /full-preact · bn-relu-conv-bn-relu-conv-add/);
    assert.match(found.deep.head, /^ResNet-1001 \(CIFAR\), full-preact/);
    assert.ok(found.kept.boxes.some(({ id }) => id === 'layer1.1.conv3'), 'what was opened is kept');
    assert.equal(found.kept.head, found.deep.head);
    assert.equal(found.back, 1);
  });

  it('names every control and box, says the whole in text and as a table, in Korean too', async () => {
    const act = `
      const unnamed = all('button, input, select, summary, [role=treeitem], [role=tree], [role=region], [role=group]').filter((control) => !(control.getAttribute('aria-label') || control.textContent.trim() || control.localName === 'g')).map((control) => control.outerHTML.slice(0, 80));
      all('summary').forEach((summary) => summary.click());
      await lab.sleep(60);
      const tree = all('[role=tree]')[0];
      return {
        unnamed, summary: tree.getAttribute('aria-label'), levels: ['conv1', 'conv2_x', 'layer1.0'].map((name) => box(name).getAttribute('aria-level')), hidden: all('.edges')[0].getAttribute('aria-hidden'),
        text: all('pre')[0].textContent, rows: all('[data-section=layers] tbody tr').map((row) => [...row.cells].map(({ textContent }) => textContent)), tools: all('.diagram-tools')[0].textContent, lang: all('.lab')[0].lang,
      };`;
    interface Found { readonly unnamed: string[]; readonly summary: string; readonly levels: string[]; readonly hidden: string; readonly text: string; readonly rows: string[][]; readonly tools: string; readonly lang: string }
    const networks = [network({ architecture: 'resnet50' })];
    const found = await withDiagram<Found>(networks, act);
    const korean = await withDiagram<Found>(networks, act, { language: 'ko' });
    const description = describeGraph(buildGraph({ architecture: 'resnet50' }));
    assert.deepEqual([...found.unnamed, ...korean.unnamed], []);
    assert.equal(found.summary, `Block diagram of ResNet-50, order original: ${prefixed(description.parameters)} parameters, ${prefixed(description.macs)} MACs for one image`);
    assert.deepEqual(found.levels, ['1', '1', '2']);
    assert.equal(found.hidden, 'true');
    assert.match(found.text, /layer4\.1–2 × 2/);
    assert.deepEqual(found.rows.slice(1).map(([name, , , , parameters, macs]) => [name, parameters, macs]), description.layers.map(({ name, parameters, macs }) => [name, parameters === 0 ? '' : parameters.toLocaleString('en'), macs === 0 ? '' : macs.toLocaleString('en')]));
    assert.match(korean.summary, /^ResNet-50의 구조도/);
    assert.match(korean.tools, /모두 펼치기모두 접기색 기준/);
    assert.equal(korean.lang, 'ko');
  });
});

/** Three digits with a prefix, with a space that does not break. */
function prefixed(value: number): string {
  if (value < 1e4) return value.toLocaleString('en');
  const power = Math.min(4, Math.floor((Math.log10(value) + 2e-4) / 3));
  return `${(value / 1000 ** power).toPrecision(3)}\u00a0${['', 'k', 'M', 'G', 'T'][power] ?? ''}`;
}
