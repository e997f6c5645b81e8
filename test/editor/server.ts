import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { nodeOfEditor } from './install.mjs';
import { ROOT } from './output';
import { endMarked, MARK } from './processes';

/** A workbench without anything that talks, asks or moves on its own. */
const QUIET: Readonly<Record<string, unknown>> = {
  'chat.disableAIFeatures': true,
  'editor.inlineSuggest.enabled': false,
  'extensions.autoUpdate': false,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'window.commandCenter': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

export interface ServerOptions {
  /** False: Restricted Mode, until somebody trusts the folder. */
  readonly trusted?: boolean;
  /** User settings beside the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Extensions to install first: paths of VSIX files. */
  readonly vsix?: readonly string[];
  /** The port to listen on; any free one otherwise. */
  readonly port?: number;
}

/** What a page of the workbench opens. */
export interface Opening {
  /** Folder that is opened as the workspace. */
  readonly folder: string;
  /** Extensions that are run from their sources' folder: the project's, unless others are named. */
  readonly development?: readonly string[];
  /** Module whose `run` is called once the extensions are there. */
  readonly tests?: string;
}

/** VS Code's workbench served by code-server, with a profile of its own that is gone afterwards. */
export class EditorServer {
  /** Of all processes of this server. */
  readonly mark = randomUUID();
  /** All that the server has said. */
  log = '';
  private process: ChildProcess | undefined;

  private constructor(
    /** Folder of the profile: settings, extensions, logs. */
    readonly profile: string,
    readonly port: number,
  ) {}

  /** Address of the page that opens this. */
  address({ folder, development = [ROOT], tests }: Opening): string {
    const remote = (path: string): string => `vscode-remote://${this.authority}${path}`;
    const payload = [
      ['skipWelcome', 'true'],
      ...development.map((path) => ['extensionDevelopmentPath', remote(path)]),
      ...(tests === undefined ? [] : [['extensionTestsPath', remote(tests)]]),
    ];
    return `http://${this.authority}/?${new URLSearchParams({ folder, payload: JSON.stringify(payload) }).toString()}`;
  }

  private get authority(): string {
    return `127.0.0.1:${this.port}`;
  }

  get extensions(): string {
    return join(this.profile, 'extensions');
  }

  /** Whether the server is alive. */
  get alive(): boolean {
    return this.process?.exitCode === null;
  }

  /** Starts a server and waits until it answers. @throws Error with the server's words where it does not within 60 s */
  static async start(options: ServerOptions = {}): Promise<EditorServer> {
    const profile = mkdtempSync(join(tmpdir(), 'resnet-lab-editor-'));
    const server = new EditorServer(profile, options.port ?? (await freePort()));
    try {
      server.writeProfile(options);
      for (const vsix of options.vsix ?? []) await server.installExtension(vsix);
      server.launch(options);
      await server.answers();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Ends all of the server's processes, its extensions' too, and removes the profile. */
  async stop(): Promise<void> {
    await endMarked(this.mark);
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  private writeProfile({ settings }: ServerOptions): void {
    mkdirSync(join(this.profile, 'User'), { recursive: true });
    mkdirSync(this.extensions);
    writeFileSync(join(this.profile, 'User', 'settings.json'), JSON.stringify({ ...QUIET, ...settings }, undefined, 2));
    writeFileSync(join(this.profile, 'config.yaml'), '');
  }

  private async installExtension(vsix: string): Promise<void> {
    await promisify(execFile)(nodeOfEditor(), [entry(), '--install-extension', vsix, ...this.places()], { env: this.environment({}) });
  }

  private places(): string[] {
    return ['--user-data-dir', this.profile, '--extensions-dir', this.extensions, '--config', join(this.profile, 'config.yaml')];
  }

  private environment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
    return { ...process.env, ...more, [MARK]: this.mark };
  }

  private launch({ trusted = true, env = {} }: ServerOptions): void {
    const quiet = ['--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
    // Without the smoke-test driver the workbench ignores an extension that is given in the page's address.
    const args = ['--bind-addr', this.authority, ...quiet, ...(trusted ? ['--disable-workspace-trust'] : []), ...this.places(), '--vscode-option', 'enable-smoke-test-driver'];
    this.process = spawn(nodeOfEditor(), [entry(), ...args], { env: this.environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.process.stdout, this.process.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (this.log += text));
  }

  private async answers(): Promise<void> {
    const end = Date.now() + 60_000;
    while (Date.now() < end && this.alive) {
      const ok = await fetch(`http://${this.authority}/healthz`).then((answer) => answer.ok, () => false);
      if (ok) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`code-server does not answer. It said:\n${this.log}`);
  }
}

function entry(): string {
  return join(dirname(createRequire(__filename).resolve('code-server/package.json')), 'out', 'node', 'entry.js');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });
}
