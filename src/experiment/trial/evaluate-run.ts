import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { inputError, Interrupted } from '../../base/errors';
import { t } from '../../base/l10n';
import { evaluationBatches, type Batch } from '../../data/batches';
import { openDataset } from '../../data/dataset';
import { loadBackend } from '../../backend/select';
import { Classifier } from '../../network/classifier';
import { readCheckpoint, readTrialRecord } from '../../runs/run-folder';
import type { EvaluationEvent, EvaluationJob, EvaluationResult } from './events';
import type { TrialConfig } from '../cell/trial-config';
import { openTrialData, trialGraph, type TrialData } from './trial-data';

/** Evaluates a run's checkpoint. @throws LabError where the run has none, or its classes are not those of the data; Interrupted */
export async function evaluateRun(job: EvaluationJob, emit: (event: EvaluationEvent) => void, signal: AbortSignal): Promise<EvaluationResult> {
  const record = await readTrialRecord(job.folder);
  const checkpoint = await readCheckpoint(job.folder, job.checkpoint);
  if (record === undefined || checkpoint === undefined) throw inputError(job.checkpoint === 'best' ? t('this folder has no best checkpoint of a run.') : t('this folder has no last checkpoint of a run.'), { place: job.folder, mend: t('Run the trial first.') });
  const config = record.config as TrialConfig;
  const trained = await openTrialData(config, { cache: job.cache, signal, ...(job.mirror !== undefined && { mirror: job.mirror }) });
  const { dataset, split, indices } = await chosenImages(job, trained, signal);
  const weights = new Map([...checkpoint.tensors].map(([name, { data }]) => [name, data]));
  const backend = await loadBackend(job.backend, job.threads, 'stay');
  const classifier = new Classifier(backend, trialGraph(config, trained.dataset), weights);
  const tally = new Tally(trained.dataset.classes.length);
  for await (const batch of evaluationBatches({ split, shape: trained.data.shape, indices, batch: job.batch, normalisation: trained.data.normalisation, signal })) {
    tally.add(batch, classifier.logits(batch.images));
    emit({ event: 'evaluation', done: tally.images, total: indices.length });
    await yieldToEvents();
    if (signal.aborted) throw new Interrupted();
  }
  classifier.dispose();
  return { run: record.id, checkpoint: job.checkpoint, dataset, split: job.split, backend: backend.name, ...tally.result(trained.dataset.classes) };
}

async function chosenImages(job: EvaluationJob, { dataset: own, data }: TrialData, signal: AbortSignal): Promise<{ dataset: string; split: TrialData['data']['train']; indices: Int32Array }> {
  if (job.dataset === undefined) {
    if (job.split === 'test') return { dataset: own.name, split: data.test, indices: data.testIndices };
    if (data.validationIndices.length === 0) throw inputError(t('this run held no images out.'), { place: job.folder, mend: t('Evaluate with split: test.') });
    return { dataset: own.name, split: data.train, indices: data.validationIndices };
  }
  if (job.split === 'validation') throw inputError(t("split: validation is of the run's own data set only."), { mend: t('Leave out dataset, or choose split: test.') });
  const other = await openDataset(job.dataset, { cache: job.cache, signal, size: own.shape.height, ...(job.mirror !== undefined && { mirror: job.mirror }) });
  const { height, width, channels } = own.shape;
  const same = other.shape.height === height && other.shape.width === width && other.shape.channels === channels;
  if (!same || other.classes.join() !== own.classes.join()) throw inputError(t('{0} has other images or classes than {1}, which the run was trained on.', other.name, own.name), { mend: t('Choose a data set with the same classes and size.') });
  return { dataset: other.name, split: other.test, indices: Int32Array.from({ length: other.test.size }, (_, i) => i) };
}

/** Counts over images: hits, loss, and who was taken for whom. */
class Tally {
  images = 0;
  private top5 = 0;
  private loss = 0;
  private readonly confusion: number[][];

  constructor(private readonly classes: number) {
    this.confusion = Array.from({ length: classes }, () => Array<number>(classes).fill(0));
  }

  add(batch: Batch, logits: Float32Array): void {
    for (let row = 0; row < batch.size; row++) {
      const scores = logits.subarray(row * this.classes, (row + 1) * this.classes);
      const label = batch.labels[row] as number;
      const own = scores[label] as number;
      const largest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
      this.loss += largest + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - largest), 0)) - own;
      if (scores.filter((score) => score > own).length < 5) this.top5++;
      const counts = this.confusion[label] as number[];
      const predicted = scores.indexOf(largest);
      counts[predicted] = (counts[predicted] ?? 0) + 1;
      this.images++;
    }
  }

  result(names: readonly string[]): Pick<EvaluationResult, 'images' | 'accuracy' | 'top5' | 'loss' | 'classes' | 'confusion'> {
    const { images, confusion } = this;
    const hits = confusion.map((counts, c) => counts[c] ?? 0);
    const sizes = confusion.map((counts) => counts.reduce((a, b) => a + b, 0));
    const classes = names.map((name, c) => ({ name, images: sizes[c] ?? 0, accuracy: (hits[c] ?? 0) / Math.max(1, sizes[c] ?? 0) }));
    return { images, accuracy: hits.reduce((a, b) => a + b, 0) / images, top5: this.top5 / images, loss: this.loss / images, classes, confusion };
  }
}
