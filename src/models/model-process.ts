import { fork, type ChildProcess } from 'node:child_process';
import { Interrupted, LabError } from '../base/errors';
import { t } from '../base/l10n';
import type { ProcessSetup } from '../experiment/trial/events';
import type { ClassifyNews, ModelAnswers, ModelEvent, ModelRequest, ModelWork } from './work';

/** Milliseconds that a process may rest with its models before it is ended. */
const IDLE = 120_000;

export interface AskModelOptions {
  readonly onNews?: (news: ClassifyNews) => void;
  /** The batch that is computed is finished. */
  readonly stop?: AbortSignal;
  /** The process is ended at once. */
  readonly kill?: AbortSignal;
}

interface Waiting {
  readonly onNews: ((news: ClassifyNews) => void) | undefined;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  /** Whether it was asked to end, by which its process may have been killed. */
  readonly stopped: () => boolean;
}

/** A process of its own that holds models: a crash or a kill ends that and nothing else. It starts with the first question, and again after it has died. */
export class ModelProcess {
  private child: ChildProcess | undefined;
  private output = '';
  private next = 1;
  private readonly waiting = new Map<number, Waiting>();
  private idle: NodeJS.Timeout | undefined;

  /** `module` is the bundle or source file that the process runs. */
  constructor(
    private readonly module: string,
    private readonly rest = IDLE,
  ) {}

  /** @throws LabError with the process's own words, or where it died; Interrupted */
  async ask<K extends ModelWork['kind']>(work: Extract<ModelWork, { kind: K }>, setup: ProcessSetup, { onNews, stop, kill }: AskModelOptions = {}): Promise<ModelAnswers[K]> {
    if (stop?.aborted === true) throw new Interrupted();
    clearTimeout(this.idle);
    const child = (this.child ??= this.start());
    const id = this.next++;
    const onStop = (): void => post(child, { type: 'model-stop', id });
    const onKill = (): void => void child.kill('SIGKILL');
    stop?.addEventListener('abort', onStop);
    kill?.addEventListener('abort', onKill);
    try {
      return (await new Promise<unknown>((resolve, reject) => {
        this.waiting.set(id, { onNews, resolve, reject, stopped: () => stop?.aborted === true || kill?.aborted === true });
        post(child, { type: 'model', id, setup, work });
      })) as ModelAnswers[K];
    } finally {
      stop?.removeEventListener('abort', onStop);
      kill?.removeEventListener('abort', onKill);
      this.waiting.delete(id);
      if (this.waiting.size === 0) this.idle = setTimeout(() => this.end(), this.rest).unref();
    }
  }

  /** Ends the process; what waits for it fails. */
  end(): void {
    clearTimeout(this.idle);
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }

  private start(): ChildProcess {
    this.output = '';
    const child = fork(this.module, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    const keep = (chunk: Buffer): void => void (this.output = (this.output + chunk.toString()).slice(-1000));
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('message', (message) => this.receive(message as ModelEvent));
    child.on('error', (error) => keep(Buffer.from(error.message)));
    child.on('close', (code, signal) => {
      if (this.child === child) this.child = undefined;
      const last = this.output.trim().split('\n').slice(-3).join(' | ');
      const died = new LabError(t('the process that holds the models ended early ({0}). {1}', signal ?? t('exit code {0}', code ?? '?'), last));
      for (const { reject, stopped } of this.waiting.values()) reject(stopped() ? new Interrupted() : died);
    });
    return child;
  }

  private receive(event: ModelEvent): void {
    const waiting = this.waiting.get(event.id);
    if (event.event === 'model-news') waiting?.onNews?.(event.news);
    else if (event.event === 'model-answer') waiting?.resolve(event.answer);
    else waiting?.reject(event.kind === 'interrupted' ? new Interrupted() : new LabError(event.message, { kind: event.kind }));
  }
}

/** A process that died meanwhile is seen by its end. */
function post(child: ChildProcess, message: ModelRequest): void {
  if (child.connected) child.send(message, () => undefined);
}
