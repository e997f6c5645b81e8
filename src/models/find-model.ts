import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { inputError } from '../base/errors';
import { t } from '../base/l10n';
import { nearest } from '../base/nearest';
import type { ModelReference } from './classification-data';
import { listImported } from './model-folder';

export interface FindModelOptions {
  readonly runs: string;
  readonly cache: string;
  /** Folder that paths are relative to. */
  readonly base: string;
  readonly checkpoint: 'best' | 'last';
}

/** The model that somebody names: a run by its id or folder, an imported model by its name or its folder's, or a file. @throws LabError where there is none, naming the nearest */
export async function findModel(name: string, { runs, cache, base, checkpoint }: FindModelOptions): Promise<ModelReference> {
  const folder = [join(runs, name), resolve(base, name)].find((path) => existsSync(join(path, 'trial.json')));
  if (folder !== undefined) return { kind: 'run', folder, checkpoint };
  const imported = await listImported(cache);
  const found = imported.find((card) => card.name === name) ?? imported.find(({ reference }) => reference.kind === 'imported' && basename(reference.folder) === name);
  if (found !== undefined) return found.reference;
  const file = resolve(base, name);
  if (existsSync(file)) return { kind: 'file', file };
  const close = nearest(name, imported.map((card) => card.name));
  throw inputError(t('there is no model "{0}".', name), {
    mend: close === undefined ? t('Give the id of a trial in {0}, the name of an imported model, or a file of weights.', runs) : t('Did you mean "{0}"?', close),
  });
}
