import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { t } from '../base/l10n';
import { within } from '../base/within';
import type { ErrorData, FromEngine, MethodName, ToEngine } from './protocol';

export type LogLevel = Extract<FromEngine, { type: 'log' }>['level'];

export interface ChildOptions {
  /** The engine's bundle. */
  readonly module: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Node's own arguments, and another Node than the one that this runs in. */
  readonly execArgv?: readonly string[];
  readonly execPath?: string;
  /** What the engine logs, and what it or a library writes to its output. */
  readonly onLog?: (level: LogLevel, message: string) => void;
  readonly onReady: () => void;
}

/** A request that failed in the engine, in its own words. */
export class EngineError extends Error {
  constructor(readonly data: ErrorData) {
    super(data.message);
    this.name = 'EngineError';
  }
}

/** The engine's process ended, or could not be started. `asked`: somebody ended it on purpose. */
export class EngineDied extends Error {
  constructor(
    message: string,
    readonly asked: boolean,
    /** The signal, the exit code, or why it could not start. */
    readonly how = '',
    /** The last lines that it wrote. */
    readonly output = '',
  ) {
    super(message);
    this.name = 'EngineDied';
  }
}

export interface Question {
  readonly method: MethodName;
  readonly params: unknown;
  readonly onUpdate: (update: unknown) => void;
  readonly stop?: AbortSignal;
  readonly kill?: AbortSignal;
}

interface Pending extends Question {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Lines of its output that are kept for when it dies. */
const LAST_LINES = 20;
/** Milliseconds after its end in which the rest of its output is waited for. */
const LAST_WORDS = 500;

/** One process of the engine, from its start to its end. */
export class EngineChild {
  /** Resolves when the process is gone, and every question has its answer. */
  readonly gone: Promise<void>;
  private readonly process: ChildProcess | undefined;
  private readonly pending = new Map<number, Pending>();
  private readonly lines: string[] = [];
  private readonly waiting: (() => void)[] = [];
  private next = 1;
  private asked = false;
  private death: EngineDied | undefined;
  private heard = false;

  constructor(private readonly options: ChildOptions) {
    const { module, env = process.env, execArgv = [], execPath = process.execPath } = options;
    try {
      this.process = fork(module, [], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [...execArgv], execPath, env: { ...env, ELECTRON_RUN_AS_NODE: '1' } });
    } catch (error) {
      this.end(String(error));
      this.gone = Promise.resolve();
      return;
    }
    this.gone = this.follow(this.process);
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  ask(question: Question): Promise<unknown> {
    if (this.death !== undefined) return Promise.reject(this.death);
    const id = this.next++;
    const { method, params, stop, kill } = question;
    return new Promise<unknown>((resolve, reject) => {
      this.pending.set(id, { ...question, resolve, reject });
      this.send({ type: 'request', id, method, params });
      for (const [signal, type] of [[stop, 'stop'], [kill, 'kill']] as const) {
        if (signal?.aborted === true) this.send({ type, id });
        else signal?.addEventListener('abort', () => this.pending.has(id) && this.send({ type, id }), { once: true });
      }
    });
  }

  /** Its end from now on is nobody's fault. */
  endAsked(): void {
    this.asked = true;
  }

  /** Tells every request to stop, or to end at once. */
  sendAll(type: 'stop' | 'kill'): void {
    for (const id of this.pending.keys()) this.send({ type, id });
  }

  /** Resolves when no question is open. */
  idle(): Promise<void> {
    return this.pending.size === 0 ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Without its host the engine ends by itself. */
  disconnect(): void {
    if (this.process?.connected === true) this.process.disconnect();
  }

  kill(): void {
    this.process?.kill('SIGKILL');
  }

  private follow(child: ChildProcess): Promise<void> {
    this.log('info', child.stdout);
    this.log('warn', child.stderr);
    child.on('message', (message) => this.receive(message as FromEngine));
    return new Promise((resolve) => {
      const end = (how: string): void => {
        this.end(how);
        resolve();
      };
      child.on('error', (error) => {
        if (child.pid === undefined) end(error.message); // it could not start
      });
      child.on('exit', (code, signal) => {
        // Not "close", which never comes once the channel was closed from here.
        const written = Promise.all([child.stdout, child.stderr].map((stream) => stream && finished(stream).catch(() => undefined)));
        void within(LAST_WORDS, written).then(() => end(signal ?? t('exit code {0}', code ?? '?')));
      });
    });
  }

  private log(level: LogLevel, stream: Readable | null): void {
    if (stream === null) return;
    createInterface({ input: stream }).on('line', (line) => {
      this.lines.push(line);
      if (this.lines.length > LAST_LINES) this.lines.shift();
      this.options.onLog?.(level, line);
    });
  }

  private receive(message: FromEngine): void {
    if (!this.heard) this.options.onReady();
    this.heard = true;
    if (message.type === 'log') return this.options.onLog?.(message.level, message.message);
    const pending = this.pending.get(message.id);
    if (pending === undefined) return;
    if (message.type === 'update') return pending.onUpdate(message.update);
    this.settle(message.id);
    if (message.type === 'result') pending.resolve(message.result);
    else pending.reject(new EngineError(message.error));
  }

  private settle(id: number): void {
    this.pending.delete(id);
    if (this.pending.size === 0) for (const resolve of this.waiting.splice(0)) resolve();
  }

  private end(how: string): void {
    if (this.death !== undefined) return;
    const output = this.lines.join('\n');
    const words = this.heard ? t("The engine's process ended ({0}).", how) : t("The engine's process could not start ({0}).", how);
    const telling = this.lines.findLast((line) => /\w*Error\b/.test(line)) ?? this.lines.at(-1);
    const message = this.asked ? t('The engine was ended.') : telling === undefined ? words : `${words} ${t('It last wrote: {0}', telling)}`;
    this.death = new EngineDied(message, this.asked, how, output);
    for (const [id, { reject }] of [...this.pending]) {
      this.settle(id);
      reject(this.death);
    }
  }

  /** A process that has ended meanwhile is seen by its end. */
  private send(message: ToEngine): void {
    if (this.process?.connected === true) this.process.send(message, () => undefined);
  }
}
