// How well the live view keeps up with fifty curves of ten thousand steps each that grow: `npx tsx bench/repaint.ts [seconds]`.
// The data come as the engine sends them: decimated to 400 points a curve, whole, four times a second; once also as fast as the page takes them.
import { Browser } from '../test/unit/views/browser';
import { findChromium } from '../test/unit/views/chromium';
import { dataMessage, editorPage, embedded } from '../test/unit/views/editor-page';
import { fakeExperiment } from '../test/unit/views/fake-data';
import { bundleRenderer } from '../test/unit/views/view-bundle';

const LINES = 50;
const STEPS = 10_000;
const MESSAGES = 20;

interface Measured {
  readonly seconds: number;
  readonly repaints: number;
  /** Milliseconds of script of each frame that repainted, and of each message's arrival. */
  readonly scripts: readonly number[];
  readonly arrivals: readonly number[];
}

/** Counts the frames in which a curve was drawn, and times the scripts of frames. Stands before the page's own script. */
const METER = `
window.meter = { repaints: 0, scripts: [], arrivals: [] };
let drawn = false;
const clear = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...all) { drawn ||= this.canvas.className === 'curves'; return clear.apply(this, all); };
const frame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (call) => frame((time) => {
  drawn = false;
  const start = performance.now();
  call(time);
  if (drawn) { meter.repaints++; meter.scripts.push(performance.now() - start); }
});`;

async function measure(browser: Browser, renderer: string, interval: number, seconds: number): Promise<Measured> {
  const arms = Array.from({ length: LINES }, (_, i) => `arm ${i + 1}`);
  const at = (fraction: number): ReturnType<typeof fakeExperiment> => fakeExperiment({ arms, seeds: 1, epochs: 10, stepsPerEpoch: STEPS / 10, state: 'running', done: () => fraction });
  const messages = Array.from({ length: MESSAGES }, (_, i) => dataMessage('out', at(0.5 + (0.45 * i) / MESSAGES)));
  const page = await browser.open(editorPage(renderer, { outputs: [{ id: 'a', output: 'out', data: at(0.5) }] }).replace('<script type="module">', `<script>${METER}</script><script type="module">`));
  await page.until('window.lab?.ready');
  const measured = await page.run<Measured>(`
    const messages = ${embedded(messages)};
    Object.assign(meter, { repaints: 0, scripts: [], arrivals: [] });
    const start = performance.now();
    for (let i = 0; performance.now() - start < ${1000 * seconds}; i++) {
      const before = performance.now();
      lab.send(messages[i % messages.length]);
      meter.arrivals.push(performance.now() - before);
      await new Promise((resolve) => setTimeout(resolve, ${interval}));
    }
    return { seconds: (performance.now() - start) / 1000, ...meter };`);
  await page.close();
  return measured;
}

function quantile(values: readonly number[], part: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN).toFixed(1);
}

async function main(): Promise<void> {
  const chromium = findChromium();
  if (chromium === undefined) throw new Error('No Chromium: set CHROMIUM to its path.');
  const seconds = Number(process.argv[2] ?? 8);
  const renderer = await bundleRenderer();
  const browser = Browser.launch(chromium);
  try {
    console.log(`${LINES} lines × ${STEPS.toLocaleString('en')} steps in two charts, headless, without a GPU`);
    for (const interval of [250, 10]) {
      const { repaints, scripts, arrivals, seconds: took } = await measure(browser, renderer, interval, seconds);
      console.log(`${arrivals.length} messages in ${took.toFixed(1)} s: ${(repaints / took).toFixed(1)} repaints/s, script per repaint ${quantile(scripts, 0.5)} ms (median), ${quantile(scripts, 0.95)} ms (95 %), per message ${quantile(arrivals, 0.5)} ms`);
    }
  } finally {
    await browser.close();
  }
}

void main();
