import { cpus, release, totalmem, type } from 'node:os';
import { t } from '../../base/l10n';
import { DATASETS, isDatasetName } from '../../data/catalogue';
import { sourceInWords } from '../../data/source';
import { readTrialRecord, type TrialRecord } from '../../runs/run-folder';
import type { ReportEnvironment } from '../report-data';
import type { TrialStanding } from './report-compose';

/** What the trials say that they ran on. A trial that ended before it wrote its record says nothing. `known`: records that were read before, which never change. */
export async function readEnvironment(results: readonly TrialStanding[], known = new Map<string, TrialRecord>()): Promise<ReportEnvironment> {
  const records: TrialRecord[] = [];
  const sources = new Map<string, Set<string>>();
  for (const { folder, config } of results) {
    const record = known.get(folder) ?? (await readTrialRecord(folder).catch(() => undefined));
    const from = sources.get(config.dataset) ?? new Set();
    sources.set(config.dataset, from);
    if (record === undefined) continue;
    known.set(folder, record);
    records.push(record);
    from.add(record.data);
  }
  return {
    backends: unique(records.map(({ backend }) => backend)),
    threads: unique(records.map(({ threads }) => threads)),
    versions: joined(records.map(({ versions }) => versions)),
    datasets: [...sources].map(([name, from]) => ({ ...describe(name), source: [...from].map(sourceInWords).join('; ') })),
    machine: { processor: cpus()[0]?.model.trim() ?? 'unknown', cores: cpus().length, memoryBytes: totalmem(), system: `${type()} ${release()}` },
    seconds: results.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

function describe(name: string): { name: string; description: string } {
  return isDatasetName(name) ? { name: DATASETS[name].title, description: t(DATASETS[name].description) } : { name, description: '' };
}

/** Each library with its versions, several where trials differ. */
function joined(versions: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const names = unique(versions.flatMap((entry) => Object.keys(entry)));
  return Object.fromEntries(names.map((name) => [name, unique(versions.flatMap((entry) => entry[name] ?? [])).join(', ')]));
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
