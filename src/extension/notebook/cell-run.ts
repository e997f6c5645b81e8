import * as vscode from 'vscode';
import type { CellOutcome, CellUpdate } from '../../engine/protocol';
import type { ExperimentData } from '../../experiment/experiment-data';
import { isEngineDied, isEngineError } from '../engine-errors';
import type { Services } from '../services';
import type { Ending, Job } from './cell-queue';
import { cellReference } from './cell-reference';
import { errorOutput, experimentItems, experimentOf, experimentOutput, textOutput } from './outputs';
import type { LiveOutputs } from './live-outputs';
import { trialSettings } from './trial-settings';

/** Milliseconds between updates of what would be saved; views hear of more. */
const DURABLE = 2000;

/** One cell's way through the engine. The only place that touches a cell's execution. */
export class CellRun implements Job {
  private readonly cancellation = new vscode.CancellationTokenSource();
  private readonly before: { data: ExperimentData; key: string } | undefined;
  private output: vscode.NotebookCellOutput | undefined;
  private last: ExperimentData | undefined;
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
    this.before = experimentOf(execution.cell);
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
    this.last = update.data;
    this.live.show(this.cell, update.data);
    const waits = this.output === undefined && this.before?.data.state === 'done' && onlyReused(update.data);
    if (!waits && Date.now() - this.durableAt >= DURABLE) void this.store(update.data);
  }

  private async finish(outcome: CellOutcome): Promise<Ending> {
    this.live.work(this.cell, undefined);
    if (outcome.kind !== 'experiment') return this.ended(this.replace([textOutput(outcome)]), 'done');
    const { data } = outcome;
    // What is stored already says the same: the file stays as it is.
    if (this.output === undefined && this.before !== undefined && sameTrials(this.before.data, data)) this.live.show(this.cell, this.before.data);
    else await this.store(data);
    if (data.state === 'done') return 'done';
    return data.state === 'failed' ? 'failed' : 'stopped';
  }

  private async failed(error: unknown): Promise<Ending> {
    this.live.work(this.cell, undefined);
    const wanted = error instanceof vscode.CancellationError || (isEngineDied(error) && error.asked);
    if (wanted) return this.last === undefined ? 'stopped' : this.ended(this.store({ ...this.last, state: 'stopped' }), 'stopped');
    const message = error instanceof Error ? error.message : String(error);
    this.services.log.error(message);
    if (isEngineDied(error) && this.last !== undefined) {
      const crashed: ExperimentData = { ...this.last, state: 'crashed', message };
      await this.replace([experimentOutput(crashed), errorOutput(vscode.l10n.t('The engine ended'), message)]);
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

  /** Puts the experiment into the notebook: a new output at first, then the same one with new items, which views redraw in place. */
  private store(data: ExperimentData): Promise<void> {
    this.durableAt = Date.now();
    this.live.show(this.cell, data);
    const { output } = this;
    if (output === undefined) {
      const made = experimentOutput(data);
      this.output = made;
      return this.write(() => this.execution.replaceOutput(made));
    }
    return this.write(() => this.execution.replaceOutputItems(experimentItems(data), output));
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

function onlyReused({ trials }: ExperimentData): boolean {
  return trials.every(({ state }) => state === 'queued' || state === 'reused');
}

function sameTrials(before: ExperimentData, after: ExperimentData): boolean {
  return before.state === 'done' && after.state === 'done' && onlyReused(after) && before.trials.map(({ id }) => id).join() === after.trials.map(({ id }) => id).join();
}
