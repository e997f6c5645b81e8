import { dirname, resolve } from 'node:path';
import type { ClassifyKeys } from '../experiment/cell/schema';
import type { ModelReference, PresetName } from './classification-data';
import { findModel } from './find-model';

/** What a `classify` cell asks for, paths in full. */
export interface ClassifyWish {
  readonly sources: readonly string[];
  readonly models: readonly ModelReference[];
  readonly preprocess?: PresetName;
}

/** Finds the images and the models that a cell of `file` names. @throws LabError where a model is not there */
export async function classifyWish(keys: ClassifyKeys, { runs, cache, file }: { readonly runs: string; readonly cache: string; readonly file: string }): Promise<ClassifyWish> {
  const { images, model, against, checkpoint, preprocess } = keys;
  const base = dirname(resolve(file));
  const names = against === undefined ? [model] : [model, against];
  return {
    sources: (typeof images === 'string' ? [images] : images).map((path) => resolve(base, path)),
    models: await Promise.all(names.map((name) => findModel(name, { runs, cache, base, checkpoint }))),
    ...(preprocess !== undefined && { preprocess }),
  };
}
