import * as vscode from 'vscode';
import type { CellEstimate, CellView } from '../../engine/protocol';
import type { ExperimentData } from '../../experiment/experiment-data';
import { duration } from '../../experiment/report/report-format';
import type { Controller } from './controller';
import type { Estimates } from './estimates';
import type { LiveOutputs } from './live-outputs';
import { experimentOf } from './outputs';
import { NOTEBOOK_TYPE } from './serializer';

/** What a cell's status bar says: what running would come to, how it runs, what came of it. */
export function registerCellStatus(controller: Controller, live: LiveOutputs, estimates: Estimates): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.NotebookCellStatusBarItemProvider = {
    onDidChangeCellStatusBarItems: changed.event,
    provideCellStatusBarItems: (cell) => {
      if (cell.kind !== vscode.NotebookCellKind.Code || cell.document.getText().trim() === '') return [];
      return items(cell, controller, live, estimates).map(statusItem);
    },
  };
  return vscode.Disposable.from(
    changed,
    live.onDidChange(() => changed.fire()),
    estimates.onDidChange(() => changed.fire()),
    vscode.notebooks.registerNotebookCellStatusBarItemProvider(NOTEBOOK_TYPE, provider),
  );
}

interface Item {
  readonly text: string;
  readonly tooltip: string;
  readonly command?: vscode.Command;
}

function statusItem({ text, tooltip, command }: Item): vscode.NotebookCellStatusBarItem {
  const item = new vscode.NotebookCellStatusBarItem(text, vscode.NotebookCellStatusBarAlignment.Left);
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: `${text.replace(/\$\([^)]*\) ?/g, '')}. ${tooltip}` };
  if (command !== undefined) item.command = command;
  return item;
}

function experimentIn(view: CellView | undefined): ExperimentData | undefined {
  return view?.kind === 'experiment' ? view.data : undefined;
}

function items(cell: vscode.NotebookCell, controller: Controller, live: LiveOutputs, estimates: Estimates): Item[] {
  const stored = experimentOf(cell);
  const data = stored === undefined ? undefined : (experimentIn(live.find(stored.key)?.view) ?? stored.data);
  if (controller.isRunning(cell)) return runningItems(cell, live, data);
  const estimate = estimates.of(cell);
  return [...resumeItems(cell, estimate), ...estimateItems(estimate), ...resultItems(cell, data)];
}

function runningItems(cell: vscode.NotebookCell, live: LiveOutputs, data: ExperimentData | undefined): Item[] {
  const work = live.workOf(cell);
  if (work !== undefined) {
    const percent = work.fraction === undefined ? '' : ` ${Math.floor(100 * work.fraction)} %`;
    return [{ text: `$(sync~spin) ${work.message}${percent}`, tooltip: work.message }];
  }
  if (data === undefined || data.state !== 'running') return [];
  const { fraction, eta } = data.progress;
  const percent = `${Math.floor(100 * fraction)} %`;
  return [{ text: eta === undefined ? percent : vscode.l10n.t('{0}, {1} to go', percent, duration(eta)), tooltip: vscode.l10n.t('Part of the work that is done, and the time that the rest will take at this pace') }];
}

function resumeItems(cell: vscode.NotebookCell, estimate: CellEstimate | undefined): Item[] {
  if (estimate === undefined || estimate.begun === 0) return [];
  const command = { command: 'resnetLab.resumeCell', title: vscode.l10n.t('Resume'), arguments: [cell] };
  return [{ text: `$(debug-continue) ${vscode.l10n.t('Resume')}`, tooltip: vscode.l10n.t('{0} of {1} trials were begun and not finished: go on from their last checkpoints', estimate.begun, estimate.trials), command }];
}

function estimateItems(estimate: CellEstimate | undefined): Item[] {
  if (estimate === undefined || estimate.trials === 0) return [];
  const { trials, finished, seconds, best } = estimate;
  const found: Item[] = [];
  if (finished < trials) {
    const count = trials === 1 ? vscode.l10n.t('1 trial') : vscode.l10n.t('{0} trials', trials);
    const left = finished === 0 ? count : vscode.l10n.t('{0} of {1} trials finished', finished, trials);
    const time = seconds === undefined ? '' : ` · ${vscode.l10n.t('about {0}', duration(seconds))}`;
    found.push({ text: `$(beaker) ${left}${time}`, tooltip: vscode.l10n.t('What running this cell comes to, by the pace of earlier runs; finished trials are not run again') });
  }
  if (best !== undefined) found.push({ text: `$(star) ${best.text}`, tooltip: vscode.l10n.t('The best {0} of the finished trials', best.metric) });
  return found;
}

function resultItems(cell: vscode.NotebookCell, data: ExperimentData | undefined): Item[] {
  if (data === undefined) return [];
  const { environment, source } = data.report;
  const backends = environment.backends.join(', ');
  const found: Item[] = backends === '' ? [] : [{ text: `$(chip) ${backends}`, tooltip: vscode.l10n.t('What the trials computed with') }];
  if (source.text !== cell.document.getText()) found.push({ text: `$(warning) ${vscode.l10n.t('changed since')}`, tooltip: vscode.l10n.t('The cell has changed since this result: run it again') });
  return found;
}
