import { Interrupted, LabError } from '../base/errors';
import { t } from '../base/l10n';
import type { CellOf } from './cell/cell';
import { runChild } from './trial/child';
import { findRun } from './study/find-run';
import type { EvaluationEvent, EvaluationResult, ProcessSetup, TrialRequest } from './trial/events';

export interface EvaluateOptions extends ProcessSetup {
  readonly runs: string;
  readonly module: string;
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Runs an `evaluate` cell in a process of its own. @throws LabError; Interrupted */
export async function runEvaluateCell({ keys }: CellOf<'evaluate'>, options: EvaluateOptions): Promise<EvaluationResult> {
  const { runs, module, stop, kill, onProgress, ...setup } = options;
  const folder = findRun(runs, keys.run);
  const { checkpoint, dataset, split, batch } = keys;
  const request: TrialRequest = { type: 'evaluate', job: { ...setup, folder, checkpoint, split, batch, ...(dataset !== undefined && { dataset }) } };
  let end: EvaluationEvent | undefined;
  const onMessage = (event: EvaluationEvent): void => {
    if (event.event === 'evaluation') onProgress(event.done, event.total);
    else end = event;
  };
  const { how, output } = await runChild<EvaluationEvent>(request, { module, onMessage, stop, kill });
  if (end?.event === 'evaluated') return end.result;
  if (stop.aborted) throw new Interrupted();
  throw new LabError(end?.event === 'evaluation-failed' ? end.error : t("the evaluation's process ended early ({0}). {1}", how, output));
}
