import { inputError } from '../../base/errors';
import { t } from '../../base/l10n';
import { loadBackend } from '../../backend/select';
import { evaluationBatches } from '../../data/batches';
import { stopIfAborted } from '../../data/interruption';
import { initialWeights, type Weights } from '../../network/initialise';
import { readCheckpoint } from '../../runs/run-folder';
import type { LabelledImages } from '../../training/learner';
import type { StudyEvent, StudyJob } from './events';
import { STUDIES, STUDY_BATCH } from '../study/studies';
import { appendPoint, COMPLETE, readPoints } from '../study/study-points';
import { openTrialData, trialGraph, type TrialData } from './trial-data';

/** Measures one network for a study, from where an earlier start left off. @throws LabError; Interrupted */
export async function runStudy(job: StudyJob, emit: (event: StudyEvent) => void, signal: AbortSignal): Promise<void> {
  const { config, settings, cache, mirror } = job;
  const study = STUDIES[settings.kind];
  const trialData = await openTrialData(config, { cache, signal, ...(mirror !== undefined && { mirror }) });
  const graph = trialGraph(config, trialData.dataset);
  const weights = job.weights === 'start' ? initialWeights(graph, config.seed) : await trainedWeights(job.folder, job.weights);
  const backend = await loadBackend(job.backend, job.threads);
  const batches = await imagesFor(trialData, study.split, settings.images, signal);
  const analysis = study.begin({ backend, graph, weights, batches, seed: config.seed }, settings);
  try {
    const known = await readPoints(job.path);
    const total = analysis.measurements.reduce((sum, { work }) => sum + work, 0);
    const left = analysis.measurements.filter(({ name }) => !known.has(name));
    let done = total - left.reduce((sum, { work }) => sum + work, 0);
    emit({ event: 'study-begun', done: done / total });
    for (const { name, work, measure } of left) {
      stopIfAborted(signal);
      const value = await measure(signal);
      await appendPoint(job.path, name, value);
      done += work;
      emit({ event: 'point', name, value, done: done / total });
    }
    if (!known.has(COMPLETE)) await appendPoint(job.path, COMPLETE, true);
  } finally {
    analysis.dispose();
  }
}

async function trainedWeights(folder: string, name: 'last' | 'best'): Promise<Weights> {
  const checkpoint = await readCheckpoint(folder, name);
  if (checkpoint === undefined) throw inputError(name === 'best' ? t('this folder has no best checkpoint of a run.') : t('this folder has no last checkpoint of a run.'), { place: folder, mend: t('Run the trial first.') });
  return new Map([...checkpoint.tensors].map(([tensor, { data }]) => [tensor, data]));
}

/** The first images of a split, as an evaluation takes them. */
async function imagesFor({ data }: TrialData, split: 'train' | 'test', images: number, signal: AbortSignal): Promise<LabelledImages[]> {
  const indices = (split === 'train' ? data.trainIndices : data.testIndices).slice(0, images);
  const batches: LabelledImages[] = [];
  for await (const { images: pixels, labels } of evaluationBatches({ split: split === 'train' ? data.train : data.test, shape: data.shape, indices, batch: STUDY_BATCH, normalisation: data.normalisation, signal })) {
    batches.push({ images: pixels.slice(), labels: labels.slice() });
  }
  return batches;
}
