import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const CLI = join(__dirname, '..', '..', 'dist', 'cli.js');

export interface Options {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line, running as a user would run it, in a process group of its own so that the whole can be killed. */
export class Running {
  private static readonly started = new Set<Running>();

  /** What a failed test may have left behind. */
  static endAll(): void {
    for (const running of Running.started) running.killAll();
  }

  readonly ended: Promise<Ended>;
  readonly child: ChildProcess;
  private stdout = '';
  private stderr = '';

  constructor(args: readonly string[], options: Options) {
    this.child = spawn(process.execPath, [CLI, ...args], { cwd: options.cwd, env: { ...process.env, ...options.env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    Running.started.add(this);
    this.ended = new Promise((resolve) =>
      this.child.once('close', (code) => {
        Running.started.delete(this);
        resolve({ code, stdout: this.stdout, stderr: this.stderr });
      }),
    );
  }

  /** Kills the command line and its trials, which share its group, at once. */
  killAll(): void {
    this.signalAll('SIGKILL');
  }

  /** Ctrl-C as a terminal sends it: to the command line and to its trials. */
  interrupt(): void {
    this.signalAll('SIGINT');
  }

  /** Resolves once stdout holds the text, or the process has ended. */
  async says(text: string): Promise<void> {
    while (!this.stdout.includes(text) && this.child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  private signalAll(signal: NodeJS.Signals): void {
    try {
      process.kill(-(this.child.pid as number), signal);
    } catch {
      // it has ended in the meantime
    }
  }
}

export function resnetLab(args: readonly string[], options: Options): Promise<Ended> {
  return new Running(args, options).ended;
}

/** An empty folder for a suite, gone after it. */
export function scratch(): { path: string; write: (name: string, text: string | Uint8Array) => string } {
  const folder = { path: '' };
  before(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'resnet-lab-e2e-'));
  });
  after(() => {
    Running.endAll();
    rmSync(folder.path, { recursive: true, force: true });
  });
  return {
    get path() {
      return folder.path;
    },
    write: (name, text) => {
      const path = join(folder.path, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
  };
}

export interface DoneTrial {
  readonly id: string;
  readonly config: Record<string, unknown>;
  readonly state: string;
  readonly metrics: Record<string, number>;
  /** Spent training. */
  readonly seconds: number;
  readonly reused: boolean;
  readonly folder: string;
  readonly error?: string;
}

/** What `--json` printed, line by line. */
export function events({ stdout }: Ended): { readonly event?: string; readonly [key: string]: unknown }[] {
  return stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The trials in the last line of `run --json`. */
export function doneTrials(ended: Ended): DoneTrial[] {
  const last = events(ended).at(-1);
  if (last?.event !== 'done') throw new Error(`the last line is no "done" event: ${ended.stdout.slice(-500)} ${ended.stderr}`);
  return last['trials'] as DoneTrial[];
}

/** The only trial of a `run --json`. */
export function doneTrial(ended: Ended): DoneTrial {
  const [trial, ...others] = doneTrials(ended);
  if (trial === undefined || others.length > 0) throw new Error(`expected one trial: ${ended.stdout.slice(-500)} ${ended.stderr}`);
  return trial;
}

export function readJson(...path: string[]): Record<string, unknown> {
  return JSON.parse(readFileSync(join(...path), 'utf8')) as Record<string, unknown>;
}

/** Clear sentences: no stack trace, no name of an error or of a system call. */
export function assertClear({ stderr }: Ended): void {
  assert.doesNotMatch(stderr, /^\s+at .+:\d+/m, 'no stack trace');
  assert.doesNotMatch(stderr, /\b(Type|Range|Syntax|Reference)?Error:|\bE[A-Z]{3,}\b|undefined|\[object/, 'words for people');
}
