import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildReport, resultTable } from '../../../src/experiment/report/report';
import type { ReportData } from '../../../src/experiment/report-data';
import { outPlace, writeReportFiles } from '../../../src/experiment/report/report-files';
import { renderMarkdown } from '../../../src/experiment/report/report-markdown';
import { assertWellFormed } from '../../helpers/xml';
import { fakeLandscape, fakeLesion, fakeShattered } from '../views/fake-analysis';
import { LAYER_ORDER, pretendComparison, pretendTraining } from '../views/fake-experiment';
import { fakeProbes } from '../views/fake-probes';

/** The tables of a Markdown text, as rows of cells without their escapes; the line under the head is left out. */
function tables(markdown: string): string[][][] {
  const blocks = markdown.split('\n\n').filter((block) => /^\| .*\n\| ---/.test(block));
  return blocks.map((block) => block.split('\n').filter((_, i) => i !== 1).map((row) => row.slice(2, -2).split(/ \| /).map((cell) => cell.replace(/\\(.)/g, '$1'))));
}

describe('report as Markdown', function () {
  this.timeout(20_000);
  let folder = '';
  let data: ReportData;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'report-markdown-'));
    const input = await pretendComparison(join(folder, 'runs'), LAYER_ORDER.replace('seeds: 6', 'seeds: 3'), { broken: ({ order, seed }) => (order === 'plain' && seed === 2 ? { state: 'failed', error: 'the training | <diverged>.' } : undefined) });
    data = await buildReport({ ...input, question: '# Which order wins?\n\nGuess *first*.' });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('has everything that the page has, in order', () => {
    const { markdown } = renderMarkdown(data, 'f');
    const headings = [...markdown.replace(/^(```+)[^]*?^\1/gm, '').matchAll(/^#{1,3} .*$/gm)].map(([line]) => line);
    assert.deepEqual(headings, ['# Does the order of layers matter?', '## Question', '### Which order wins?', '## Read first', '## Result', '## How it was set up', '## Networks', '## Learning curves', '## What may not be concluded', '## Versions and machine', '## How to repeat it', '## All trials']);
    for (const sentence of [...data.conclusions, ...data.caveats]) assert.ok(markdown.includes(`- ${sentence}`), sentence);
    assert.ok(markdown.includes(data.tested ?? 'none'));
    assert.ok(markdown.includes(`\`\`\`yaml\n${LAYER_ORDER.replace('seeds: 6', 'seeds: 3').trim()}\n\`\`\``));
    assert.match(markdown, /```sh\nresnet-lab run notebooks\/03-layer-order\.resnb --cell 1\nresnet-lab report notebooks\/03-layer-order\.resnb --cell 1\n```/);
    assert.match(markdown, /the training \\\| \\<diverged>/, 'words of the data are no Markdown');
    assert.doesNotMatch(markdown, /NaN|undefined|\[object|https?:/);
  });

  it('has the numbers of the data', () => {
    const { markdown } = renderMarkdown(data, 'f');
    const found = tables(markdown);
    const { head, rows } = resultTable(data);
    assert.deepEqual(found[0], [head, ...rows]);
    const seeds = found[1] ?? [];
    assert.deepEqual(seeds[0], ['seed', ...data.arms.map(({ label }) => label)]);
    for (const [seed = '', ...cells] of seeds.slice(1)) {
      data.arms.forEach(({ values }, i) => {
        const value = values.find((one) => one.seed === Number(seed))?.value;
        assert.equal(cells[i], value === undefined ? '–' : (100 * value).toFixed(2), `seed ${seed}`);
      });
    }
    const accuracy = found.filter(([first]) => first?.[0] === 'epoch').at(-1) ?? assert.fail();
    assert.deepEqual(accuracy.slice(1).map(([epoch]) => epoch), ['1', '2', '3']);
    const { mean = [], low = [], high = [] } = data.arms[1]?.curves.testAccuracy ?? {};
    assert.deepEqual(accuracy.slice(1).map((row) => row[2]), mean.map((value, i) => `${(100 * (value ?? 0)).toFixed(2)} [${(100 * (low[i] ?? 0)).toFixed(2)}, ${(100 * (high[i] ?? 0)).toFixed(2)}]`));
    const loss = found.find(([first]) => first?.[0] === 'step') ?? assert.fail();
    assert.equal(loss.length, 11, 'ten places of a long curve');
    assert.deepEqual([loss[1]?.[0], loss.at(-1)?.[0]], ['1', '213']);
  });

  it('links figures that are written beside it, each a drawing with a text alternative and nothing from outside', async () => {
    const { html, markdown, figures } = await writeReportFiles(join(folder, 'out', 'two words'), data, ['md']);
    assert.equal(html, undefined);
    const text = readFileSync(markdown ?? '', 'utf8');
    const links = [...text.matchAll(/^!\[([^\]]+)\]\(([^)]+)\)$/gm)];
    assert.equal(links.length, figures.length);
    assert.ok(links.length >= 2 + 4 + 2 + 4, `${links.length} figures`);
    for (const [, alt, link = ''] of links) {
      assert.doesNotMatch(link, /[ \\]/);
      const file = join(folder, 'out', decodeURI(link));
      assert.ok(alt !== '' && existsSync(file) && figures.includes(file), link);
      const svg = readFileSync(file, 'utf8');
      assertWellFormed(svg);
      assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]* role="img"[^]*<title[^>]*>[^<]+<\/title>/);
      assert.doesNotMatch(svg, /href|<style|<script|url\((?!#)|@import/);
    }
    assert.deepEqual([...text.matchAll(/^\*\*Figure (\d+)\.\*\*/gm)].map(([, n]) => Number(n)), links.map((_, i) => i + 1));
  });

  it('draws a unit for each order and the network once for those that are alike', () => {
    const { figures } = renderMarkdown(data, 'f');
    const units = figures.filter(({ name }) => name.startsWith('unit'));
    assert.deepEqual(units.map(({ caption }) => /: ([a-z-]+)\. Arms/.exec(caption)?.[1]), data.arms.map(({ tokens }) => tokens));
    for (const [i, { svg }] of units.entries()) {
      const tokens = [...svg.matchAll(/<g data-id="([^"]+)"/g)].map(([, id = '']) => /(conv|bn|relu|add)/.exec(id.slice(id.lastIndexOf('.') + 1))?.[1]);
      assert.deepEqual(tokens, data.arms[i]?.tokens.split('-'));
      assert.equal(svg.includes('#0072b2'), data.arms[i]?.tokens.includes('add'), 'an identity shortcut, in its colour');
    }
    const networks = figures.filter(({ name }) => name.startsWith('network'));
    assert.deepEqual(networks.map(({ caption }) => /Arms: (.*)\.$/.exec(caption)?.[1]), ['original, conv-relu-bn', 'full-preact', 'plain']);
  });

  it('shows where curves and intervals lie', () => {
    const { figures } = renderMarkdown(data, 'f');
    const accuracy = figures.find(({ name }) => name === 'curve-testAccuracy') ?? assert.fail();
    const ys = [...accuracy.svg.matchAll(/<path d="M([^"]+)"/g)].map(([, d = '']) => d.split('L').map((point) => Number(point.split(' ')[1])));
    const finals = data.arms.map(({ curves }) => curves.testAccuracy?.mean.at(-1) ?? 0);
    assert.equal(ys.length, 4);
    const order = (values: readonly number[]): number[] => values.map((_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
    assert.deepEqual(order(ys.map((points) => -(points.at(-1) ?? 0))), order(finals), 'the higher value lies higher');
    const [lowest = 0, highest = 0] = [Math.min(...finals), Math.max(...finals)];
    const at = (value: number): number => ys[finals.indexOf(value)]?.at(-1) ?? NaN;
    const middle = [...finals].sort((a, b) => a - b)[1] ?? 0;
    const expected = at(lowest) + ((at(highest) - at(lowest)) * (middle - lowest)) / (highest - lowest);
    assert.ok(Math.abs(at(middle) - expected) < 0.2, 'in proportion');
    assert.equal(accuracy.svg.match(/<polygon/g)?.length, 4, 'a band each');
  });

  it('has axes with round ticks: whole ones for epochs, powers of ten or their halves and fifths where they are logarithmic', () => {
    const { figures } = renderMarkdown(data, 'f');
    const ticks = (name: string, anchor: string): string[] => [...(figures.find((figure) => figure.name === name)?.svg ?? '').matchAll(new RegExp(`text-anchor="${anchor}" fill="#59636e">([^<]+)<`, 'g'))].map(([, text = '']) => text);
    assert.deepEqual(ticks('curve-testAccuracy', 'middle'), ['1', '2', '3']);
    const losses = ticks('curve-stepLoss', 'end').map(Number);
    assert.deepEqual(losses, [0.2, 0.5, 1, 2, 5].filter((tick) => tick >= (losses[0] ?? 0) && tick <= (losses.at(-1) ?? 0)));
    assert.ok(losses.length >= 3);
  });

  it('has what was measured inside, by probes and by analyses', () => {
    const inside: ReportData = { ...data, probes: fakeProbes(['weightGradient', 'trunk']), analyses: [fakeLesion(), fakeLandscape({ side: 5 }), fakeShattered()] };
    const { markdown, figures } = renderMarkdown(inside, 'f');
    const names = figures.map(({ name }) => name).filter((name) => /^(inside|analysis)/.test(name));
    assert.deepEqual(names, ['inside-weightGradient-first', 'inside-weightGradient-last', 'inside-trunk-first', 'inside-trunk-last', 'analysis-1-deleted', 'analysis-1-several', 'analysis-2-line', 'analysis-3-autocorrelation']);
    for (const { svg } of figures) assertWellFormed(svg);
    assert.match(markdown, /^### Recorded while training, every 10 steps$/m);
    assert.match(markdown, /^### Which units are needed\?$/m);
    const { networks, result } = fakeLesion();
    const ids = networks.filter(({ label }) => label === 'original').map(({ id }) => id);
    const errors = result.networks.filter(({ id }) => ids.includes(id)).map(({ whole }) => whole?.error ?? NaN);
    assert.ok(markdown.includes(`original ${((100 * errors.reduce((a, b) => a + b, 0)) / errors.length).toFixed(2)} %`));
    const deleted = tables(markdown).find(([first]) => first?.[0] === 'place of the deleted unit') ?? assert.fail();
    const first = result.networks.filter(({ id }) => ids.includes(id)).map((network) => (network.deleted[0] as { error: number }).error);
    assert.equal(deleted[1]?.[1], String(Number(((100 * first.reduce((a, b) => a + b, 0)) / first.length).toPrecision(4))));
  });

  it('says at its top that an experiment is unfinished, and tests nothing', () => {
    const { tested: _, ...rest } = data;
    const { markdown, figures } = renderMarkdown({ ...rest, conclusions: [], unfinished: 'It is 3 of 12.' }, 'f');
    assert.match(markdown, /^# .*\n\n.*\n\n> \*\*Not finished\.\*\* It is 3 of 12\.\n/);
    assert.match(markdown, /## How far it is\n\n\| arm \| trials asked for \| finished \| failed \|\n.*\n\| original \| 3 \| 3 \| 0 \|\n[^]*\| plain \| 3 \| 2 \| 1 \|/);
    assert.doesNotMatch(markdown, /## Result|Holm|What may not be concluded/);
    assert.ok(figures.every(({ name }) => name !== 'values' && name !== 'differences'));
  });

  it('is written of a single trial, and of one on a folder whose classes nobody knows', async () => {
    const single = await buildReport(await pretendTraining(join(folder, 'single'), 'train: { architecture: resnet8, dataset: "folder:/pictures", epochs: 2 }'));
    const { markdown, figures } = renderMarkdown(single, 'f');
    assert.equal(single.arms[0]?.network, undefined);
    assert.ok(figures.every(({ name }) => name.startsWith('curve-')));
    assert.match(markdown, /the images of \/pictures, brought to 32×32 pixels/);
    assert.doesNotMatch(markdown, /Holm|NaN|undefined/);
  });

  it('goes where --out says', () => {
    assert.deepEqual(outPlace('docs/order'), { folder: 'docs/order', stem: 'report' });
    assert.deepEqual(outPlace(join('docs', 'order.HTML')), { folder: 'docs', stem: 'order', format: 'html' });
    assert.deepEqual(outPlace('order.markdown'), { folder: '.', stem: 'order', format: 'md' });
  });
});
