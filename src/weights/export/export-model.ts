import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inputError } from '../../base/errors';
import { t } from '../../base/l10n';
import { foldBatchNorm } from '../../network/fold';
import type { ExportFormat } from '../export-format';
import type { ExportedModel } from './exported-model';
import { encodeOnnxModel } from './onnx';
import { encodeTfjsModel, SHARD_NAME } from './tfjs';
import { encodeTorchvisionModel } from './torchvision';
import { writeFiles, type FileContent } from './write-files';

export interface ExportOptions {
  /** Batch norm goes into the convs that it follows: fewer layers, the same function. */
  readonly fold?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Bytes written, of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Writes a model in another format: to the file `path`, or into the folder `path` for `tfjs`. What stands there is replaced, and only by whole
 * files. Answers the files' paths. @throws LabError where the format cannot hold the network or the files cannot be written, Interrupted
 */
export async function exportModel(model: ExportedModel, format: ExportFormat, path: string, { fold = false, signal, onProgress }: ExportOptions = {}): Promise<string[]> {
  if (fold && format === 'safetensors') {
    throw inputError(t('safetensors files keep batch norm apart, as PyTorch and ResNet Lab read it.'), { mend: t('Fold it in an ONNX or TensorFlow.js file, or export without folding.') });
  }
  const files = encoded(fold ? { ...model, ...foldBatchNorm(model.graph, model.weights) } : model, format, path);
  await writeFiles(files, { signal, onProgress });
  const paths = files.map((file) => file.path);
  if (format === 'tfjs') await removeOldShards(path, paths);
  return paths;
}

/** Weights of another number of files, which an earlier export left in the folder: `model.json` names them no more. */
async function removeOldShards(folder: string, now: readonly string[]): Promise<void> {
  const old = (await readdir(folder)).filter((name) => SHARD_NAME.test(name) && !now.includes(join(folder, name)));
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
}

function encoded(model: ExportedModel, format: ExportFormat, path: string): FileContent[] {
  switch (format) {
    case 'safetensors':
      return [{ path, chunks: encodeTorchvisionModel(model) }];
    case 'onnx':
      return [{ path, chunks: [encodeOnnxModel(model)] }];
    case 'tfjs':
      return encodeTfjsModel(model).map(({ name, chunks }) => ({ path: join(path, name), chunks }));
  }
}
