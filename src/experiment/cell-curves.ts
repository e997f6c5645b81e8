import { armCurve, type CurveView } from './report-curves';
import type { ArmCurve, CurveName } from './report-data';
import type { SeriesStore } from './series-store';
import { findTrials } from './standing';
import { planAsRun, type StoredCell } from './stored';
import { trialId } from './trial-config';

/** Significant digits: all that the files have of a 32-bit float. */
const DIGITS = 7;

/** A curve of each arm of a cell, in any resolution, straight from the run folders. @throws LabError where a run folder is damaged */
export async function cellCurves(stored: StoredCell, name: CurveName, view: Omit<CurveView, 'digits'>, store: SeriesStore): Promise<ArmCurve[]> {
  const { plan } = await planAsRun(stored);
  const found = new Map((await findTrials(plan, stored.runs)).map((trial) => [trial.planned.id, trial]));
  const ended = [...found.values()].every(({ standing }) => standing.state !== 'open');
  const arms = plan.comparison?.arms ?? plan.configs.map((config, i) => ({ label: plan.trials[i]?.label ?? '', trials: [config] }));
  const curves: ArmCurve[] = [];
  for (const { label, trials } of arms) {
    const seeds = [];
    for (const config of trials) {
      const { state, standing } = found.get(trialId(config)) ?? {};
      if (state === undefined || standing === undefined) continue;
      seeds.push({ seed: config.seed, finished: ended ? standing.state === 'done' : standing.state !== 'failed', series: await store.refresh(standing.folder) });
    }
    const curve = armCurve(seeds, name, { ...view, digits: DIGITS });
    if (curve !== undefined) curves.push({ arm: label, curve });
  }
  return curves;
}
