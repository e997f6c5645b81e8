import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import type { ExperimentState } from '../../src/experiment/experiment-data';
import { openBrowser, openPage } from './browser';
import { OUTPUT } from './output';
import { EditorServer, type ServerOptions } from './server';
import { newWorkspace, removeWorkspace } from './workspace';

export interface WorkbenchOptions extends ServerOptions {
  /** Names the folder of the pictures and the console's log. */
  readonly name: string;
  /** None where the extension is installed. */
  readonly development?: readonly string[];
  readonly language?: string;
  /** What the project has beside the sample notebooks: texts by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Puts more into the project's folder before it is opened: the Explorer does not always notice what comes while it reads the folder. */
  readonly fill?: (folder: string) => Promise<void>;
}

/** The workbench in a browser as a user has it: a new project, the extension, mouse and keyboard. */
export class Workbench {
  private pictures = 0;

  private constructor(
    private readonly options: WorkbenchOptions,
    readonly server: EditorServer,
    /** The project's folder. */
    readonly folder: string,
    private readonly context: BrowserContext,
    public page: Page,
  ) {}

  static async open(options: WorkbenchOptions): Promise<Workbench> {
    rmSync(join(OUTPUT, options.name), { recursive: true, force: true });
    rmSync(join(OUTPUT, `${options.name}.console.log`), { force: true });
    const folder = newWorkspace();
    for (const [path, text] of Object.entries(options.files ?? {})) writeFileSync(join(folder, path), text);
    await options.fill?.(folder);
    const server = await EditorServer.start(options);
    const context = await openBrowser(options.language);
    const workbench = new Workbench(options, server, folder, context, await openPage(context, server, { ...options, folder }));
    await workbench.ready();
    return workbench;
  }

  /** Ends the browser and all processes of the server. */
  async close(): Promise<void> {
    await this.context.browser()?.close();
    await this.server.stop();
    removeWorkspace(this.folder);
  }

  /** The window is closed as a user closes it; the server lives on. */
  async closeWindow(): Promise<void> {
    await this.page.goto('about:blank');
    await this.page.close();
  }

  /** Waits until the browser has stored editors in whose state this text is: it does so every few seconds, and not surely when its window closes. */
  async remembers(text: string): Promise<void> {
    const end = Date.now() + 60_000;
    while (!(await this.page.evaluate(storedEditors)).includes(text)) {
      assert.ok(Date.now() < end, `the window does not remember ${text}`);
      await this.page.waitForTimeout(200);
    }
  }

  /** A new window on the same project, with the editors that the last one had. */
  async openWindow(): Promise<void> {
    this.page = await openPage(this.context, this.server, { ...this.options, folder: this.folder });
    await this.ready();
  }

  /** Keeps a picture of the window: `03-stopped.png`. */
  async picture(name: string): Promise<void> {
    const number = String(++this.pictures).padStart(2, '0');
    await this.page.screenshot({ path: join(OUTPUT, this.options.name, `${number}-${name}.png`) });
  }

  /** Runs a command by its title in the command palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget:visible input[type=text]');
    await input.fill(`>${title}`);
    await this.page.locator(`.quick-input-widget .monaco-list-row[aria-label^="${title}"]`).first().click();
  }

  /** Opens a file at the top of the project by a double-click in the Explorer. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+Shift+E');
    await this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).dblclick();
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
  }

  /** A button of the activity bar. */
  activity(name: string): Locator {
    return this.page.locator('.activitybar').getByRole('tab', { name });
  }

  /** The tab of an editor, with its mark for what is not saved. */
  tab(name: string): Locator {
    return this.page.locator('.tab', { hasText: name });
  }

  /** The button in the notebook's toolbar. */
  async runAll(): Promise<void> {
    await this.page.locator('.notebook-toolbar-container').getByRole('button', { name: /^Run All/ }).click();
  }

  /** The experiment in the notebook's output, or in a panel, once it is in that state. */
  async view(place: 'notebook' | 'panel', state: ExperimentState): Promise<ExperimentView> {
    return new ExperimentView(await this.frame(`${place === 'panel' ? 'main#view' : '#container'} .lab header.head[data-state=${state}]`));
  }

  /** The page of a notebook's outputs, or of a panel, in which something is to be found. */
  async frame(mark: string): Promise<FrameLocator> {
    const end = Date.now() + 60_000;
    while (Date.now() < end) {
      for (const webview of await this.page.locator('iframe.webview').filter({ visible: true }).all()) {
        const name = await webview.getAttribute('name', { timeout: 1000 }).catch(() => null);
        if (name === null) continue; // it has gone meanwhile
        const frame = this.page.locator(`iframe.webview[name="${name}"]`).contentFrame().locator('#active-frame').contentFrame();
        if ((await frame.locator(mark).count().catch(() => 0)) > 0) return frame;
      }
      await this.page.waitForTimeout(200);
    }
    throw new Error(`Nothing in sight has ${mark}.`);
  }

  /** A notification, in the list behind the bell: with the smoke-test driver the workbench shows none by itself. */
  async notification(text: string): Promise<Locator> {
    await this.page.locator('.statusbar-item[id="status.notifications"] .codicon-bell-dot').waitFor({ timeout: 30_000 });
    await this.page.locator('.statusbar-item[id="status.notifications"]').click();
    await this.page.mouse.move(700, 400); // its tooltip would cover the list
    const found = this.page.locator('.notifications-center .notification-list-item', { hasText: text });
    await found.waitFor();
    return found;
  }

  /** Answers the simple dialog that asks for a file's path. It writes a name of its own first, and again once it has read the folder. */
  async saveAs(path: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible input[type=text]');
    await input.waitFor();
    const wanted = join(this.folder, path);
    for (let held = 0; held < 3; held = (await input.inputValue()) === wanted ? held + 1 : 0) {
      if (held === 0) await input.fill(wanted);
      await this.page.waitForTimeout(150);
    }
    await this.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** Chooses a colour theme as a user does. */
  async theme(name: string): Promise<void> {
    await this.command('Preferences: Color Theme');
    await this.page.locator('.quick-input-widget:visible input[type=text]').fill(name);
    await this.page.locator('.quick-input-widget .monaco-list-row.focused', { hasText: name }).waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  private async ready(): Promise<void> {
    this.page.setDefaultTimeout(20_000);
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
    await this.activity('ResNet Lab').waitFor({ timeout: 60_000 });
  }
}

/** Runs in the page, so without functions that have a name: what the workbench keeps of its editors for the next window. */
async function storedEditors(): Promise<string> {
  const found: unknown[] = [];
  for (const { name = '' } of await indexedDB.databases()) {
    if (!name.startsWith('vscode-web-state-db-')) continue;
    const opening = indexedDB.open(name);
    await new Promise((resolve, reject) => Object.assign(opening, { onsuccess: resolve, onerror: reject }));
    const reading = opening.result.transaction('ItemTable').objectStore('ItemTable').get('memento/workbench.parts.editor');
    await new Promise((resolve, reject) => Object.assign(reading, { onsuccess: resolve, onerror: reject }));
    found.push(reading.result);
    opening.result.close();
  }
  return JSON.stringify(found);
}

/** An experiment's view, in a notebook's output or in a panel. */
export class ExperimentView {
  constructor(readonly frame: FrameLocator) {}

  get head(): Locator {
    return this.frame.locator('.lab header.head').first();
  }

  /** The first chart. */
  get canvas(): Locator {
    return this.frame.locator('canvas.curves').first();
  }

  button(action: string): Locator {
    return this.head.locator(`[data-action=${action}]`);
  }

  async reaches(state: ExperimentState, timeout = 180_000): Promise<void> {
    await this.frame.locator(`header.head[data-state=${state}]`).first().waitFor({ timeout });
  }

  /** The chart in words: "Line chart of loss by step. …: from 2.41 to 0.87 (1 seed)." */
  async words(): Promise<string> {
    return (await this.canvas.getAttribute('aria-label')) ?? '';
  }

  /** Pixels of the chart's canvas that are drawn on, of all. */
  async ink(): Promise<number> {
    return this.canvas.evaluate((canvas: HTMLCanvasElement) => {
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      let drawn = 0;
      for (let i = 3; i < data.length; i += 4) if (data[i] !== 0) drawn++;
      return drawn / (data.length / 4);
    });
  }

  /** All pixels of the chart, to tell whether it has changed. */
  async pixels(): Promise<string> {
    return this.canvas.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  }

  /** The colour of most pixels of the chart's lines and words, without see-through ones: `12,34,56`. */
  async colours(): Promise<Set<string>> {
    const found = await this.canvas.evaluate((canvas: HTMLCanvasElement) => {
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      const colours: string[] = [];
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) colours.push(`${data[i] ?? ''},${data[i + 1] ?? ''},${data[i + 2] ?? ''}`);
      return [...new Set(colours)];
    });
    return new Set(found);
  }

  /** The last place at which the chart's table has a value: a step; 0 where there is none. */
  async lastStep(): Promise<number> {
    const details = this.frame.locator('figure.panel > details').first();
    await details.evaluate((table: HTMLDetailsElement) => (table.open = true));
    const rows = details.locator('tbody tr');
    return (await rows.count()) === 0 ? 0 : Number(await rows.last().locator('th, td').first().textContent());
  }

  /** Waits until the curve goes beyond that step; answers how far it goes. */
  async grows(beyond: number): Promise<number> {
    const end = Date.now() + 30_000;
    for (;;) {
      const step = await this.lastStep();
      if (step > beyond) return step;
      assert.ok(Date.now() < end, `the curve ends at step ${step} and does not grow`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
