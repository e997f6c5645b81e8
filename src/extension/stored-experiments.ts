import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { CellReference } from '../engine/protocol';
import { EXPERIMENT_MIME, type ExperimentData } from '../experiment/experiment-data';
import type { PanelState, PanelSubject } from './panels';
import { openReport } from './report';
import { fileOpener, type RunsOpener } from './runs/opener';
import type { Services } from './services';

/** Milliseconds between two looks at the run folders of an experiment that another notebook, or another program, trains. */
const POLL = 2000;

type Source = Extract<PanelState, { kind: 'experiment' | 'runs' }>;

/** Panels for what lies in run folders: whole experiments, and runs that were chosen from the list. */
export class StoredExperiments implements RunsOpener {
  constructor(
    private readonly services: Services,
    private readonly open: (subject: PanelSubject) => void,
  ) {}

  async openExperiment(group: Parameters<RunsOpener['openExperiment']>[0]): Promise<void> {
    const { record, place, runs } = group;
    if (record === undefined) return this.openRuns(runs.map(({ run }) => run));
    const source = { kind: 'experiment', text: record.text, name: `${record.notebook}#${record.cell}`, runs: place } as const;
    if (!(await this.show(source))) void vscode.window.showInformationMessage(vscode.l10n.t('No trial of {0} has begun yet.', basename(source.name)));
  }

  async openRuns(runs: Parameters<RunsOpener['openRuns']>[0]): Promise<void> {
    if (runs.length > 0 && !(await this.show({ kind: 'runs', folders: runs.map(({ folder }) => folder) }))) await fileOpener.openRuns(runs);
  }

  /** What a panel showed before the window was reloaded. */
  async subject(source: Source): Promise<PanelSubject | undefined> {
    const data = await this.read(source);
    return data === undefined ? undefined : new StoredSubject(source, data, () => this.read(source)).panel();
  }

  /** Answers whether there was anything to show. */
  private async show(source: Source): Promise<boolean> {
    const subject = await this.subject(source);
    if (subject !== undefined) this.open(subject);
    return subject !== undefined;
  }

  private async read(source: Source): Promise<ExperimentData | undefined> {
    const { engine } = this.services;
    const data = source.kind === 'experiment' ? await engine.ask('stored', reference(source)) : await engine.ask('chosen', { folders: source.folders });
    return data ?? undefined;
  }
}

function reference({ text, name, runs }: CellReference): CellReference {
  return { text, name, runs };
}

/** The data of one panel, read again while something in them is running and the panel listens. */
class StoredSubject {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly source: Source,
    private data: ExperimentData,
    private readonly read: () => Promise<ExperimentData | undefined>,
  ) {}

  panel(): PanelSubject {
    const { source } = this;
    const key = source.kind === 'experiment' ? `${source.runs}#${source.name}` : source.folders.join('|');
    const reference = source.kind === 'experiment' ? { text: source.text, name: source.name, runs: source.runs } : undefined;
    return {
      key,
      title: this.data.report.title,
      mime: EXPERIMENT_MIME,
      data: () => this.data,
      onDidChange: (listener) => this.listen(listener),
      state: source,
      ...(reference && { reference }),
      ...(source.kind === 'runs' && { folders: source.folders }),
      folder: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '',
      act: (action) => {
        if (action === 'openReport') return openReport(source);
        if (action === 'resume' || action === 'stop') void vscode.window.showInformationMessage(vscode.l10n.t('Open the notebook and run the cell: what is finished is reused, and what was begun goes on.'));
        return undefined;
      },
    };
  }

  private listen(listener: () => unknown): vscode.Disposable {
    this.timer = setInterval(() => {
      if (this.data.state === 'running') void this.refresh(listener);
    }, POLL);
    return new vscode.Disposable(() => clearInterval(this.timer));
  }

  private async refresh(listener: () => unknown): Promise<void> {
    const data = await this.read().catch(() => undefined);
    if (data === undefined) return;
    this.data = data;
    listener();
  }
}
