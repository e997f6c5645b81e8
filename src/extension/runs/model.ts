import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { sentence } from '../../base/errors';
import type { EngineHost } from '../engine-host';
import { allRunsFolders } from './folder';
import { groupRuns, type RunEntry, type RunGroup, sortGroups, withTags } from './tree';

/** Milliseconds between two listings, and between two looks at runs that another process trains. */
const PACE = 1000;
const POLL = 4000;
/** What changes when a run is made, goes on, is renamed or goes. */
const WATCHED = '{*,*/state.json,*/notes.json,experiments/*/experiment.json}';

/** The runs of this window as they lie on the disk. They are read while somebody looks, and only in a trusted workspace. */
export class RunsModel implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly watchers = new Map<string, vscode.FileSystemWatcher>();
  private readonly subscriptions: vscode.Disposable[];
  private all: readonly RunGroup[] = [];
  private tags: readonly string[] = [];
  private failure: string | undefined;
  private looking = false;
  private stale = true;
  private loading: Promise<void> | undefined;
  private loaded = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly engine: EngineHost) {
    const refresh = (): void => this.refresh();
    this.subscriptions = [
      this.changed,
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      vscode.workspace.onDidChangeWorkspaceFolders(refresh),
      vscode.workspace.onDidOpenNotebookDocument(({ notebookType }) => notebookType === 'resnet-lab' && this.refresh()),
      vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration('resnetLab.runsFolder') && this.refresh()),
    ];
  }

  /** Every run once, whatever the filter. */
  get entries(): readonly RunEntry[] {
    return [...new Map(this.all.flatMap(({ runs }) => runs).map((entry) => [entry.run.folder, entry])).values()];
  }

  /** The groups as they are shown. */
  get groups(): readonly RunGroup[] {
    if (this.tags.length === 0) return this.all;
    return this.all.map((group) => ({ ...group, runs: withTags(group.runs, this.tags) })).filter(({ runs }) => runs.length > 0);
  }

  /** The group with all its runs. */
  whole(group: RunGroup): RunGroup {
    return this.all.find(({ key }) => key === group.key) ?? group;
  }

  /** Tags that a run must have to be shown. */
  get filter(): readonly string[] {
    return this.tags;
  }

  set filter(tags: readonly string[]) {
    this.tags = tags;
    this.changed.fire();
  }

  /** Why the runs can't be listed, as a sentence. */
  get problem(): string | undefined {
    return this.failure;
  }

  set visible(visible: boolean) {
    this.looking = visible;
    if (visible && this.stale) this.refresh();
    else if (visible) this.lookAgain();
  }

  /** Resolves once the runs have been listed at least once. */
  async ready(): Promise<void> {
    if (this.loaded === 0) await (this.loading ?? this.load());
  }

  /** Something may have changed: reads again soon, at most once a second, if anybody looks. */
  refresh(): void {
    this.stale = true;
    if (this.looking) this.readIn(Math.max(0, this.loaded + PACE - Date.now()));
  }

  /** Reads the runs now; a reading that is under way may have missed what changed just before. */
  async load(): Promise<void> {
    await this.loading;
    this.loading ??= this.read().finally(() => {
      this.loading = undefined;
      this.loaded = Date.now();
      this.changed.fire();
      if (this.stale) this.refresh();
      else this.lookAgain();
    });
    await this.loading;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.looking = false;
    vscode.Disposable.from(...this.subscriptions, ...this.watchers.values()).dispose();
  }

  private async read(): Promise<void> {
    this.stale = false;
    clearTimeout(this.timer);
    const places = vscode.workspace.isTrusted ? allRunsFolders() : [];
    this.watch(places);
    try {
      this.all = sortGroups((await Promise.all(places.map((place) => this.readPlace(place)))).flat());
      this.failure = undefined;
    } catch (error) {
      this.failure = sentence(error);
    }
  }

  private async readPlace(place: string): Promise<RunGroup[]> {
    if (!(await stat(place).then((found) => found.isDirectory(), () => false))) return [];
    const [{ readNotes }, { listExperiments }] = await Promise.all([import('../../runs/run-notes'), import('./experiments')]);
    const [runs, records] = await Promise.all([this.engine.ask('listRuns', { runs: place }), listExperiments(place)]);
    return groupRuns(place, await Promise.all(runs.map(async (run) => ({ run, notes: await readNotes(run.folder) }))), records);
  }

  private readIn(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load(), milliseconds);
  }

  /** Not every file system tells of changes. */
  private lookAgain(): void {
    if (this.looking && this.entries.some(({ run }) => run.state === 'running')) this.readIn(POLL);
  }

  private watch(places: readonly string[]): void {
    for (const [place, watcher] of this.watchers) {
      if (places.includes(place)) continue;
      watcher.dispose();
      this.watchers.delete(place);
    }
    for (const place of places) if (!this.watchers.has(place)) this.watchers.set(place, this.newWatcher(place));
  }

  private newWatcher(place: string): vscode.FileSystemWatcher {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(place), WATCHED));
    const refresh = (): void => this.refresh();
    watcher.onDidCreate(refresh);
    watcher.onDidChange(refresh);
    watcher.onDidDelete(refresh);
    return watcher;
  }
}
