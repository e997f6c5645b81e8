import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from '../unit/views/chromium';
import { OUTPUT } from './output';
import type { EditorServer, Opening } from './server';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export interface PageOptions extends Opening {
  /** Called before the page is gone to. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** Name of the file of the page's console in the output folder. */
  readonly name: string;
}

/** A window that people would have, and one for tests at which nobody looks: less of it is drawn. */
export const WINDOWS = { seen: { width: 1440, height: 900 }, unseen: { width: 480, height: 320 } } as const;

/** A browser, with what it remembers between the windows of one test. */
export async function openBrowser(language = 'en', viewport: (typeof WINDOWS)[keyof typeof WINDOWS] = WINDOWS.seen): Promise<BrowserContext> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium; CHROMIUM may name one.');
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  return browser.newContext({ viewport, locale: language, permissions: ['clipboard-read', 'clipboard-write'] });
}

/** A page that shows the workbench. Its console goes to a file. */
export async function openPage(context: BrowserContext, server: EditorServer, options: PageOptions): Promise<Page> {
  const page = await context.newPage();
  keepConsole(page, join(OUTPUT, `${options.name}.console.log`));
  await options.prepare?.(page);
  await page.goto(server.address(options));
  return page;
}

function keepConsole(page: Page, file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  page.on('console', (message) => appendFileSync(file, `${message.type()}: ${message.text()}\n`));
  page.on('pageerror', (error) => appendFileSync(file, `page error: ${error.stack ?? error.message}\n`));
}
