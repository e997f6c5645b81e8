import type { DiagramNetwork } from '../../diagram/diagram-data';
import { distinctNetworks, networkLabel } from '../../experiment/cell-networks';
import type { TrialConfig } from '../../experiment/trial-config';
import { readTrialRecord } from '../../runs/run-folder';

/** The networks of runs, each once. What can't be read, or has not begun, is left out. */
export async function runNetworks(folders: readonly string[]): Promise<DiagramNetwork[]> {
  const records = await Promise.all(folders.map((folder) => readTrialRecord(folder).catch(() => undefined)));
  const configs = records.flatMap((record) => (record === undefined ? [] : [record.config as TrialConfig]));
  return distinctNetworks(configs.map((config) => ({ label: networkLabel(config), config })));
}
