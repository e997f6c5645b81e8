import { inputError } from '../../base/errors';
import { t } from '../../base/l10n';
import type { DiagramNetwork } from '../../diagram/diagram-data';
import { distinctNetworks, networkLabel } from '../../experiment/cell/cell-networks';
import type { TrialConfig } from '../../experiment/cell/trial-config';
import { buildGraph } from '../../resnet/build';
import { readTrialRecord } from '../../runs/run-folder';
import { readMetadata } from '../../weights/safetensors';

/** The networks of runs, each once. What can't be read, or has not begun, is left out. */
export async function runNetworks(folders: readonly string[]): Promise<DiagramNetwork[]> {
  const records = await Promise.all(folders.map((folder) => readTrialRecord(folder).catch(() => undefined)));
  const configs = records.flatMap((record) => (record === undefined ? [] : [record.config as TrialConfig]));
  return distinctNetworks(configs.map((config) => ({ label: networkLabel(config), config })));
}

/** The network of a checkpoint, which carries its trial's config. A file may hold anything: what no network can be built of is refused. @throws LabError that names the file */
export async function modelNetwork(path: string): Promise<DiagramNetwork> {
  const { config } = await readMetadata(path);
  try {
    const trial = JSON.parse(config ?? '') as TrialConfig;
    const [network] = distinctNetworks([{ label: networkLabel(trial), config: trial }]);
    if (network !== undefined && buildGraph(network.options).layers.length > 0) return network;
  } catch {
    // Said below, with the file's name.
  }
  throw inputError(t('this file does not say which network it belongs to.'), { place: path, mend: t('Checkpoints of runs (checkpoints/last.safetensors, best.safetensors) do.') });
}
