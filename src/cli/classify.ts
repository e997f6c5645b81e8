import { mkdir, writeFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { cacheDirectory } from '../base/paths';
import { inputError, LabError } from '../base/errors';
import { Backends } from '../engine/backends';
import type { ProcessSetup } from '../experiment/trial/events';
import { camPicture } from '../models/cam-picture';
import type { ModelReference, PresetName, ResultRow, ShownModel } from '../models/classification-data';
import { findModel } from '../models/find-model';
import { ModelProcess } from '../models/model-process';
import type { ClassifyNews } from '../models/work';
import type { Interrupt } from './interrupt';
import { wholeNumber } from './describe';
import { bar, duration, percent, type Terminal } from './terminal';
import { TRIAL_MODULE } from './trial-module';

export interface ClassifyFlags {
  readonly model: string;
  readonly arch?: string;
  readonly order?: string;
  readonly labels?: string;
  readonly checkpoint: string;
  readonly preprocess?: string;
  readonly top?: string;
  readonly gradCam?: string;
  readonly runs: string;
}

const PRESETS: readonly string[] = ['v1', 'v2', 'cifar'] satisfies PresetName[];

/** `resnet-lab classify IMAGE… --model RUN|FILE`. */
export class ClassifyCommand {
  private model: ShownModel | undefined;
  private root = '';
  private total = 0;
  private done = 0;
  private unreadable = 0;
  private began = 0;
  /** What is written and explained, one after the other. */
  private tail: Promise<void> = Promise.resolve();
  private readonly models = new ModelProcess(TRIAL_MODULE);

  constructor(
    private readonly images: readonly string[],
    private readonly flags: ClassifyFlags,
    private readonly terminal: Terminal,
    private readonly interrupt: Interrupt,
  ) {}

  /** @throws LabError where the model can't be had, or no image can be read; Interrupted */
  async run(): Promise<void> {
    const { flags, terminal, interrupt } = this;
    const preprocess = preset(flags.preprocess);
    const top = wholeNumber('--top', flags.top, 1) ?? 5;
    const reference = await referenceOf(flags);
    if (flags.gradCam !== undefined) await mkdir(flags.gradCam, { recursive: true });
    const setup = await processSetup(terminal);
    try {
      const work = { kind: 'classify', sources: this.images.map((path) => resolve(path)), models: [reference], top, ...(preprocess !== undefined && { preprocess }) } as const;
      await this.models.ask<'classify'>(work, setup, { stop: interrupt.stop, kill: interrupt.kill, onNews: (news) => this.hear(news, setup) });
      await this.tail;
    } finally {
      this.models.end();
    }
    this.conclude();
  }

  private hear(news: ClassifyNews, setup: ProcessSetup): void {
    if (news.kind === 'models') {
      [this.model] = news.models;
      const { name = '', architecture = '', order = '' } = this.model ?? {};
      this.terminal.note(`${name}: ${architecture}, order ${order}, on ${news.backend}`);
    } else if (news.kind === 'found') {
      [this.root, this.total, this.began] = [news.root, news.total, performance.now()];
      for (const notice of news.notices) this.terminal.note(`note: ${notice}`);
    } else {
      for (const row of news.rows) this.tail = this.tail.then(() => this.show(row, setup));
      this.tail.catch(() => undefined); // thrown where it is waited for
    }
  }

  private async show(row: ResultRow, setup: ProcessSetup): Promise<void> {
    const { terminal, model } = this;
    if (model === undefined) return;
    const file = join(this.root, row.image);
    this.done++;
    if (row.error !== undefined) this.unreadable++;
    const camera = row.error === undefined ? await this.explain(row, file, model, setup) : undefined;
    terminal.emit(jsonLine(row, file, model, camera));
    terminal.print(row.error === undefined ? `${file}\n${guessLines(row, model).join('\n')}` : `${file}\n  not read: ${row.error}`);
    const left = ((this.total - this.done) * (performance.now() - this.began)) / 1000 / this.done;
    const line = `  ${bar(this.done / this.total)}  ${this.done} of ${this.total} images  ETA ${duration(left)}`;
    if (this.total > 1) terminal.live(() => [line], () => line);
  }

  /** Writes where the network looked for its first guess; answers the picture's path. */
  private async explain(row: ResultRow, file: string, model: ShownModel, setup: ProcessSetup): Promise<string | undefined> {
    const folder = this.flags.gradCam;
    if (folder === undefined) return undefined;
    const { stop, kill } = this.interrupt;
    const explanation = await this.models.ask<'explain'>({ kind: 'explain', model: model.reference, preprocessing: model.preprocessing, file }, setup, { stop, kill });
    const path = join(folder, `${row.image.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, -extname(row.image).length || undefined)}-${row.index + 1}.png`);
    await writeFile(path, await camPicture(file, explanation, row));
    return path;
  }

  private conclude(): void {
    const { terminal, unreadable, total } = this;
    terminal.clear();
    if (unreadable === total) throw new LabError(total === 1 ? 'the image could not be read.' : `none of the ${total} images could be read.`, { mend: 'The reasons stand above.' });
    if (unreadable > 0) terminal.note(`${unreadable} of ${total} images could not be read; the others were classified.`);
  }
}

function jsonLine(row: ResultRow, image: string, { name, labels, network, order }: ShownModel, gradCam: string | undefined): object {
  const [own = []] = row.answers;
  const about = { image, model: name, architecture: network.architecture, order };
  if (row.error !== undefined) return { ...about, error: row.error, top: [] };
  const top = own.map(({ index, probability, logit }) => ({ index, label: labels[index] ?? String(index), probability, logit }));
  return { ...about, width: row.width, height: row.height, ...(row.truth !== undefined && { truth: labels[row.truth] }), top, ...(gradCam !== undefined && { gradCam }) };
}

function guessLines({ answers: [own = []] }: ResultRow, { labels }: ShownModel): string[] {
  const width = Math.max(...own.map(({ index }) => (labels[index] ?? '').length));
  return own.map(({ index, probability }) => `  ${(labels[index] ?? String(index)).padEnd(width)}  ${bar(probability, 20)}  ${percent(probability)}`);
}

async function referenceOf({ model, arch, order, labels, checkpoint, runs }: ClassifyFlags): Promise<ModelReference> {
  if (checkpoint !== 'best' && checkpoint !== 'last') throw inputError(`--checkpoint is "${checkpoint}"; expected best or last.`);
  const found = await findModel(model, { runs: resolve(runs), cache: cacheDirectory(), base: process.cwd(), checkpoint });
  if (found.kind === 'file') return { ...found, ...(arch !== undefined && { architecture: arch }), ...(order !== undefined && { order }), ...(labels !== undefined && { labels: resolve(labels) }) };
  if (arch !== undefined || order !== undefined || labels !== undefined) throw inputError('--arch, --order and --labels are for files of weights; this model knows its own.', { mend: 'Leave them out.' });
  return found;
}

function preset(name: string | undefined): PresetName | undefined {
  if (name === undefined || PRESETS.includes(name)) return name as PresetName | undefined;
  throw inputError(`--preprocess is "${name}"; expected one of ${PRESETS.join(', ')}.`);
}

async function processSetup(terminal: Terminal): Promise<ProcessSetup> {
  const { backend, report } = await new Backends(cacheDirectory()).choose();
  if (backend.name === 'wasm') terminal.note(`note: on WASM, several times slower (${report.reason})`);
  return { backend, threads: backend.name === 'wasm' ? 1 : report.threads, cache: cacheDirectory() };
}
