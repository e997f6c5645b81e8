import * as vscode from 'vscode';
import { sentence } from '../../base/errors';
import type { RunNotes } from '../../runs/run-notes';
import { reveal } from '../reveal';
import { runLabel } from './labels';
import type { RunsModel } from './model';
import type { RunsOpener } from './opener';
import { deleteRuns } from './delete';
import { countTags, type RunEntry } from './tree';
import type { Node } from './view';

export interface RunsCommands {
  readonly view: vscode.TreeView<Node>;
  readonly runs: RunsModel;
  readonly opener: RunsOpener;
  readonly log: vscode.LogOutputChannel;
}

/** The commands of the list. Each acts on the nodes that it is given, else on the selection. */
export function registerCommands(parts: RunsCommands): vscode.Disposable {
  const { view, runs, opener, log } = parts;
  const register = (name: string, act: (nodes: readonly Node[]) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`resnetLab.runs.${name}`, async (node?: Node, nodes?: readonly Node[]) => {
      try {
        await act(nodes ?? (node === undefined ? view.selection : [node]));
      } catch (error) {
        log.error(error instanceof Error ? error : String(error));
        void vscode.window.showErrorMessage(sentence(error));
      }
    });
  return vscode.Disposable.from(
    register('refresh', () => runs.load()),
    register('open', (nodes) => open(nodes, opener)),
    register('compare', (nodes) => opener.openRuns(entriesOf(nodes).map(({ run }) => run))),
    register('rename', (nodes) => rename(entriesOf(nodes)[0], runs)),
    register('tag', (nodes) => editTags(entriesOf(nodes), runs)),
    register('reveal', ([node]) => node && reveal(folderOf(node))),
    register('delete', (nodes) => deleteRuns(nodes, runs)),
    register('filter', () => chooseTags(runs)),
    register('clearFilter', () => (runs.filter = [])),
  );
}

async function open(nodes: readonly Node[], opener: RunsOpener): Promise<void> {
  const [node] = nodes;
  if (nodes.length === 1 && node?.kind === 'experiment') await opener.openExperiment(node);
  else if (node !== undefined) await opener.openRuns(entriesOf(nodes).map(({ run }) => run));
}

/** The runs of nodes, each once. */
function entriesOf(nodes: readonly Node[]): RunEntry[] {
  const entries = nodes.flatMap((node) => (node.kind === 'run' ? [node.entry] : node.runs));
  return [...new Map(entries.map((entry) => [entry.run.folder, entry])).values()];
}

async function rename(entry: RunEntry | undefined, runs: RunsModel): Promise<void> {
  if (entry === undefined) return;
  const { nameProblem, trimmed } = await import('../../runs/run-notes');
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename Run'),
    prompt: vscode.l10n.t('A name for {0}; empty takes the name away.', entry.run.id),
    value: entry.notes.name ?? '',
    placeHolder: runLabel({ ...entry, notes: { tags: [] } }),
    validateInput: nameProblem,
  });
  if (name !== undefined) await note([entry], (notes) => ({ name: trimmed(name), tags: notes.tags }), runs);
}

/** Edits the tags that all the runs have; those that only some of them have stay. */
async function editTags(entries: readonly RunEntry[], runs: RunsModel): Promise<void> {
  const [first] = entries;
  if (first === undefined) return;
  const { parseTags, tagsProblem } = await import('../../runs/run-notes');
  const shared = first.notes.tags.filter((tag) => entries.every(({ notes }) => notes.tags.includes(tag)));
  const text = await vscode.window.showInputBox({
    title: entries.length === 1 ? vscode.l10n.t('Tags of {0}', runLabel(first)) : vscode.l10n.t('Tags of {0} Runs', entries.length),
    prompt: vscode.l10n.t('Tags, with commas between them.'),
    value: shared.join(', '),
    validateInput: tagsProblem,
  });
  if (text === undefined) return;
  const tags = parseTags(text);
  await note(entries, (notes) => ({ ...notes, tags: [...new Set([...notes.tags.filter((tag) => !shared.includes(tag)), ...tags])] }), runs);
}

async function note(entries: readonly RunEntry[], change: (notes: RunNotes) => RunNotes, runs: RunsModel): Promise<void> {
  const { readNotes, writeNotes } = await import('../../runs/run-notes');
  for (const { run } of entries) await writeNotes(run.folder, change(await readNotes(run.folder)));
  await runs.load();
}

async function chooseTags(runs: RunsModel): Promise<void> {
  await runs.ready();
  const tags = countTags(runs.entries);
  if (tags.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No run has a tag yet. Give one by "Edit Tags…" in the menu of a run.'));
    return;
  }
  const items = tags.map(([label, count]) => ({ label, description: count === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', count), picked: runs.filter.includes(label) }));
  const chosen = await vscode.window.showQuickPick(items, { canPickMany: true, title: vscode.l10n.t('Show Only Runs with These Tags') });
  if (chosen !== undefined) runs.filter = chosen.map(({ label }) => label);
}

function folderOf(node: Node): string {
  if (node.kind === 'run') return node.entry.run.folder;
  return node.record?.folder ?? node.place;
}
