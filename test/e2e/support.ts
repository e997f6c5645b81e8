import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLI = join(__dirname, '..', '..', 'dist', 'cli.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line, running as a user would run it, in a process group of its own so that the whole can be killed. */
export class Running {
  readonly ended: Promise<Ended>;
  readonly child: ChildProcess;
  private stdout = '';
  private stderr = '';

  constructor(args: readonly string[], options: { cwd: string; env?: Record<string, string> }) {
    this.child = spawn(process.execPath, [CLI, ...args], { cwd: options.cwd, env: { ...process.env, ...options.env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve) => this.child.once('close', (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr })));
  }

  /** Kills the command line and its trials, which share its group, at once. */
  killAll(): void {
    try {
      process.kill(-(this.child.pid as number), 'SIGKILL');
    } catch {
      // it has ended in the meantime
    }
  }

  /** Resolves once stdout holds the text. */
  async says(text: string): Promise<void> {
    while (!this.stdout.includes(text) && this.child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function resnetLab(args: readonly string[], options: { cwd: string; env?: Record<string, string> }): Promise<Ended> {
  return new Running(args, options).ended;
}

/** An empty folder for a suite, gone after it. */
export function scratch(): { path: string; write: (name: string, text: string | Uint8Array) => string } {
  const folder = { path: '' };
  before(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'resnet-lab-e2e-'));
  });
  after(() => rmSync(folder.path, { recursive: true, force: true }));
  return {
    get path() {
      return folder.path;
    },
    write: (name, text) => {
      const path = join(folder.path, name);
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
  readonly reused: boolean;
  readonly folder: string;
  readonly error?: string;
}

/** The trials in the last line of `run --json`. */
export function doneTrials({ stdout }: Ended): DoneTrial[] {
  const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as { event?: string; trials?: DoneTrial[] };
  if (last.event !== 'done') throw new Error(`the last line is no "done" event: ${stdout.slice(-500)}`);
  return last.trials ?? [];
}
