import * as vscode from 'vscode';
import type { EngineClient } from '../engine/client';
import type { MethodName, Methods } from '../engine/protocol';
import { isEngineError } from './engine-errors';
import type { AskOptions, EngineHost, EngineState } from './engine-host';

/** The engine's process by the settings of this window. Nothing of it is loaded before the first question. */
export class EngineProcess implements EngineHost {
  private client: Promise<EngineClient> | undefined;
  private known: EngineClient | undefined;
  private readonly changed = new vscode.EventEmitter<EngineState>();
  readonly onDidChangeState = this.changed.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get state(): EngineState {
    return this.known?.state ?? 'off';
  }

  get pid(): number | undefined {
    return this.known?.pid;
  }

  async ask<M extends MethodName>(method: M, params: Methods[M]['params'], { onUpdate, token, kill: killToken }: AskOptions<M> = {}): Promise<Methods[M]['result']> {
    if (!vscode.workspace.isTrusted) throw new Error(vscode.l10n.t('Nothing is run in a workspace that is not trusted.'));
    const [stop, kill] = [new AbortController(), new AbortController()];
    let grace: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      stop.abort();
      grace = setTimeout(() => kill.abort(), this.graceMilliseconds());
    };
    const listeners = [token?.onCancellationRequested(cancel), killToken?.onCancellationRequested(() => kill.abort())];
    if (token?.isCancellationRequested === true) cancel();
    try {
      const client = await this.loaded();
      return await client.ask(method, params, { stop: stop.signal, kill: kill.signal, ...(onUpdate && { onUpdate }) });
    } catch (error) {
      if (isEngineError(error) && error.data.kind === 'interrupted') throw new vscode.CancellationError();
      throw error;
    } finally {
      for (const listener of listeners) listener?.dispose();
      clearTimeout(grace);
    }
  }

  async restart(): Promise<void> {
    await this.known?.restart(this.graceMilliseconds());
  }

  /** Settings of the process have changed: the next question starts one with the new ones. */
  async reset(): Promise<void> {
    const old = this.known;
    this.client = this.known = undefined;
    await old?.dispose();
  }

  dispose(): void {
    void this.reset();
    this.changed.dispose();
  }

  private loaded(): Promise<EngineClient> {
    return (this.client ??= this.load());
  }

  private async load(): Promise<EngineClient> {
    const [{ EngineClient: Client }, { engineEnvironment }] = await Promise.all([import('../engine/client'), import('../engine/environment')]);
    const settings = vscode.workspace.getConfiguration('resnetLab');
    const env = engineEnvironment({
      cacheFolder: settings.get('cacheFolder', ''),
      globalStorage: this.context.globalStorageUri.fsPath,
      backend: settings.get('backend', 'auto'),
      mirror: settings.get('dataMirror', ''),
      env: process.env,
    });
    const translations = vscode.l10n.uri?.fsPath;
    const client = new Client({
      module: vscode.Uri.joinPath(this.context.extensionUri, 'dist', 'engine.js').fsPath,
      env: { ...env, ...(translations !== undefined && { RESNET_LAB_TRANSLATIONS: translations }) },
      onLog: (level, message) => this.log[level](message),
      onState: (state) => this.changed.fire(state),
    });
    this.known = client;
    return client;
  }

  private graceMilliseconds(): number {
    return 1000 * vscode.workspace.getConfiguration('resnetLab').get('stopGraceSeconds', 10);
  }
}
