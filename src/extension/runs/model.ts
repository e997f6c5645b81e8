import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { sentence } from '../../base/errors';
import type { EngineHost } from '../engine-host';
import { Lookout } from '../lookout';
import { allRunsFolders } from './folder';
import { groupRuns, type RunEntry, type RunGroup, sortGroups, withTags } from './tree';
import { PlaceWatchers } from './watchers';

/** Milliseconds between two looks at runs that another process trains: not every file system tells of changes. */
const POLL = 4000;
/** What changes when a run is made, goes on, is renamed or goes. */
const WATCHED = '{*,*/state.json,*/notes.json,experiments/*/experiment.json}';

/** The runs of this window as they lie on the disk. They are read while somebody looks, and only in a trusted workspace. */
export class RunsModel implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly watchers = new PlaceWatchers(WATCHED, () => this.refresh());
  private readonly lookout = new Lookout(() => this.read(), () => (this.entries.some(({ run }) => run.state === 'running') ? POLL : undefined));
  private readonly subscriptions: vscode.Disposable[];
  private all: readonly RunGroup[] = [];
  private tags: readonly string[] = [];
  private failure: string | undefined;

  constructor(private readonly engine: EngineHost) {
    const refresh = (): void => this.refresh();
    this.subscriptions = [
      this.changed,
      this.watchers,
      this.lookout,
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
    this.lookout.visible = visible;
  }

  /** Resolves once the runs have been listed at least once. */
  ready(): Promise<void> {
    return this.lookout.ready();
  }

  /** Something may have changed: reads again soon, if anybody looks. */
  refresh(): void {
    this.lookout.refresh();
  }

  /** Reads the runs now. */
  load(): Promise<void> {
    return this.lookout.load();
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private async read(): Promise<void> {
    const places = vscode.workspace.isTrusted ? allRunsFolders() : [];
    this.watchers.watch(places);
    try {
      this.all = sortGroups((await Promise.all(places.map((place) => this.readPlace(place)))).flat());
      this.failure = undefined;
    } catch (error) {
      this.failure = sentence(error);
    }
    this.changed.fire();
  }

  private async readPlace(place: string): Promise<RunGroup[]> {
    if (!(await stat(place).then((found) => found.isDirectory(), () => false))) return [];
    const [{ readNotes }, { listExperiments }] = await Promise.all([import('../../runs/run-notes'), import('./experiments')]);
    const [runs, records] = await Promise.all([this.engine.ask('listRuns', { runs: place }), listExperiments(place)]);
    return groupRuns(place, await Promise.all(runs.map(async (run) => ({ run, notes: await readNotes(run.folder) }))), records);
  }
}
