import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { useTranslations } from '../../../src/base/l10n';
import { buildReport, renderReport, resultTable, type ReportInput } from '../../../src/experiment/report/report';
import type { ReportData } from '../../../src/experiment/report-data';
import type { ReportView } from '../../../src/experiment/report/report-html';
import { neededChromium, openPage, type PageLook } from './chromium';
import { fakeLandscape, fakeLesion, fakeShattered } from './fake-analysis';
import { LAYER_ORDER, pretendComparison, pretendTraining } from './fake-experiment';
import { fakeProbes } from './fake-probes';
import { bundleView } from './view-bundle';

/** Watches for what the page's policy bars, before anything else runs. */
const WATCH = "addEventListener('securitypolicyviolation', ({ violatedDirective }) => document.documentElement.setAttribute('data-violation', violatedDirective));";

/** Pixels of a picture that have nearly this colour (`#rrggbb`). */
async function pixels(picture: Buffer, colour: string): Promise<number> {
  const wanted = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
  let count = 0;
  for (let i = 0; i < data.length; i += info.channels) if (wanted.every((value, c) => Math.abs((data[i + c] ?? 0) - value) <= 8)) count++;
  return count;
}

/** What a reader sees of a document's text. */
function visibleText(dom: string): string {
  const text = dom.replace(/<(script|style|noscript)[^]*?<\/\1>/g, '').replace(/<[^>]*>/g, '\n');
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&nbsp;', '\u00a0').replaceAll('&amp;', '&');
}

describe('report in a browser', function () {
  this.timeout(120_000);
  let chromium = '';
  let runs = '';
  let view: ReportView = { script: '', style: '' };

  before(async function () {
    chromium = neededChromium(this);
    runs = mkdtempSync(join(tmpdir(), 'resnet-lab-view-'));
    view = await bundleView();
  });
  after(() => {
    if (runs !== '') rmSync(runs, { recursive: true, force: true });
  });

  /** Opens a report; `act` is done by the page's own script once it has drawn, `before` before that. */
  async function open(input: ReportInput, act = '', look: PageLook = {}, before = ''): Promise<{ data: ReportData; dom: string; text: string; picture: Buffer }> {
    const data = await buildReport(input);
    const script = `${WATCH}${before}${view.script};requestAnimationFrame(() => setTimeout(() => {${act}}, 200));`;
    const { dom, picture } = await openPage(chromium, renderReport(data, { ...view, script }), look);
    assert.doesNotMatch(dom, /<[a-z]+[^>]* (role="alert"|data-violation=)/, 'the page reports an error');
    return { data, dom, picture, text: visibleText(dom) };
  }

  it('shows the result, the conclusions and the set-up of a comparison', async () => {
    const broken = ({ order, seed }: { order: string; seed: number }): { state: 'failed'; error: string } | undefined => (order === 'plain' && seed === 4 ? { state: 'failed', error: 'the training diverged.' } : undefined);
    const input = await pretendComparison(join(runs, 'whole'), LAYER_ORDER, { broken });
    const { data, dom, text, picture } = await open({ ...input, question: '# Which order wins?\n\n**Guess** first.' });
    const { head, rows } = resultTable(data);
    const shown = new Set(text.split('\n').map((line) => line.trim()));
    for (const cell of [...head, ...rows.flat(), 'Which order wins?', 'Guess', 'Does the order of layers matter?', ...data.caveats]) assert.ok(shown.has(cell), `"${cell}" is not shown`);
    assert.match(text, /full-preact is better than original/);
    assert.match(text, /plain, seed 4: failed \(the training diverged\)/);
    assert.match(text, /vary: \{ order: \[original/);
    assert.match(text, /resnet-lab run notebooks\/03-layer-order\.resnb --cell 1/);
    assert.doesNotMatch(text, /NaN|undefined|\[object/);
    const charts = [...dom.matchAll(/<canvas role="img"[^>]* aria-label="([^"]*)"/g)].map(([, label]) => label ?? '');
    assert.equal(charts.length, 2);
    assert.match(dom, /<svg [^>]*aria-label="difference to original, points\. original: baseline\. full-preact: \+0\.\d\d \[[^\]]*\], n = 6, p /);
    assert.match(charts[0] ?? '', /^Line chart of training loss by step\. original: from \d\.\d+ to 0\.\d+ \(6 seeds\)/);
    assert.match(charts[1] ?? '', /^Line chart of test accuracy by epoch\..* plain: from \d\d\.\d\d to \d\d\.\d\d \(5 seeds\)/);
    assert.equal(dom.match(/<svg (?!class="still")[^>]*role="img"/g)?.length, 2, 'the plots of the result');
    for (const colour of ['#3399dd', '#5500dd', '#770000', '#dd5500']) assert.ok((await pixels(picture, colour)) > 600, `the lines of ${colour} are not drawn`);
  });

  it('has colours of its own in the dark', async () => {
    const { picture } = await open(await pretendComparison(join(runs, 'dark'), LAYER_ORDER), '', { dark: true });
    for (const colour of ['#56b4e9', '#e69f00', '#009e73', '#f0e442']) assert.ok((await pixels(picture, colour)) > 600, `the lines of ${colour} are not drawn`);
    assert.ok((await pixels(picture, '#1f1f1f')) > 1e6);
  });

  it('hides arms, sorts, and reads values by keyboard', async () => {
    const act = `
      document.querySelectorAll('.legend button')[3].click();
      for (const button of document.querySelectorAll('.modes button')) button.click();
      document.querySelectorAll('.sortable button')[1].click();
      for (const details of document.querySelectorAll('details')) details.open = true;
      const press = (key) => document.querySelectorAll('.chart')[1].dispatchEvent(new KeyboardEvent('keydown', { key }));
      press('ArrowRight'); press('ArrowRight');`;
    const { data, dom, text } = await open(await pretendComparison(join(runs, 'used'), LAYER_ORDER), act);
    const sorted = [...data.arms].sort((a, b) => (a.mean ?? 0) - (b.mean ?? 0)).map(({ label }) => label);
    const table = /<table class="sortable">[^]*?<\/table>/.exec(dom)?.[0] ?? '';
    assert.deepEqual([...table.matchAll(/<th scope="row"><span>([^<]+)/g)].map(([, label]) => label), sorted);
    assert.match(table, /aria-sort="ascending"/);
    const second = data.arms[0]?.curves.testAccuracy?.mean[1] ?? 0;
    assert.match(text, new RegExp(`epoch 2: original: ${(100 * second).toFixed(2)} \\[\\d\\d\\.\\d\\d, \\d\\d\\.\\d\\d\\], n = 6; full-preact: `));
    const summary = /aria-label="(Line chart of test accuracy[^"]*)"/.exec(dom)?.[1] ?? '';
    assert.match(summary, /conv-relu-bn/);
    assert.doesNotMatch(summary, /plain/);
    assert.match(text, /Test accuracy, % of each seed\./);
    assert.match(text, /On the logarithmic axis/);
    assert.equal(dom.match(/<th scope="row">\d+<\/th>/g)?.length, 6 + 213 + 3, 'a row for each seed, step and epoch');
  });

  it('fits a width of 400 pixels', async () => {
    // A window can't be that narrow here, the page in it can.
    const before = "document.documentElement.style.width = '400px';";
    const act = "document.title = [document.body.clientWidth, document.body.scrollWidth, document.querySelector('.forest svg').viewBox.baseVal.width, document.querySelector('canvas').clientWidth].join(' ');";
    const { dom } = await open(await pretendComparison(join(runs, 'narrow'), LAYER_ORDER), act, { width: 500 }, before);
    assert.equal(/<title>(.*)<\/title>/.exec(dom)?.[1], '400 400 372 372', 'widths of the page, of what is in it, of a plot and of a chart');
  });

  it('shows a single trial without comparing', async () => {
    const { text, dom } = await open(await pretendTraining(join(runs, 'single'), 'train: { architecture: resnet8, epochs: 1 }'));
    assert.match(text, /after the last epoch/);
    assert.match(text, /one trial with one seed/);
    assert.doesNotMatch(text, /Holm|NaN|undefined/);
    assert.equal(dom.match(/<canvas role="img"[^>]* aria-label=/g)?.length, 2);
  });

  it('speaks the language of its page', async () => {
    useTranslations(JSON.parse(readFileSync(new URL('../../../l10n/bundle.l10n.ko.json', import.meta.url), 'utf8')) as Record<string, string>);
    try {
      const { dom, text } = await open(await pretendTraining(join(runs, 'korean'), 'train: { architecture: resnet8, epochs: 1 }'));
      assert.match(dom, /<html lang="ko"/);
      assert.match(text, /ResNet Lab 보고서/);
      assert.match(text, /학습 곡선/);
    } finally {
      useTranslations({});
    }
  });

  it('says that there is no result where no trial has finished', async () => {
    const input = await pretendComparison(join(runs, 'none'), LAYER_ORDER.replace('seeds: 6', 'seeds: 1'), { broken: () => ({ state: 'interrupted' }) });
    const { text } = await open(input);
    assert.match(text, /No trial has finished: there is no result yet\./);
    assert.match(text, /Dotted lines that end in ×/);
    assert.doesNotMatch(text, /NaN|undefined/);
  });

  it('draws the networks of the arms: a unit an order layer by layer, and the whole networks', async () => {
    const input = await pretendComparison(join(runs, 'networks'), LAYER_ORDER.replace('seeds: 6', 'seeds: 1'));
    const { data, dom, text } = await open(input);
    const section = /<section class="networks">[^]*?<\/section>/.exec(dom)?.[0] ?? '';
    const figures = [...section.matchAll(/<figure class="diagram-figure (unit|network)">[^]*?<\/figure>/g)];
    const units = figures.filter(([, kind]) => kind === 'unit');
    assert.equal(units.length, 4);
    units.forEach(([unit], i) => {
      const tokens = [...unit.matchAll(/<g class="box kind-(\w+)"/g)].map(([, kind]) => kind);
      assert.deepEqual(tokens, data.arms[i]?.tokens.split('-'));
      assert.equal(/<g class="edge shortcut identity"/.test(unit), tokens.includes('add'));
      assert.match(unit, new RegExp(`aria-label="A residual unit of ResNet-8 \\(CIFAR\\): ${tokens.join('-')}\\. Arms: ${data.arms[i]?.label}\\."`));
    });
    const networks = figures.filter(([, kind]) => kind === 'network');
    assert.deepEqual(networks.map(([network]) => /Arms: ([^<]*)\.<\/figcaption>/.exec(network)?.[1]), ['original, conv-relu-bn', 'full-preact', 'plain']);
    for (const [network] of networks) assert.deepEqual([...network.matchAll(/data-id="(conv\d_x|layer\d\.\d)"/g)].map(([, id]) => id), ['conv2_x', 'layer1.0', 'conv3_x', 'layer2.0', 'conv4_x', 'layer3.0']);
    assert.deepEqual([...text.matchAll(/^Figure (\d+)\./gm)].map(([, n]) => Number(n)), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    for (const { name, value } of data.setup?.rows ?? []) assert.ok(text.includes(name) && text.includes(value), name);
    assert.match(text, /How it was tested\.[^]*two-sided paired t test/);
    assert.match(text, /resnet-lab report notebooks\/03-layer-order\.resnb --cell 1/);
  });

  it('draws the analyses of its networks', async () => {
    const data = await buildReport(await pretendComparison(join(runs, 'analysed'), LAYER_ORDER.replace('seeds: 6', 'seeds: 1')));
    const analyses = [fakeLesion(), fakeLandscape({ side: 7 }), fakeShattered()];
    const { dom } = await openPage(chromium, renderReport({ ...data, analyses }, { ...view, script: `${WATCH}${view.script}` }), { height: 9000 });
    assert.doesNotMatch(dom, /<[a-z]+[^>]* (role="alert"|data-violation=)/);
    const text = visibleText(dom);
    for (const { title } of analyses) assert.ok(text.includes(title), title);
    const section = /<section class="analyses">[^]*$/.exec(dom)?.[0] ?? '';
    assert.ok((section.match(/<canvas role="img"[^>]* aria-label="[^"]+"/g)?.length ?? 0) >= 4, 'their charts are drawn');
  });

  it('says at the top that an experiment is unfinished, and shows no result', async () => {
    const data = await buildReport(await pretendComparison(join(runs, 'unfinished'), LAYER_ORDER.replace('seeds: 6', 'seeds: 2')));
    const { tested: _, ...rest } = data;
    const { dom } = await openPage(chromium, renderReport({ ...rest, conclusions: [], unfinished: '5 of 8 trials have ended.' }, view));
    const text = visibleText(dom);
    assert.match(text, /Does the order of layers matter\?[^]{0,200}Not finished\.[^]{0,20}5 of 8 trials have ended\./);
    assert.match(text, /How far it is/);
    assert.doesNotMatch(text, /Holm|What may not be concluded/);
    assert.equal(dom.match(/<canvas role="img"[^>]* aria-label=/g)?.length, 2, 'the curves so far');
  });

  it('has a table of chosen runs side by side', async () => {
    const { comparison: { arms, metric }, ...input } = await pretendComparison(join(runs, 'chosen'), LAYER_ORDER.replace('seeds: 6', 'seeds: 2'));
    const { text, data } = await open({ ...input, source: { text: '' }, comparison: { arms, metric } });
    for (const cell of resultTable(data).rows.flat()) assert.ok(text.includes(cell), cell);
    assert.match(text, new RegExp(`resnet-lab report ${data.trials.map(({ id }) => id).join(' ')}`));
  });

  it('stays below 1.5 MB with ten arms of six seeds, probes and many steps, and loads nothing from outside', async () => {
    const text = LAYER_ORDER.replace('[original, full-preact, conv-relu-bn, plain]', '[original, bn-after-add, relu-before-add, relu-only-preact, full-preact, no-last-relu, conv-relu-bn, conv-relu-bn-relu, no-bn, plain]').replace('epochs: 3', 'epochs: 30');
    const input = await pretendComparison(join(runs, 'large'), text, { stepsPerEpoch: 100 });
    const network = { architecture: 'resnet20', input: { height: 28, width: 28, channels: 1 }, classes: 10 };
    const probed = input.comparison.arms.map(({ label }) => ({ label, network }));
    const most = 60_000;
    const grids = ['weightGradient', 'signal', 'response', 'trunk', 'branch', 'gamma'] as const;
    let probes = fakeProbes(grids, { arms: probed, steps: 400, every: 10 });
    const numbers = JSON.stringify(probes).split(',').length;
    if (numbers > most) probes = fakeProbes(grids, { arms: probed, steps: Math.floor((400 * most) / numbers), every: 10 });
    const report = await buildReport(input);
    const html = renderReport({ ...report, probes }, view);
    assert.ok(html.length < 1.5e6, `${html.length} bytes`);
    assert.ok(JSON.stringify(report).length > 3e5 && JSON.stringify(probes).length > 1e5, 'there is something in it');
    const count = "setTimeout(() => (document.title = `resources: ${performance.getEntriesByType('resource').length}`), 1000)";
    const { dom } = await openPage(chromium, renderReport({ ...report, probes }, { ...view, script: `${WATCH}${view.script};${count}` }));
    assert.match(dom, /<title>resources: 0<\/title>/);
    assert.doesNotMatch(dom, /<[a-z]+[^>]* (role="alert"|data-violation=)/);
    assert.doesNotMatch(dom.replace(/<script[^]*?<\/script>|<style[^]*?<\/style>/g, ''), /<(img|script|link|iframe|object)[^>]* (src|href|data)="(?!data:)/);
  });

  it('shows an error in the page: nobody looks into the console', async () => {
    const data = await buildReport(await pretendTraining(join(runs, 'newer'), 'train: { architecture: resnet8 }'));
    const newer = { ...data, version: 2 } as unknown as ReportData;
    const { dom } = await openPage(chromium, renderReport(newer, view));
    assert.match(visibleText(dom), /could not be drawn:.*written by another ResNet Lab \(format 2\)/);
  });

  it('runs no script that is not its own', async () => {
    const data = await buildReport(await pretendTraining(join(runs, 'foreign'), 'train: { architecture: resnet8 }'));
    const html = renderReport(data, { ...view, script: `${WATCH}${view.script}` }).replace('</body>', "<script>document.body.setAttribute('data-foreign', '')</script></body>");
    const { dom } = await openPage(chromium, html);
    assert.doesNotMatch(dom, /<body data-foreign/);
    assert.match(dom, /data-violation="script-src/);
  });
});
