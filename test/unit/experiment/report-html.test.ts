import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError, sentence } from '../../../src/base/errors';
import { buildReport, renderReport, writeReport } from '../../../src/experiment/report/report';
import type { ReportData } from '../../../src/experiment/report-data';
import { LAYER_ORDER, pretendComparison } from '../views/fake-experiment';

const view = { script: 'const end = "</script>";\r\ndraw();', style: 'body { margin: 0 }' };
const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** What stands between the tags of the page's elements of a kind, as a browser delimits them. */
function contents(html: string, tag: string): string[] {
  return [...html.matchAll(new RegExp(`<${tag}(?: [^>]*)?>([^]*?)</${tag}>`, 'g'))].map(([, content]) => content ?? '');
}

describe('report as a page', () => {
  let folder = '';
  let data: ReportData;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'resnet-lab-page-'));
    const input = await pretendComparison(join(folder, 'runs'), LAYER_ORDER.replace('seeds: 6', 'seeds: 2'));
    const evil = '</script><script>alert("1")</script><!-- <script> & </title>';
    data = await buildReport({ ...input, title: evil, question: evil, source: { text: `${input.source.text}# ${evil}\n` } });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('holds the data and one script, whatever stands in titles and cells', () => {
    const html = renderReport(data, view);
    const [json = '', script, ...more] = contents(html, 'script');
    assert.deepEqual(more, []);
    assert.equal(html.match(/<script/gi)?.length, 2);
    assert.deepEqual(JSON.parse(json), data);
    assert.equal(script, 'const end = "<\\/script>";\ndraw();');
    assert.equal(contents(html, 'title')[0], '&lt;/script&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&lt;!-- &lt;script&gt; &amp; &lt;/title&gt;');
  });

  it('lets in its own script and style and nothing from outside', () => {
    const html = renderReport(data, view);
    const [, script = ''] = contents(html, 'script');
    const [style = ''] = contents(html, 'style');
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    assert.equal(policy, `default-src 'none'; script-src ${sha256(script)}; style-src ${sha256(style)}; img-src data:; base-uri 'none'; form-action 'none'`);
    assert.doesNotMatch(html.replace(/<script type[^]*?<\/script>/, ''), /(src|href)=|@import|url\(/);
  });

  it('shows its table where scripts are barred', () => {
    const [table = ''] = contents(renderReport(data, view), 'noscript');
    assert.match(table, /<th>p \(Holm\)<\/th>/);
    assert.match(table, /<td>full-preact<\/td>/);
  });

  it('is written whole, into a folder that need not be there', async () => {
    writeFileSync(join(folder, 'report.js'), view.script);
    writeFileSync(join(folder, 'report.css'), view.style);
    await writeReport(join(folder, 'reports', 'a.html'), data, folder);
    assert.equal(readFileSync(join(folder, 'reports', 'a.html'), 'utf8'), renderReport(data, view));
    assert.deepEqual(readdirSync(join(folder, 'reports')), ['a.html']);
  });

  it('says what to do where the view is not built', async () => {
    const path = join(folder, 'b.html');
    await assert.rejects(writeReport(path, data, join(folder, 'nowhere')), (error) => error instanceof LabError && /nowhere: .*script or style is missing.*npm run build/.test(sentence(error)));
    assert.equal(existsSync(path), false);
  });
});
