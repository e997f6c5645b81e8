import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sentence, Interrupted } from '../base/errors';
import { thumbnail } from '../data/images/thumbnail';
import { writeAtomic } from '../runs/files';
import { CLASSIFICATION_VERSION, type ClassificationData, type PresetName, type ResultRow, type ShownModel } from './classification-data';
import { ResultRows } from './result-rows';
import { AgreementKeeper, ScoreKeeper } from './scores';
import type { ClassifyNews, DoneImages } from './work';

export const SUMMARY_FILE = 'classification.json';
export const ROWS_FILE = 'rows.jsonl';
/** Rows that are written into the summary itself, and pictures beside them, for an output that has nobody to ask. */
const PREVIEW = 24;
const PREVIEW_SIDE = 96;

export interface NewClassification {
  readonly title: string;
  /** Full paths of what was asked for. */
  readonly sources?: readonly string[];
  readonly preprocess?: PresetName;
  /** Its folder; made anew. */
  readonly folder: string;
  /** Whether the first rows get small pictures in the summary. */
  readonly pictures: boolean;
}

/** A classification as it goes on: what comes is written to its folder and counted. */
export class Classification {
  private models: readonly ShownModel[] = [];
  private backend: string | undefined;
  private root = '';
  private total: number | undefined;
  private notices: readonly string[] = [];
  private unreadable = 0;
  private readonly first: ResultRow[] = [];
  private pictures: readonly (string | undefined)[] = [];
  private scores: ScoreKeeper[] = [];
  private agreement: AgreementKeeper | undefined;
  private known = false;
  private state: ClassificationData['state'] = 'running';
  private error: string | undefined;
  private readonly began: number;
  /** What was classified before this went on. */
  private readonly before: string[] = [];
  /** When the first images were known, from which on their pace is measured. */
  private paced: { readonly at: number; readonly rows: number } | undefined;
  private ended: number | undefined;
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly about: NewClassification,
    readonly rows: ResultRows,
    secondsBefore = 0,
  ) {
    this.began = performance.now() - 1000 * secondsBefore;
  }

  static async begin(about: NewClassification): Promise<Classification> {
    await mkdir(about.folder, { recursive: true });
    return new Classification(about, await ResultRows.create(join(about.folder, ROWS_FILE)));
  }

  /** Goes on with one that was stopped, failed or cut off: what it has stays, and is counted again. @throws LabError where it can't be read or written */
  static async resume(data: ClassificationData, rows: ResultRows, pictures: boolean): Promise<Classification> {
    const { title, folder, sources, preprocess, seconds } = data;
    const about = { title, folder, pictures, ...(sources !== undefined && { sources }), ...(preprocess !== undefined && { preprocess }) };
    const classification = new Classification(about, rows, seconds);
    await rows.goOn();
    classification.root = data.root;
    classification.meet(data.models);
    for await (const some of rows.all()) {
      for (const row of some) {
        classification.count(row);
        classification.before.push(row.image);
      }
    }
    return classification;
  }

  get preprocess(): PresetName | undefined {
    return this.about.preprocess;
  }

  /** What need not be classified again. */
  get done(): DoneImages {
    return { root: this.root, images: this.before };
  }

  get live(): boolean {
    return this.state === 'running';
  }

  apply(news: ClassifyNews): void {
    switch (news.kind) {
      case 'models':
        this.meet(news.models);
        this.backend = news.backend;
        return;
      case 'found':
        this.root = news.root;
        this.total = news.total;
        this.notices = news.notices;
        this.later(() => this.keep(this.now()));
        return;
      case 'rows':
        for (const row of news.rows) this.count(row);
        this.later(() => this.rows.append(news.rows));
    }
  }

  /** What counts the answers of models is made anew for other models. */
  private meet(models: readonly ShownModel[]): void {
    const labels = (some: readonly ShownModel[]): string => JSON.stringify(some.map((model) => model.labels));
    if (labels(models) !== labels(this.models)) {
      this.scores = models.map((model) => new ScoreKeeper(model.labels.length));
      this.agreement = agreementOf(models);
    }
    this.models = models;
  }

  /** Writes after all that was written before; a failure is said at the end. */
  private later(write: () => Promise<void>): void {
    this.writing = this.writing.then(write);
    this.writing.catch(() => undefined);
  }

  /** Also while it goes on, so that one that is cut off is found. */
  private keep(data: ClassificationData): Promise<void> {
    return writeAtomic(join(this.about.folder, SUMMARY_FILE), [`${JSON.stringify(data)}\n`]);
  }

  private count(row: ResultRow): void {
    if (this.first.length < PREVIEW) this.first.push(row);
    if (row.error !== undefined) this.unreadable++;
    const { truth, answers } = row;
    const [one, other] = answers;
    if (one !== undefined && other !== undefined) this.agreement?.add(one, other);
    if (truth === undefined || answers.length === 0) return;
    this.known = true;
    answers.forEach((own, model) => {
      const index = this.truthFor(model, truth);
      if (index !== undefined) this.scores[model]?.add(row.index, index, own);
    });
  }

  /** A class of the first model as the other numbers it. */
  private truthFor(model: number, truth: number): number | undefined {
    if (model === 0) return truth;
    const index = this.models[model]?.labels.indexOf(this.models[0]?.labels[truth] ?? '') ?? -1;
    return index === -1 ? undefined : index;
  }

  /** What there is to show, once all that came is in the file. */
  async data(stopping = false): Promise<ClassificationData> {
    await this.writing;
    return this.now(stopping);
  }

  private now(stopping = false): ClassificationData {
    const { about, models, total, rows, state } = this;
    const seconds = ((this.ended ?? performance.now()) - this.began) / 1000;
    const left = this.secondsLeft();
    return {
      version: CLASSIFICATION_VERSION,
      title: about.title,
      folder: about.folder,
      state: stopping && state === 'running' ? 'stopping' : state,
      ...(this.error !== undefined && { error: this.error }),
      root: this.root,
      ...(about.sources !== undefined && { sources: about.sources }),
      ...(about.preprocess !== undefined && { preprocess: about.preprocess }),
      models,
      ...(total !== undefined && { total }),
      rows: rows.count,
      unreadable: this.unreadable,
      seconds,
      ...(left !== undefined && { secondsLeft: left }),
      ...(this.backend !== undefined && { backend: this.backend }),
      ...(this.known && { scores: this.scores.map((keeper) => keeper.result()) }),
      ...(this.agreement !== undefined && { agreement: this.agreement.result() }),
      notices: this.notices,
      preview: this.first.map((row, k) => ({ row, ...(this.pictures[k] !== undefined && { picture: this.pictures[k] }) })),
    };
  }

  private secondsLeft(): number | undefined {
    const { total, paced, rows, state } = this;
    if (state !== 'running' || total === undefined || rows.count === 0) return undefined;
    if (paced === undefined) this.paced = { at: performance.now(), rows: rows.count };
    if (paced === undefined || rows.count === paced.rows) return undefined;
    return ((total - rows.count) * (performance.now() - paced.at)) / 1000 / (rows.count - paced.rows);
  }

  /** Ends it, as done or by what was thrown, and writes its summary. What was classified stays. */
  async end(thrown?: unknown): Promise<ClassificationData> {
    this.state = thrown === undefined ? 'done' : thrown instanceof Interrupted ? 'stopped' : 'failed';
    if (this.state === 'failed') this.error = sentence(thrown);
    this.ended = performance.now();
    if (this.about.pictures) this.pictures = await Promise.all(this.first.map((row) => previewPicture(join(this.root, row.image))));
    const data = await this.data().catch((error: unknown) => {
      [this.state, this.error, this.writing] = ['failed', sentence(error), Promise.resolve()];
      return this.data();
    });
    await this.keep(data);
    return data;
  }
}

function agreementOf(models: readonly ShownModel[]): AgreementKeeper | undefined {
  const [one, other] = models;
  return one === undefined || other === undefined ? undefined : new AgreementKeeper([one.labels, other.labels]);
}

async function previewPicture(file: string): Promise<string | undefined> {
  return thumbnail(file, PREVIEW_SIDE).then(
    ({ bytes, type }) => `data:${type};base64,${bytes.toString('base64')}`,
    () => undefined,
  );
}
