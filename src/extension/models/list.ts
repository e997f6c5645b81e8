import * as vscode from 'vscode';
import { sentence } from '../../base/errors';
import type { ModelCard } from '../../models/model';
import type { EngineHost } from '../engine-host';
import { Lookout } from '../lookout';
import { allRunsFolders, runsFolder } from '../runs/folder';
import { PlaceWatchers } from '../runs/watchers';
import { groupModels, type ModelGroup } from './tree';

/** What changes when a run is made, writes a checkpoint, or goes. */
const WATCHED = '{*,*/checkpoints/*.safetensors}';

/** What can classify, as this window knows it: read while somebody looks, and only in a trusted workspace. */
export class ModelsList implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly watchers = new PlaceWatchers(WATCHED, () => this.refresh());
  private readonly lookout = new Lookout(() => this.read());
  private readonly subscriptions: vscode.Disposable;
  private all: readonly ModelCard[] = [];
  private failure: string | undefined;

  constructor(private readonly engine: EngineHost) {
    const refresh = (): void => this.refresh();
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      this.watchers,
      this.lookout,
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      vscode.workspace.onDidChangeWorkspaceFolders(refresh),
      vscode.workspace.onDidOpenNotebookDocument(({ notebookType }) => notebookType === 'resnet-lab' && this.refresh()),
      vscode.workspace.onDidChangeConfiguration((change) => ['runsFolder', 'cacheFolder'].some((name) => change.affectsConfiguration(`resnetLab.${name}`)) && this.refresh()),
    );
  }

  get groups(): readonly ModelGroup[] {
    return groupModels(this.all);
  }

  /** Why the models can't be listed, as a sentence. */
  get problem(): string | undefined {
    return this.failure;
  }

  set visible(visible: boolean) {
    this.lookout.visible = visible;
  }

  /** Resolves once they have been listed at least once. */
  ready(): Promise<void> {
    return this.lookout.ready();
  }

  refresh(): void {
    this.lookout.refresh();
  }

  /** Reads them now. */
  load(): Promise<void> {
    return this.lookout.load();
  }

  /** All there are right now. @throws the engine's error */
  async cards(): Promise<readonly ModelCard[]> {
    await this.load();
    if (this.failure !== undefined) throw new Error(this.failure);
    return this.all;
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private async read(): Promise<void> {
    const places = placesToAsk();
    this.watchers.watch(places);
    try {
      this.all = (await Promise.all(places.map((runs) => this.engine.ask('listModels', { runs })))).flat();
      this.failure = undefined;
    } catch (error) {
      this.failure = sentence(error);
    }
    this.changed.fire();
  }
}

/** Folders of runs to ask about; imported models are told with any of them. */
function placesToAsk(): string[] {
  if (!vscode.workspace.isTrusted) return [];
  const places = allRunsFolders();
  return places.length > 0 ? places : [runsFolder(undefined)];
}
