import * as vscode from 'vscode';
import type { CellOutcome, CellUpdate, CellView } from '../../engine/protocol';
import { isEngineDied, isEngineError } from '../engine-errors';
import type { Services } from '../services';
import type { Ending, Job } from './cell-queue';
import { cellReference } from './cell-reference';
import { errorOutput, inState, stateOf, textOutput, viewItems, viewKey, viewOf, viewOutput } from './outputs';
import type { LiveOutputs } from './live-outputs';
import { trialSettings } from './trial-settings';

/** Milliseconds between updates of what would be saved; views hear of more. */
const DURABLE = 2000;

/** One cell's way through the engine. The only place that touches a cell's execution. */
export class CellRun implements Job {
  private readonly cancellation = new vscode.CancellationTokenSource();
  private readonly before: { view: CellView; key: string } | undefined;
  private output: vscode.NotebookCellOutput | undefined;
  private last: CellView | undefined;
  private durableAt = 0;
  private abandoned = false;
  /** Changes of the outputs, one after another: those made at the same time get lost. */
  private writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly execution: vscode.NotebookCellExecution,
    private readonly order: number,
    private readonly services: Services,
    private readonly live: LiveOutputs,
  ) {
    this.before = viewOf(execution.cell);
  }

  get cell(): vscode.NotebookCell {
    return this.execution.cell;
  }

  stop(): void {
    this.cancellation.cancel();
  }

  /** Stops, and leaves the notebook as it is: its tab was closed, and a change would bring it back. What was trained is in the run folders. */
  abandon(): void {
    this.abandoned = true;
    this.stop();
  }

  drop(): void {
    this.execution.start();
    this.execution.end(undefined);
  }

  async run(): Promise<Ending> {
    const { execution } = this;
    if (this.cancellation.token.isCancellationRequested) {
      this.drop();
      return 'stopped';
    }
    execution.executionOrder = this.order;
    execution.start(Date.now());
    const ending = await this.attempt();
    await this.writing;
    execution.end({ done: true, failed: false, stopped: undefined }[ending], Date.now());
    this.cancellation.dispose();
    return ending;
  }

  private async attempt(): Promise<Ending> {
    const { cell } = this;
    if (cell.document.getText().trim() === '') return this.ended(this.replace([]), 'done');
    const checkpointSeconds = vscode.workspace.getConfiguration('resnetLab', cell.notebook.uri).get('checkpointSeconds', 30);
    const params = { ...cellReference(cell), ...trialSettings(cell.notebook), checkpointSeconds };
    try {
      const outcome = await this.services.engine.ask('runCell', params, { onUpdate: (update) => this.onUpdate(update), token: this.cancellation.token });
      return await this.finish(outcome);
    } catch (error) {
      return await this.failed(error);
    }
  }

  private onUpdate(update: CellUpdate): void {
    if (update.kind === 'work') return this.live.work(this.cell, update.message, update.fraction);
    this.live.work(this.cell, undefined);
    this.last = update;
    this.live.show(this.cell, update);
    const waits = this.output === undefined && this.before !== undefined && stateOf(this.before.view) === 'done' && onlyReused(update);
    if (!waits && Date.now() - this.durableAt >= DURABLE) void this.store(update);
  }

  private async finish(outcome: CellOutcome): Promise<Ending> {
    this.live.work(this.cell, undefined);
    if (outcome.kind === 'evaluation' || outcome.kind === 'text') return this.ended(this.replace([textOutput(outcome)]), 'done');
    // What is stored already says the same: the file stays as it is.
    if (this.output === undefined && this.before !== undefined && saysTheSame(this.before.view, outcome)) this.live.show(this.cell, this.before.view);
    else await this.store(outcome);
    const state = stateOf(outcome);
    return state === 'done' || state === 'failed' ? state : 'stopped';
  }

  private async failed(error: unknown): Promise<Ending> {
    this.live.work(this.cell, undefined);
    const wanted = error instanceof vscode.CancellationError || (isEngineDied(error) && error.asked);
    if (wanted) return this.last === undefined ? 'stopped' : this.ended(this.store(inState(this.last, 'stopped')), 'stopped');
    const message = error instanceof Error ? error.message : String(error);
    this.services.log.error(message);
    if (isEngineDied(error) && this.last !== undefined) {
      const crashed = inState(this.last, 'crashed', message);
      await this.replace([viewOutput(crashed), errorOutput(vscode.l10n.t('The engine ended'), message)]);
      this.live.show(this.cell, crashed);
      this.live.offerResume(this.cell, message);
      return 'failed';
    }
    const name = isEngineError(error) && error.data.kind === 'input' ? vscode.l10n.t('The cell cannot run') : vscode.l10n.t('The cell failed');
    return this.ended(this.replace([errorOutput(name, message)]), 'failed');
  }

  private async ended(writing: Promise<void>, ending: Ending): Promise<Ending> {
    await writing;
    return ending;
  }

  /** Puts what is shown into the notebook: a new output at first, then the same one with new items, which views redraw in place. */
  private store(view: CellView): Promise<void> {
    this.durableAt = Date.now();
    this.live.show(this.cell, view);
    const { output } = this;
    if (output === undefined) {
      const made = viewOutput(view);
      this.output = made;
      return this.write(() => this.execution.replaceOutput(made));
    }
    return this.write(() => this.execution.replaceOutputItems(viewItems(view), output));
  }

  private replace(outputs: vscode.NotebookCellOutput[]): Promise<void> {
    return this.write(() => this.execution.replaceOutput(outputs));
  }

  /** A cell that was deleted meanwhile has no outputs to write, and one whose tab is closed shall have none. */
  private write(change: () => Thenable<void>): Promise<void> {
    const written = this.writing.then(() => (this.cell.index < 0 || this.abandoned ? undefined : change())).then(undefined, (error: unknown) => this.services.log.warn(String(error)));
    this.writing = written;
    return written;
  }
}

function onlyReused({ kind, data }: CellView): boolean {
  return kind === 'experiment' && data.trials.every(({ state }) => state === 'queued' || state === 'reused');
}

/** Whether a cell that was run again came to what it had come to before: nothing was trained or measured anew. */
function saysTheSame(before: CellView, after: CellView): boolean {
  if (stateOf(before) !== 'done' || stateOf(after) !== 'done' || viewKey(before) !== viewKey(after)) return false;
  return after.kind === 'experiment' ? onlyReused(after) : JSON.stringify(subjectOf(before)) === JSON.stringify(subjectOf(after));
}

/** What an output says, without when it was said. */
function subjectOf({ kind, data }: CellView): unknown {
  return kind === 'analysis' ? data.result : data;
}
