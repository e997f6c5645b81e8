import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Deletion } from '../../runs/run-trash';
import { groupLabel } from './labels';
import type { RunsModel } from './model';
import { pathsToDelete, type RunGroup } from './tree';
import type { Node } from './view';

/** Moves runs and experiments to the trash beside them and offers to take it back; what runs is left alone. */
export async function deleteRuns(nodes: readonly Node[], runs: RunsModel): Promise<void> {
  const groups = nodes.filter((node): node is RunGroup => node.kind !== 'run').map((group) => runs.whole(group));
  const busy = groups.filter((group) => group.runs.some(({ run }) => run.state === 'running'));
  for (const group of busy) void vscode.window.showWarningMessage(vscode.l10n.t('"{0}" has trials that are running: stop them first.', groupLabel(group)));
  const entries = nodes.flatMap((node) => (node.kind === 'run' ? [node.entry] : []));
  const { emptyTrash, moveToTrash } = await import('../../runs/run-trash');
  const deletions: Deletion[] = [];
  for (const { place, paths } of pathsToDelete(entries, groups.filter((group) => !busy.includes(group)))) {
    deletions.push(await moveToTrash(place, paths));
    await emptyTrash(place);
  }
  await runs.load();
  complain(vscode.l10n.t('Not deleted'), deletions.flatMap(({ kept }) => kept));
  void offerUndo(deletions.filter(({ moved }) => moved.length > 0), runs);
}

async function offerUndo(deletions: readonly Deletion[], runs: RunsModel): Promise<void> {
  const moved = deletions.flatMap((deletion) => deletion.moved);
  const [first] = moved;
  if (first === undefined) return;
  const undo = vscode.l10n.t('Undo');
  const trials = moved.filter((path) => dirname(path) === '.').length;
  const message = trials > 1 ? vscode.l10n.t('Deleted {0} runs.', trials) : vscode.l10n.t('Deleted {0}.', first);
  if ((await vscode.window.showInformationMessage(message, undo)) !== undo) return;
  const { restore } = await import('../../runs/run-trash');
  complain(vscode.l10n.t('Not restored'), (await Promise.all(deletions.map(restore))).flat());
  await runs.load();
}

function complain(what: string, left: Deletion['kept']): void {
  if (left.length > 0) void vscode.window.showWarningMessage(`${what}: ${left.map(({ path, reason }) => `${path} (${reason})`).join('; ')}.`);
}
