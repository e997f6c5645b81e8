import { basename, join } from 'node:path';
import { t } from '../base/l10n';
import type { ProcessSetup } from '../experiment/trial/events';
import type { ClassificationData, ClassificationQuestion } from '../models/classification-data';
import type { Classification } from '../models/classification';
import { Classifications } from '../models/classifications';
import { ModelProcess } from '../models/model-process';
import type { Backends } from './backends';
import type { ClassifyParams } from './protocol';
import type { Context } from './server';

export interface ModelSetup {
  readonly cache: string;
  /** The bundle or source file of a process that computes. */
  readonly trialModule: string;
  readonly backends: Backends;
}

/** Where images are classified and questions about results are answered: one process holds the models for all. */
export class ClassifyDesk {
  private readonly models: ModelProcess;
  private readonly results = new Classifications();

  constructor(private readonly setup: ModelSetup) {
    this.models = new ModelProcess(setup.trialModule);
  }

  /** `pictures`: whether the result holds small pictures of its first images, for an output that has nobody to ask. */
  async classify(params: ClassifyParams, { stop, kill }: Pick<Context<never>, 'stop' | 'kill'>, show: (make: () => Promise<ClassificationData>) => void, pictures = false): Promise<ClassificationData> {
    const classification = await this.classification(params, pictures);
    const { preprocess, done } = classification;
    const onNews = (): void => show(() => classification.data(stop.aborted));
    stop.addEventListener('abort', onNews, { once: true });
    onNews();
    const work = { kind: 'classify', sources: params.sources, models: params.models, done, ...(preprocess !== undefined && { preprocess }) } as const;
    return this.results.run(classification, work, { models: this.models, setup: await this.process(), onNews, stop, kill });
  }

  open(path: string): Promise<ClassificationData> {
    return this.results.open(path, this.setup.cache);
  }

  ask(folder: string, question: ClassificationQuestion): Promise<unknown> {
    return this.results.ask(folder, question, this.models, () => this.process());
  }

  save(folder: string, file: string): Promise<void> {
    return this.results.save(folder, file);
  }

  private classification(params: ClassifyParams, pictures: boolean): Promise<Classification> {
    const { sources, preprocess, resume, title = titleOf(params) } = params;
    if (resume !== undefined) return this.results.resume(resume, pictures);
    return this.results.begin({ title, sources, folder: newFolder(params), pictures, ...(preprocess !== undefined && { preprocess }) });
  }

  private async process(): Promise<ProcessSetup> {
    const { backend, report } = await this.setup.backends.choose();
    return { backend, threads: backend.name === 'wasm' ? 1 : report.threads, cache: this.setup.cache };
  }
}

function titleOf({ sources }: ClassifyParams): string {
  const [first = ''] = sources;
  return sources.length === 1 ? basename(first) : t('{0} and {1} more', basename(first), sources.length - 1);
}

/** Named by the time, so that results lie in their order. */
function newFolder({ runs, sources }: ClassifyParams): string {
  const time = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').replace('.', '').replace('Z', '');
  const what = basename(sources[0] ?? '').replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 40);
  return join(runs, 'classifications', `${time}-${what}`);
}
