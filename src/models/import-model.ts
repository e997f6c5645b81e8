import { t } from '../base/l10n';
import type { ModelReference } from './classification-data';
import { loadFile } from './load-model';
import type { ModelCard } from './model';
import { keepModel } from './model-folder';

export interface ImportOptions {
  readonly cache: string;
  readonly name?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A model that was taken in, and what was said about it on the way. */
export interface Imported {
  readonly card: ModelCard;
  readonly remarks: readonly string[];
}

/** Takes a file of weights into the models' folder, with our names and 32-bit floats. @throws LabError where it is no weights of a known architecture; Interrupted */
export async function importModel(reference: Extract<ModelReference, { kind: 'file' }>, { cache, name, signal }: ImportOptions): Promise<Imported> {
  const { card, graph, weights, remarks } = await loadFile(reference, signal);
  const kept = await keepModel(cache, { ...card, name: name ?? card.name, graph, weights, origin: t('imported: {0}', card.origin) });
  return { card: kept, remarks };
}
