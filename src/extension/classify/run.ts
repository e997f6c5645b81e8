import * as vscode from 'vscode';
import { sentence } from '../../base/errors';
import type { ClassifyParams } from '../../engine/protocol';
import type { ClassificationData } from '../../models/classification-data';
import type { EngineHost } from '../engine-host';

/** A classification under way. */
export interface Run {
  readonly params: ClassifyParams;
  /** What it told last; nothing until it has begun. */
  readonly data: ClassificationData | undefined;
  /** Resolves with its first data. Fails where it could not begin. */
  readonly begun: Promise<void>;
  /** Resolves when nothing comes any more, however it ended. */
  readonly ended: Promise<void>;
  /** Finishes the batch and ends; asked a second time, ends at once. */
  stop(): void;
}

/** Classifies. `onData` is called whenever there are new data: once it has begun, also for how it failed, which is a state of them. */
export function startRun(engine: EngineHost, params: ClassifyParams, onData: () => void): Run {
  const [stop, kill] = [new vscode.CancellationTokenSource(), new vscode.CancellationTokenSource()];
  let last: ClassificationData | undefined;
  let began = (): void => undefined;
  const first = new Promise<void>((resolve) => (began = resolve));
  const take = (data: ClassificationData): void => {
    last = data;
    began();
    onData();
  };
  const whole = engine.ask('classify', params, { onUpdate: take, token: stop.token, kill: kill.token }).then(take, (error: unknown) => {
    if (last === undefined) throw error;
    take({ ...last, ...endOf(error) });
  });
  return {
    params,
    get data() {
      return last;
    },
    begun: Promise.race([first, whole]),
    ended: whole.catch(() => undefined),
    stop: () => (stop.token.isCancellationRequested ? kill.cancel() : stop.cancel()),
  };
}

function endOf(error: unknown): Pick<ClassificationData, 'state' | 'error'> {
  return error instanceof vscode.CancellationError ? { state: 'stopped' } : { state: 'failed', error: sentence(error) };
}
