import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRunState, readTrialRecord } from '../../runs/run-folder';
import { canonicalJson, trialId, type TrialConfig } from '../cell/trial-config';

/** A finished run of the same training, with or without probes, which decide none of its weights; the trial's own where it is finished. Undefined where there is none. */
export async function trainedTwin(runs: string, config: TrialConfig): Promise<{ id: string; folder: string } | undefined> {
  const own = trialId(config);
  const stem = own.slice(0, own.lastIndexOf('-') + 1);
  const names = (await readdir(runs).catch(() => [])).filter((name) => name.startsWith(stem));
  for (const id of [own, ...names.filter((name) => name !== own).sort()]) {
    const folder = join(runs, id);
    const [state, record] = await Promise.all([readRunState(folder), readTrialRecord(folder)]).catch(() => []);
    if (state?.state === 'done' && record !== undefined && training(record.config as TrialConfig) === training(config)) return { id, folder };
  }
  return undefined;
}

/** What decides the weights. */
function training({ probes: _, probeEvery: __, ...rest }: TrialConfig): string {
  return canonicalJson(rest);
}
