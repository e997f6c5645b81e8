import assert from 'node:assert/strict';
import type { FromView } from '../../../src/engine/view-protocol';
import { EXPERIMENT_MIME } from '../../../src/experiment/experiment-data';
import { Browser } from './browser';
import { neededChromium } from './chromium';
import { dataMessage, embedded, themeStyle, THEMES } from './editor-page';
import { fakeExperiment } from './fake-data';
import { bundlePanel } from './view-bundle';

/** A panel's page as the host makes it: a strict policy, the context as data, the script by its nonce. Around it, what VS Code puts into every page. */
function panelPage(script: string, state: unknown): string {
  const context = JSON.stringify({ language: 'en', host: true, output: 'key', mime: EXPERIMENT_MIME, state: { kind: 'cell', notebook: 'lab.resnb', cell: 1 } }).replaceAll('"', '&quot;');
  const policy = "default-src 'none'; script-src 'nonce-n'; style-src 'nonce-n'; img-src data: blob:";
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><style nonce="n">:root{${themeStyle('dark')}} body{margin:0;background:var(--vscode-editor-background)}</style></head>
<body class="${THEMES.dark.class}">
<script nonce="n">
window.violations = [];
addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile, lineNumber }) => violations.push([violatedDirective, sourceFile, lineNumber].join(' ')));
window.api = { sent: [], state: ${embedded(state)} ?? undefined };
window.acquireVsCodeApi = () => ({ postMessage: (message) => api.sent.push(message), setState: (state) => { api.state = structuredClone(state); }, getState: () => api.state });
</script>
<main id="view" data-context="${context}" data-nonce="n"></main>
<script nonce="n">${script.replaceAll('</script', '<\\/script')}</script>
</body>
</html>`;
}

describe('experiments in a panel', function () {
  this.timeout(60_000);
  let browser: Browser | undefined;

  before(function () {
    browser = Browser.launch(neededChromium(this));
  });
  after(async () => browser?.close());

  it('asks for its data, draws them under a strict policy, and keeps what the host and the reader need', async () => {
    assert.ok(browser !== undefined);
    const page = await browser.open(panelPage(await bundlePanel(), { kind: 'cell', chosen: { hidden: ['plain'], eachSeed: false, logarithmic: true, charts: [] } }));
    await page.until('window.api?.sent.length > 0');
    const send = (message: object): Promise<unknown> => page.run(`postMessage(${embedded(message)}, '*'); await new Promise((resolve) => setTimeout(resolve, 300));`);
    await send(dataMessage('another', fakeExperiment({ state: 'crashed' })));
    await send(dataMessage('key', fakeExperiment()));
    const found = await page.run<{ sent: FromView[]; text: string; buttons: string[]; hidden: string[]; violations: string[]; state: unknown; font: string }>(`
      document.querySelectorAll('.legend button')[2].click();
      for (const format of ['svg', 'png']) document.querySelector('[data-item=' + format + ']').click();
      await new Promise((resolve) => setTimeout(resolve, 300));
      const all = (selector) => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent);
      return { sent: api.sent, text: document.querySelector('.status').textContent, buttons: all('.actions button'), hidden: all('.legend button[aria-pressed=false]'), violations, state: api.state, font: getComputedStyle(document.querySelector('.lab')).fontSize };`);
    assert.deepEqual(found.sent[0], { type: 'ready' });
    assert.match(found.text, /^Finished/);
    assert.deepEqual(found.buttons, ['Open report'], 'a panel is not opened from itself');
    assert.deepEqual(found.hidden, ['conv-relu-bn (n = 6)', 'plain (n = 6)']);
    assert.deepEqual(found.violations, []);
    assert.equal(found.font, '13px', 'the style is there');
    assert.deepEqual(found.state, { kind: 'cell', notebook: 'lab.resnb', cell: 1, chosen: { hidden: ['plain', 'conv-relu-bn'], eachSeed: false, logarithmic: true, charts: [] } });
    assert.deepEqual(found.sent.slice(1).map((message) => message.type === 'save' && message.format), ['svg', 'png']);
    await page.close();
  });
});
