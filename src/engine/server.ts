import { Interrupted, LabError, sentence } from '../base/errors';
import { CellError } from '../experiment/cell/cell';
import { NotRecognised } from '../models/load-model';
import type { ErrorData, FromEngine, MethodName, Methods, ToEngine } from './protocol';
import { Updates } from './updates';

/** What a method is given beside its parameters. */
export interface Context<Update> {
  readonly updates: Updates<Update>;
  /** Raised when the request is to end soon: batches are finished, checkpoints written. */
  readonly stop: AbortSignal;
  /** Raised when it is to end now. */
  readonly kill: AbortSignal;
}

export type Handlers = { readonly [M in MethodName]: (params: Methods[M]['params'], context: Context<Methods[M]['update']>) => Promise<Methods[M]['result']> };

/** Hands a message to the host; `taken` is called once the channel has it. */
export type Post = (message: FromEngine, taken?: () => void) => void;

interface Running {
  readonly stop: AbortController;
  readonly kill: AbortController;
  readonly ended: Promise<void>;
}

/** Answers the host's requests, several at a time. */
export class EngineServer {
  private readonly running = new Map<number, Running>();
  private closed = false;

  constructor(
    private readonly handlers: Handlers,
    private readonly post: Post,
  ) {}

  receive(message: ToEngine): void {
    if (message.type === 'request') return this.start(message.id, message.method, message.params);
    const request = this.running.get(message.id);
    request?.stop.abort();
    if (message.type === 'kill') request?.kill.abort();
  }

  /** Asks all requests to stop, and takes no more. */
  close(): void {
    this.closed = true;
    for (const { stop } of this.running.values()) stop.abort();
  }

  /** Ends the processes of all requests. */
  kill(): void {
    for (const { stop, kill } of this.running.values()) {
      stop.abort();
      kill.abort();
    }
  }

  /** Resolves when no request runs. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all([...this.running.values()].map(({ ended }) => ended));
  }

  private start(id: number, method: MethodName, params: unknown): void {
    const [stop, kill] = [new AbortController(), new AbortController()];
    const ended = this.answer(id, method, params, { stop: stop.signal, kill: kill.signal }).finally(() => this.running.delete(id));
    this.running.set(id, { stop, kill, ended });
  }

  private async answer<M extends MethodName>(id: number, method: M, params: unknown, signals: Pick<Context<never>, 'stop' | 'kill'>): Promise<void> {
    const send = (update: Methods[M]['update']): Promise<void> => new Promise((taken) => this.post({ type: 'update', id, update }, taken));
    const updates = new Updates(send, (error) => this.log('warn', sentence(error)));
    let reply: FromEngine;
    try {
      if (this.closed) throw new Interrupted();
      reply = { type: 'result', id, result: await this.handlers[method](params as Methods[M]['params'], { ...signals, updates }) };
    } catch (error) {
      reply = { type: 'error', id, error: errorData(error) };
    }
    await updates.flush();
    this.post(reply);
  }

  private log(level: Extract<FromEngine, { type: 'log' }>['level'], message: string): void {
    this.post({ type: 'log', level, message });
  }
}

/** An error as the host is told of it. */
export function errorData(error: unknown): ErrorData {
  if (error instanceof Interrupted) return { kind: 'interrupted', message: error.message };
  const kind = error instanceof LabError ? error.kind : 'work';
  const stack = error instanceof Error ? error.stack : undefined;
  return { kind, message: sentence(error), ...(error instanceof CellError && { problems: error.problems }), ...(error instanceof NotRecognised && { wants: 'architecture' }), ...(stack !== undefined && { stack }) };
}
