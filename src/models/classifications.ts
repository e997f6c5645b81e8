import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { inputError, LabError } from '../base/errors';
import { t } from '../base/l10n';
import { thumbnail } from '../data/images/thumbnail';
import type { ProcessSetup } from '../experiment/trial/events';
import { readable, readJson, writeAtomic } from '../runs/files';
import { CLASSIFICATION_VERSION, type ClassificationAnswers, type ClassificationData, type ClassificationQuestion, type Picture, type ResultRow } from './classification-data';
import { Classification, ROWS_FILE, SUMMARY_FILE, type NewClassification } from './classification';
import { csvLines } from './classification-csv';
import type { ModelProcess } from './model-process';
import { ResultRows } from './result-rows';
import type { ClassifyNews, ModelWork } from './work';

/** Bytes of a saved result, at most. */
const MOST_BYTES = 512 * 1024 * 1024;
/** Classifications that are held at a time. */
const OPEN = 16;
/** Longest side of a picture for a view, in pixels. */
const LARGEST_PICTURE = 2048;

/** As much of a summary as is relied on; the rest is shown as it stands. */
const summarySchema = z.looseObject({
  version: z.number(),
  title: z.string(),
  root: z.string(),
  sources: z.array(z.string()).optional(),
  state: z.enum(['running', 'stopping', 'stopped', 'done', 'failed']),
  rows: z.number(),
  models: z.array(z.looseObject({ name: z.string(), labels: z.array(z.string()), preprocessing: z.looseObject({}), reference: z.looseObject({ kind: z.string() }), network: z.looseObject({ architecture: z.string() }) })),
  notices: z.array(z.string()),
  preview: z.array(z.looseObject({})),
});
const rowSchema = z.looseObject({ index: z.int().min(0), image: z.string(), width: z.number(), height: z.number(), answers: z.array(z.array(z.object({ index: z.int().min(0), probability: z.number(), logit: z.number() }))) });
const savedSchema = z.object({ format: z.literal('resnet-lab classification 1'), data: summarySchema, rows: z.array(rowSchema) });

export interface RunOptions {
  readonly models: ModelProcess;
  readonly setup: ProcessSetup;
  readonly onNews: (news: ClassifyNews) => void;
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
}

interface Open {
  /** What it shows now. */
  data(): Promise<ClassificationData>;
  readonly rows: ResultRows;
  /** Whether it still goes on; then nobody else knows what it has. */
  live(): boolean;
}

/** Classifications that go on, and those that were made before, each by its folder. */
export class Classifications {
  private readonly opened = new Map<string, Promise<Open>>();

  /** @throws LabError where the folder can't be written */
  async begin(about: NewClassification): Promise<Classification> {
    const classification = await Classification.begin(about);
    this.hold(about.folder, classification);
    return classification;
  }

  /** One that is there already, to be gone on with. @throws LabError where it is none, or can't be written */
  async resume(folder: string, pictures: boolean): Promise<Classification> {
    const { data, rows } = await this.find(folder);
    const classification = await Classification.resume(await data(), rows, pictures);
    this.hold(folder, classification);
    return classification;
  }

  /** Runs a classification to its end: done, stopped, or failed by what its result says. What was classified stays in each case. */
  async run(classification: Classification, work: Extract<ModelWork, { kind: 'classify' }>, { models, setup, onNews, stop, kill }: RunOptions): Promise<ClassificationData> {
    const told = (news: ClassifyNews): void => {
      classification.apply(news);
      onNews(news);
    };
    return models.ask<'classify'>(work, setup, { onNews: told, stop, kill }).then(
      () => classification.end(),
      (error: unknown) => classification.end(error),
    );
  }

  /** A classification's folder, or a JSON file that was saved, which is unpacked below `cache`. @throws LabError where it is none, or damaged */
  async open(path: string, cache: string): Promise<ClassificationData> {
    const folder = extname(path).toLowerCase() === '.json' ? await unpack(path, cache) : path;
    return (await this.find(folder)).data();
  }

  /** @throws LabError where it is none, or the row or model is not there */
  async ask(folder: string, question: ClassificationQuestion, models: ModelProcess, setup: () => Promise<ProcessSetup>): Promise<ClassificationAnswers[ClassificationQuestion['kind']]> {
    const open = await this.find(folder);
    if (question.kind === 'rows') return open.rows.read(question.from, question.count);
    const data = await open.data();
    if (question.kind === 'picture') return picture(await fileOf(open, data, question.row), question.size);
    const model = data.models[question.model];
    if (model === undefined) throw inputError(t('there is no such model in this result.'), { place: folder });
    const { reference, preprocessing } = model;
    if (question.kind === 'filters') return models.ask<'filters'>({ kind: 'filters', model: reference }, await setup());
    const file = await fileOf(open, data, question.row);
    const layer = question.layer === undefined ? {} : { layer: question.layer };
    if (question.kind === 'features') return models.ask<'features'>({ kind: 'features', model: reference, preprocessing, file, ...layer }, await setup());
    return models.ask<'explain'>({ kind: 'explain', model: reference, preprocessing, file, ...layer, ...(question.index !== undefined && { index: question.index }) }, await setup());
  }

  /** Writes all rows as CSV or JSON, by the file's extension: whole, or not at all. @throws LabError where it can't be written */
  async save(folder: string, file: string): Promise<void> {
    const { data, rows } = await this.find(folder);
    const now = await data();
    const partial = `${file}.partial`;
    try {
      await pipeline(Readable.from(extname(file).toLowerCase() === '.csv' ? csvLines(now, rows) : jsonLines(now, rows)), createWriteStream(partial));
      await rename(partial, file);
    } catch (error) {
      await rm(partial, { force: true });
      throw readable(error, file);
    }
  }

  private find(folder: string): Promise<Open> {
    const key = resolve(folder);
    const there = this.opened.get(key);
    if (there !== undefined) return there;
    const open = readStored(key);
    open.catch(() => this.opened.delete(key));
    this.keep(key, open);
    return open;
  }

  private hold(folder: string, classification: Classification): void {
    this.keep(folder, Promise.resolve({ data: () => classification.data(), rows: classification.rows, live: () => classification.live }));
  }

  /** Of those that have ended, the ones that were opened last are held. */
  private keep(folder: string, open: Promise<Open>): void {
    this.opened.set(resolve(folder), open);
    void this.forget();
  }

  private async forget(): Promise<void> {
    for (const [key, open] of this.opened) {
      if (this.opened.size <= OPEN) return;
      const live = await open.then((one) => one.live(), () => false);
      if (!live) this.opened.delete(key);
    }
  }
}

async function readStored(folder: string): Promise<Open> {
  const path = join(folder, SUMMARY_FILE);
  const json = await readJson(path);
  if (json === undefined) throw inputError(t('there is no result of a classification here.'), { place: folder, mend: t('Classify the images again.') });
  const rows = await ResultRows.open(join(folder, ROWS_FILE));
  const data = { ...checkedSummary(json, path), folder, rows: rows.count };
  return { data: () => Promise.resolve(data), rows, live: () => false };
}

function checkedSummary(json: unknown, path: string): ClassificationData {
  const version = (json as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > CLASSIFICATION_VERSION) throw new LabError(t('this result was written by a newer ResNet Lab (format {0}; this one reads up to {1}).', version, CLASSIFICATION_VERSION), { place: path, mend: t('Update ResNet Lab.') });
  const parsed = summarySchema.safeParse(json);
  if (!parsed.success) throw inputError(t('this file is damaged: it is no result of a classification.'), { place: path });
  return parsed.data as unknown as ClassificationData;
}

/** A saved JSON file as a folder, which its contents name. */
async function unpack(file: string, cache: string): Promise<string> {
  const { size } = await stat(file).catch((cause: unknown) => {
    throw inputError(t('there is no such file or folder.'), { place: file, cause });
  });
  if (size > MOST_BYTES) throw inputError(t('the file has {0} bytes, more than {1}', size, MOST_BYTES), { place: file });
  const bytes = await readFile(file);
  const parsed = savedSchema.safeParse(parsedJson(bytes.toString('utf8')));
  if (!parsed.success) throw inputError(t('this is no saved result of a classification.'), { place: file });
  const { data, rows } = parsed.data;
  const folder = join(cache, 'opened', createHash('sha256').update(bytes).digest('hex').slice(0, 16));
  checkedSummary(data, file);
  await mkdir(folder, { recursive: true });
  await writeAtomic(join(folder, ROWS_FILE), [rows.map((row) => `${JSON.stringify(row)}\n`).join('')]);
  await writeAtomic(join(folder, SUMMARY_FILE), [`${JSON.stringify({ ...data, rows: rows.length, folder, title: data.title === '' ? basename(file) : data.title })}\n`]);
  return folder;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function* jsonLines(data: ClassificationData, rows: ResultRows): AsyncGenerator<string> {
  yield `{"format":"resnet-lab classification 1","data":${JSON.stringify(data)},"rows":[`;
  let separator = '\n';
  for await (const some of rows.all()) {
    for (const row of some) {
      yield separator + JSON.stringify(row);
      separator = ',\n';
    }
  }
  yield '\n]}\n';
}

async function fileOf(open: Open, { root, folder }: ClassificationData, row: number): Promise<string> {
  const [found] = (await open.rows.read(row, 1)) as [ResultRow?];
  if (found === undefined) throw inputError(t('there is no such image in this result.'), { place: folder });
  return join(root, found.image);
}

async function picture(file: string, size: number): Promise<Picture> {
  const { bytes, type, width, height } = await thumbnail(file, Math.max(16, Math.min(LARGEST_PICTURE, Math.round(size))));
  return { source: `data:${type};base64,${bytes.toString('base64')}`, width, height };
}
