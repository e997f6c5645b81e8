import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** A headless Chromium that is spoken to over two pipes (DevTools protocol): pages live in real time and have a real mouse. No network. */
export class Browser {
  private next = 1;
  private rest = '';
  /** The page that was opened last. */
  private page: Page | undefined;
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();

  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
  ) {
    (process.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => this.receive(text));
    process.once('exit', () => this.waiting.forEach(({ reject }) => reject(new Error('Chromium has ended'))));
  }

  static launch(chromium: string): Browser {
    const folder = mkdtempSync(join(tmpdir(), 'resnet-lab-browser-'));
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--hide-scrollbars', '--proxy-server=127.0.0.1:9', `--user-data-dir=${join(folder, 'profile')}`, '--remote-debugging-pipe', 'about:blank'];
    return new Browser(spawn(chromium, flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] }), folder);
  }

  /** Opens a page from a file, in place of one that a test which failed has left: it would slow down all that follow. */
  async open(html: string, { width = 900, height = 1600 }: { width?: number; height?: number } = {}): Promise<Page> {
    await this.page?.close().catch(() => undefined);
    const file = join(this.folder, `page-${this.next}.html`);
    writeFileSync(file, html);
    const { targetId } = await this.ask<{ targetId: string }>('Target.createTarget', { url: 'about:blank', newWindow: true, width, height });
    const { sessionId } = await this.ask<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
    const page = (this.page = new Page((method, params) => this.ask(method, params, sessionId), () => this.ask('Target.closeTarget', { targetId })));
    await page.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    await page.send('Page.navigate', { url: pathToFileURL(file).href });
    return page;
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.process.once('exit', resolve));
    await this.ask('Browser.close', {}).catch(() => this.process.kill());
    await gone;
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private ask<T>(method: string, params: object, sessionId?: string): Promise<T> {
    const id = this.next++;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: (value) => resolve(value as T), reject });
      (this.process.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) })}\0`);
    });
  }

  private receive(text: string): void {
    const messages = (this.rest + text).split('\0');
    this.rest = messages.pop() ?? '';
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message) as Answer;
      const waiting = id === undefined ? undefined : this.waiting.get(id);
      if (waiting === undefined || id === undefined) continue;
      this.waiting.delete(id);
      if (error === undefined) waiting.resolve(result);
      else waiting.reject(new Error(error.message));
    }
  }
}

interface Evaluated {
  readonly result: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}

export class Page {
  constructor(
    readonly send: <T>(method: string, params: object) => Promise<T>,
    readonly close: () => Promise<unknown>,
  ) {}

  /** Runs the body of an async function in the page and answers what it returns, as JSON. @throws Error with the page's own */
  async run<T>(body: string): Promise<T> {
    const { result, exceptionDetails } = await this.send<Evaluated>('Runtime.evaluate', { expression: `(async () => {${body}\n})()`, awaitPromise: true, returnByValue: true });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as T;
  }

  /** Waits until an expression is true. @throws Error after half a minute */
  async until(expression: string): Promise<void> {
    const end = Date.now() + 30_000;
    while (!(await this.run<boolean>(`return Boolean(${expression});`))) {
      if (Date.now() > end) throw new Error(`never true: ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async picture(): Promise<Buffer> {
    return Buffer.from((await this.send<{ data: string }>('Page.captureScreenshot', { format: 'png' })).data, 'base64');
  }

  async mouse(type: 'mousePressed' | 'mouseReleased' | 'mouseMoved' | 'mouseWheel', x: number, y: number, more: { deltaY?: number; modifiers?: number; down?: boolean } = {}): Promise<void> {
    const { down = type === 'mousePressed', ...rest } = more;
    await this.send('Input.dispatchMouseEvent', { type, x, y, deltaX: 0, deltaY: 0, button: type === 'mousePressed' || type === 'mouseReleased' || down ? 'left' : 'none', buttons: down ? 1 : 0, clickCount: type.endsWith('ed') && type !== 'mouseMoved' ? 1 : 0, ...rest });
  }
}
