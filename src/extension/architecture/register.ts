import * as vscode from 'vscode';
import { sentence } from '../../base/errors';
import type { DiagramNetwork } from '../../diagram/diagram-data';
import { language, LANGUAGE_ID } from '../language/core';
import type { PanelState, PanelSubject } from '../panels';
import type { Node } from '../runs/view';
import type { Services } from '../services';
import { insertCell, seenNotebook } from './insert-cell';
import { diagramSubject, Workbench } from './subjects';
import { networksIn, offers, orderOf, targetIn, type Offer } from './wanted';

/** Where the workbench begins when nothing else is meant. */
const START = { order: 'original', architecture: 'resnet20' };

/** The diagrams of networks and the order workbench, in panels of their own. */
export interface ArchitecturePart extends vscode.Disposable {
  /** What such a panel showed before the window was reloaded. */
  revived(state: Extract<PanelState, { kind: 'diagram' | 'workbench' }>): PanelSubject;
}

/** Its commands. None needs the engine, and none runs anything of the workspace's. */
export function registerArchitecture({ log }: Services, open: (subject: PanelSubject) => void): ArchitecturePart {
  const workbench = new Workbench(open);
  const show = (networks: readonly DiagramNetwork[]): void => open(diagramSubject(networks));
  const register = (name: string, act: (...given: readonly unknown[]) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`resnetLab.${name}`, async (...given: readonly unknown[]) => {
      try {
        await act(...given);
      } catch (error) {
        log.debug(String(error));
        void vscode.window.showWarningMessage(sentence(error));
      }
    });
  const parts = vscode.Disposable.from(
    workbench,
    register('showArchitecture', (given, more) => showArchitecture(given, more, show)),
    register('openWorkbench', (given) => openWorkbench(given, workbench)),
    register('openTarget', (given) => {
      const target = targetIn(given);
      if (target?.kind === 'diagram') return show(target.networks);
      if (target?.kind === 'workbench') return workbench.show(target.order, target.architecture ?? START.architecture);
      return target === undefined ? undefined : insertCell(target.text);
    }),
  );
  return {
    revived: (state) => (state.kind === 'diagram' ? diagramSubject(state.networks) : workbench.revived(state)),
    dispose: () => void parts.dispose(),
  };
}

/** Called by a link with names, from the list of runs with its nodes, from the Explorer with a checkpoint, from a cell's menu with the cell, from the palette with nothing: then it is about the cell in use, or the table. */
async function showArchitecture(given: unknown, more: unknown, show: (networks: readonly DiagramNetwork[]) => void): Promise<void> {
  const named = networksIn(given);
  if (named !== undefined) return show(named);
  if (isNode(given)) return choose(offers(await networksOfRuns(Array.isArray(more) ? (more as Node[]) : [given])), show);
  if (given instanceof vscode.Uri && given.scheme === 'file') return show([await (await import('./run-networks')).modelNetwork(given.fsPath)]);
  const text = textOf(given);
  // From the palette the table is meant as often as the cell.
  const asked = given !== undefined;
  const networks = text === undefined ? [] : await networksOfText(text, asked);
  const table: Offer = { label: vscode.l10n.t('Table of all architectures'), networks: [] };
  await choose(asked ? offers(networks) : [...offers(networks), table], show);
}

async function openWorkbench(given: unknown, workbench: Workbench): Promise<void> {
  if (typeof given === 'string') return workbench.show(given, START.architecture);
  const text = textOf(given);
  const [network] = networksIn(given) ?? (text === undefined ? [] : await networksOfText(text, given !== undefined && cellIn(given) !== undefined));
  if (network === undefined) return workbench.show(START.order, START.architecture);
  workbench.show(orderOf(network), network.options.architecture);
}

/** Shows the only offer at once, else lets the user choose. */
async function choose(all: readonly Offer[], show: (networks: readonly DiagramNetwork[]) => void): Promise<void> {
  const [first] = all;
  if (first === undefined) return void vscode.window.showInformationMessage(vscode.l10n.t('This cell names no network: nothing can be drawn of it.'));
  const offer = all.length === 1 ? first : await vscode.window.showQuickPick([...all], { title: vscode.l10n.t('Show Architecture'), placeHolder: vscode.l10n.t('A network, or two side by side with what differs marked') });
  if (offer !== undefined) show(offer.networks);
}

/** The text of the cell that is meant: the one given, else the one in use. */
function textOf(given: unknown): string | undefined {
  const cell = cellIn(given);
  if (cell !== undefined) return cell.document.getText();
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId === LANGUAGE_ID) return editor.document.getText();
  const notebook = vscode.window.activeNotebookEditor === undefined ? undefined : seenNotebook();
  if (notebook === undefined || notebook.notebook.cellCount === 0) return undefined;
  const selected = notebook.notebook.cellAt(notebook.selection.start);
  return selected.kind === vscode.NotebookCellKind.Code ? selected.document.getText() : undefined;
}

function cellIn(given: unknown): vscode.NotebookCell | undefined {
  return typeof given === 'object' && given !== null && 'document' in given && 'notebook' in given ? (given as vscode.NotebookCell) : undefined;
}

/** @param asked whether a wrong text is to be told @throws LabError where the text is no valid cell, and that is asked for */
async function networksOfText(text: string, asked: boolean): Promise<DiagramNetwork[]> {
  const { cellNetworks } = await language();
  try {
    return cellNetworks(text);
  } catch (error) {
    if (asked) throw error;
    return [];
  }
}

function isNode(given: unknown): given is Node {
  const { kind } = (given ?? {}) as { kind?: unknown };
  return kind === 'run' || ((kind === 'experiment' || kind === 'other') && 'runs' in (given as object));
}

/** The networks of runs, as their folders tell of them. */
async function networksOfRuns(nodes: readonly Node[]): Promise<DiagramNetwork[]> {
  const folders = [...new Set(nodes.flatMap((node) => (node.kind === 'run' ? [node.entry] : node.runs)).map(({ run }) => run.folder))];
  const { runNetworks } = await import('./run-networks');
  return runNetworks(folders);
}
