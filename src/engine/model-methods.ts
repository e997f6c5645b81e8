import { basename } from 'node:path';
import { t } from '../base/l10n';
import { importModel } from '../models/import-model';
import { labelsOf } from '../models/labels';
import { loadModel } from '../models/load-model';
import { listImported, removeImported } from '../models/model-folder';
import { downloadsFolder } from '../models/places';
import { fetchPretrained } from '../models/pretrained';
import { runCards } from '../models/run-model';
import { RunList } from '../runs/run-list';
import { exportModel } from '../weights/export/export-model';
import { exportRemarks } from '../weights/export/remarks';
import type { ClassifyDesk } from './classify-desk';
import type { ExportParams, ImportedModel, ImportParams, ModelCard, WorkUpdate } from './protocol';
import type { Context, Handlers } from './server';

type ModelHandlers = Pick<Handlers, 'listModels' | 'importModel' | 'getPretrained' | 'removeModel' | 'exportModel' | 'classify' | 'openClassification' | 'askClassification' | 'saveClassification'>;

/** What the engine can be asked about models and classifications. */
export function modelMethods(cache: string, desk: ClassifyDesk): ModelHandlers {
  const list = new RunList();
  return {
    listModels: async ({ runs }) => [...(await listImported(cache)), ...(await runModels(runs, list))],
    importModel: (params, context) => importFile(params, cache, context),
    getPretrained: (params, context) => pretrained(params, cache, context),
    removeModel: async ({ folder }) => {
      await removeImported(cache, folder);
      return null;
    },
    exportModel: (params, context) => exportFile(params, cache, context),
    classify: (params, context) => desk.classify(params, context, (make) => context.updates.offer(make)),
    openClassification: ({ path }) => desk.open(path),
    askClassification: ({ folder, question }) => desk.ask(folder, question),
    saveClassification: async ({ folder, file }) => {
      await desk.save(folder, file);
      return null;
    },
  };
}

async function runModels(runs: string, list: RunList): Promise<ModelCard[]> {
  const listed = await list.list(runs);
  const cards = await Promise.all(listed.map(({ summary }) => runCards(summary.folder)));
  return cards.flat();
}

async function importFile({ file, name, ...wish }: ImportParams, cache: string, { updates, stop }: Context<WorkUpdate>): Promise<ImportedModel> {
  updates.offer(() => ({ message: t('Reading {0}', basename(file)) }));
  return importModel({ kind: 'file', file, ...wish }, { cache, name, signal: stop });
}

async function pretrained({ name, base }: { readonly name: string; readonly base: string }, cache: string, { updates, stop }: Context<WorkUpdate>): Promise<ImportedModel> {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  const file = await fetchPretrained(name, {
    base,
    folder: downloadsFolder(cache),
    signal: stop,
    onProgress: ({ done, total }) => updates.offer(() => (total === undefined ? { message: t('{0} MB', megabytes(done)) } : { message: t('{0} of {1} MB', megabytes(done), megabytes(total)), fraction: done / total })),
  });
  return importFile({ file }, cache, { updates, stop, kill: stop });
}

async function exportFile({ model, format, path, fold }: ExportParams, cache: string, { updates, stop }: Context<WorkUpdate>): Promise<{ files: readonly string[]; remarks: readonly string[] }> {
  updates.offer(() => ({ message: t('Reading the model') }));
  const { card, graph, weights } = await loadModel(model, { cache, signal: stop });
  updates.offer(() => ({ message: t('Writing {0}', basename(path)) }));
  const content = { graph, weights, name: card.name, preprocessing: card.preprocessing, labels: labelsOf(card.labels) };
  return { files: await exportModel(content, format, path, { signal: stop, ...(fold !== undefined && { fold }) }), remarks: exportRemarks(graph, format) };
}
