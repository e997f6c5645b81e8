import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** Path of a Chromium, or undefined where there is none. `CHROMIUM` names one. Without a window of its own (the headless shell) it takes two thirds of the time. */
export function findChromium(): string | undefined {
  const places = [process.env['CHROMIUM'] ?? '', '/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
  return places.find((place) => place !== '' && existsSync(place));
}

/** The same for tests that need one: without it they are skipped aloud, and fail in CI. */
export function neededChromium(context: Mocha.Context): string {
  const chromium = findChromium();
  if (chromium !== undefined) return chromium;
  console.log('    skipped: no Chromium (apt-get install chromium-headless-shell)');
  if (process.env['CI'] !== undefined) throw new Error('no Chromium: set CHROMIUM to its path');
  return context.skip();
}

export interface PageLook {
  readonly dark?: boolean;
  readonly width?: number;
  readonly height?: number;
}

/** Opens a page from a file, without a network; answers its document once scripts have run, and a picture (PNG). */
export async function openPage(chromium: string, html: string, { dark = false, width = 1200, height = 3000 }: PageLook = {}): Promise<{ dom: string; picture: Buffer }> {
  const folder = mkdtempSync(join(tmpdir(), 'resnet-lab-browser-'));
  try {
    const [page, picture] = [join(folder, 'page.html'), join(folder, 'page.png')];
    writeFileSync(page, html);
    const look = ['--hide-scrollbars', `--window-size=${width},${height}`, ...(dark ? ['--blink-settings=preferredColorScheme=0'] : [])];
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--proxy-server=127.0.0.1:9', `--user-data-dir=${join(folder, 'profile')}`, '--virtual-time-budget=2000', ...look];
    const { stdout: dom } = await promisify(execFile)(chromium, [...flags, '--dump-dom', `--screenshot=${picture}`, pathToFileURL(page).href], { maxBuffer: 64e6 });
    return { dom, picture: readFileSync(picture) };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
