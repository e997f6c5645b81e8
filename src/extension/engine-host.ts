import type * as vscode from 'vscode';
import type { MethodName, Methods } from '../engine/protocol';

export interface AskOptions<M extends MethodName> {
  readonly onUpdate?: (update: Methods[M]['update']) => void;
  /** Cancelled: the request is asked to stop, and killed after the grace that the settings give it. */
  readonly token?: vscode.CancellationToken;
  /** Cancelled: the request's processes are ended at once. */
  readonly kill?: vscode.CancellationToken;
}

export type EngineState = 'off' | 'starting' | 'ready' | 'busy';

/**
 * The engine's process as the extension sees it: started by the first question, restarted by the next one after it died.
 * Every question fails with `EngineDied` when the process goes, with the engine's own error (`EngineError`, its data in `data`) when it says so.
 */
export interface EngineHost extends vscode.Disposable {
  readonly state: EngineState;
  /** Process id while it lives. */
  readonly pid: number | undefined;
  readonly onDidChangeState: vscode.Event<EngineState>;
  /** @throws EngineError, EngineDied, or vscode.CancellationError */
  ask<M extends MethodName>(method: M, params: Methods[M]['params'], options?: AskOptions<M>): Promise<Methods[M]['result']>;
  /** Stops what runs, ends the process, and waits until it is gone. The next question starts another. */
  restart(): Promise<void>;
}
