import { t } from '../base/l10n';
import { within } from '../base/within';
import { EngineChild, EngineDied, type ChildOptions, type Question } from './engine-child';
import type { MethodName, Methods } from './protocol';

export { EngineDied, EngineError } from './engine-child';

/** `busy`: it trains, evaluates, fetches or installs. */
export type EngineState = 'off' | 'starting' | 'ready' | 'busy';

export interface EngineClientOptions extends Omit<ChildOptions, 'onReady'> {
  readonly onState?: (state: EngineState) => void;
}

export interface AskOptions<M extends MethodName> {
  readonly onUpdate?: (update: Methods[M]['update']) => void;
  /** Finishes the batch, writes a checkpoint, and ends the request. */
  readonly stop?: AbortSignal;
  /** Ends the request's processes at once. */
  readonly kill?: AbortSignal;
}

/** Methods that take long. */
const WORK: readonly MethodName[] = ['runCell', 'installEngine', 'importModel', 'getPretrained', 'exportModel', 'classify'];
/** Milliseconds that killed trials, and an engine that has nothing more to do, may take to be gone. */
const END = 2000;
/** Milliseconds that trials may take for a last checkpoint when the client is disposed of. */
const DISPOSAL = 3000;

/** The host's side of the engine: starts its process with the first question, and another one after it has died. */
export class EngineClient {
  private child: EngineChild | undefined;
  private ending: Promise<void> = Promise.resolve();
  private disposed = false;
  private ready = false;
  private working = 0;
  private shown: EngineState = 'off';

  constructor(private readonly options: EngineClientOptions) {}

  get state(): EngineState {
    if (this.child === undefined) return 'off';
    if (!this.ready) return 'starting';
    return this.working > 0 ? 'busy' : 'ready';
  }

  /** The process, while it lives. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** @throws EngineError with the engine's own words; EngineDied where its process ended or could not start */
  async ask<M extends MethodName>(method: M, params: Methods[M]['params'], options: AskOptions<M> = {}): Promise<Methods[M]['result']> {
    await this.ending;
    if (this.disposed) throw new EngineDied(t('The engine was shut down.'), true);
    const child = (this.child ??= this.start());
    const work = WORK.includes(method) ? 1 : 0;
    this.working += work;
    this.tell();
    try {
      const { onUpdate, stop, kill } = options;
      const question: Question = { method, params, ...(stop && { stop }), ...(kill && { kill }), onUpdate: (update) => onUpdate?.(update as Methods[M]['update']) };
      return (await child.ask(question)) as Methods[M]['result'];
    } finally {
      this.working -= work;
      this.tell();
    }
  }

  /** Stops what runs, gives trials so many milliseconds for their checkpoints, and ends the process with all its children. Resolves once they are gone; the next question starts another. */
  restart(grace: number): Promise<void> {
    const child = this.child;
    this.forget(child);
    this.ending = this.ending.then(() => (child === undefined ? undefined : endChild(child, grace)));
    return this.ending;
  }

  /** As `restart`, and nothing can be asked any more. */
  dispose(grace = DISPOSAL): Promise<void> {
    this.disposed = true;
    return this.restart(grace);
  }

  private start(): EngineChild {
    this.ready = false;
    const onReady = (): void => {
      if (this.child !== child) return;
      this.ready = true;
      this.tell();
    };
    const child = new EngineChild({ ...this.options, onReady });
    void child.gone.then(() => this.forget(child));
    return child;
  }

  private forget(child: EngineChild | undefined): void {
    if (child !== undefined && this.child === child) this.child = undefined;
    this.tell();
  }

  private tell(): void {
    if (this.shown === this.state) return;
    this.shown = this.state;
    this.options.onState?.(this.shown);
  }
}

async function endChild(child: EngineChild, grace: number): Promise<void> {
  child.endAsked();
  child.sendAll('stop');
  await within(grace, child.idle());
  child.sendAll('kill');
  await within(END, child.idle());
  child.disconnect();
  await within(END, child.gone);
  child.kill();
  await child.gone;
}
