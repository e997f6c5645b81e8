import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { t } from '../../base/l10n';
import { readJson } from '../../runs/files';
import { ANALYSIS_VERSION, type AnalysisData } from '../analysis-data';

/** The folder of the analyses beside the run folders; each has its data in `analysis.json`. */
const ANALYSES = 'analyses';

/** Of an analysis, what must be right for it to be found and drawn; who wrote it answers for the rest. */
const schema = z.looseObject({ version: z.literal(ANALYSIS_VERSION), title: z.string(), networks: z.array(z.looseObject({ id: z.string(), label: z.string() })), result: z.looseObject({ kind: z.string(), networks: z.array(z.looseObject({ id: z.string() })) }), notes: z.array(z.string()) });

export interface FoundAnalyses {
  readonly analyses: readonly AnalysisData[];
  /** Sentences on those that can't be read. */
  readonly notices: readonly string[];
}

/** The analyses in a folder of runs that look into the networks of these trials and no others, by the names of their folders. */
export async function findAnalyses(runs: string, trials: ReadonlySet<string>): Promise<FoundAnalyses> {
  const names = (await readdir(join(runs, ANALYSES)).catch(() => [])).sort();
  const analyses: AnalysisData[] = [];
  const notices: string[] = [];
  for (const name of names) {
    const path = join(runs, ANALYSES, name, 'analysis.json');
    try {
      const json = await readJson(path);
      if (json === undefined) continue;
      const { networks, result } = schema.parse(json);
      if (result.networks.length > 0 && networks.every(({ id }) => trials.has(id))) analyses.push(json as AnalysisData);
    } catch {
      notices.push(t('The analysis in {0} is left out: its file is damaged or of another version.', path));
    }
  }
  return { analyses, notices };
}
