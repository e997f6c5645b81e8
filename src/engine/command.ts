import { spawn } from 'node:child_process';
import { Interrupted } from '../base/errors';
import { t } from '../base/l10n';

export interface CommandOptions {
  env: NodeJS.ProcessEnv;
  cwd?: string;
  signal?: AbortSignal | undefined;
  /** Milliseconds after which the command is killed and counts as failed. */
  timeLimit?: number;
  /** Called about twice a second while the command runs; a sentence returned ends the command, with that as its reason. */
  watch?: () => string | undefined | Promise<string | undefined>;
}

export interface CommandResult {
  /** The exit code; null where the command could not start or was killed. */
  code: number | null;
  stdout: string;
  stderr: string;
  /** Why it failed, as the end of a sentence; undefined where it ended with 0. */
  failure: string | undefined;
  /** The program is not on this machine. */
  missing: boolean;
}

const KEPT_OUTPUT = 200_000;

/** Runs a program to its end without a shell. Never rejects for what the program does; rejects with `Interrupted` once `signal` fires and the program is gone. */
export function runCommand(program: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const { env, cwd, signal, timeLimit, watch } = options;
  if (signal?.aborted === true) return Promise.reject(new Interrupted());
  return new Promise((settle, reject) => {
    // A group of its own, so that the compilers and downloaders that it starts end with it.
    const grouped = process.platform !== 'win32';
    const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: grouped, windowsHide: true });
    let stdout = '';
    let stderr = '';
    let ended: string | undefined;
    const end = (why: string): void => {
      ended ??= why;
      kill(child.pid, grouped);
    };
    const onAbort = (): void => end(t('was interrupted'));
    const timer = timeLimit === undefined ? undefined : setTimeout(() => end(t('took longer than {0} s', Math.round(timeLimit / 1000))), timeLimit);
    const watcher = watch && setInterval(() => void Promise.resolve(watch()).then((why) => { if (why !== undefined) end(why); }, () => undefined), 500);
    signal?.addEventListener('abort', onAbort, { once: true });
    const finish = (result: Omit<CommandResult, 'stdout' | 'stderr'>): void => {
      clearTimeout(timer);
      clearInterval(watcher);
      signal?.removeEventListener('abort', onAbort);
      if (signal?.aborted === true) reject(new Interrupted());
      else settle({ ...result, stdout, stderr });
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout = (stdout + text).slice(-KEPT_OUTPUT)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-KEPT_OUTPUT)));
    child.once('error', (error: NodeJS.ErrnoException) => finish({ code: null, missing: error.code === 'ENOENT', failure: t('could not be started ({0})', error.message) }));
    child.once('close', (code, killer) => {
      const failure = ended ?? (killer !== null ? t('was ended by {0}', killer) : code === 0 ? undefined : t('ended with code {0}', String(code)));
      finish({ code: ended === undefined ? code : null, missing: false, failure });
    });
  });
}

function kill(pid: number | undefined, grouped: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(grouped ? -pid : pid, 'SIGKILL');
  } catch {
    // it has ended by itself in the meantime
  }
}

/** The line of a program's output that tells best what went wrong, shortened to fit a sentence. */
export function lastWords(result: CommandResult): string {
  const lines = `${result.stderr}\n${result.stdout}`.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const telling = lines.find((line) => /\berror: /i.test(line)) ?? lines.at(-1) ?? t('it said nothing');
  return telling.length > 200 ? `${telling.slice(0, 200)}…` : telling;
}
