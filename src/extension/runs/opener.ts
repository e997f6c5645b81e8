import { access } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RunSummary } from '../../engine/protocol';
import type { RunGroup } from './tree';

/** Shows curves of runs that were chosen in the list. */
export interface RunsOpener {
  /** The experiment's cell, if the engine has a record of it, is in `group.record`. */
  openExperiment(group: RunGroup): void | Promise<void>;
  openRuns(runs: readonly RunSummary[]): void | Promise<void>;
}

/** Opens what lies in the folders: an experiment's report, a run's metrics. */
export const fileOpener: RunsOpener = {
  async openExperiment({ record, runs }) {
    const report = record === undefined ? undefined : join(record.folder, 'report.html');
    if (report !== undefined && (await access(report).then(() => true, () => false))) await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(report));
    else await fileOpener.openRuns(runs.map(({ run }) => run));
  },
  async openRuns(runs) {
    for (const { folder } of runs) await vscode.window.showTextDocument(vscode.Uri.file(join(folder, 'metrics.jsonl')), { preview: false });
  },
};
