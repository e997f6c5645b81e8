import type { Arm } from './cell/expand';
import { armCurve, type CurveView } from './report/report-curves';
import type { ArmCurve, CurveName } from './report-data';
import type { SeriesStore } from './trial/series-store';
import type { FoundTrial } from './standing';
import { trialId } from './cell/trial-config';

/** Significant digits: all that the files have of a 32-bit float. */
const DIGITS = 7;

/** A curve of each arm in any resolution, straight from the run folders; trials without arms are one. @throws LabError where a run folder is damaged */
export async function foundCurves(found: readonly FoundTrial[], arms: readonly Pick<Arm, 'label' | 'trials'>[] | undefined, name: CurveName, view: Omit<CurveView, 'digits'>, store: SeriesStore): Promise<ArmCurve[]> {
  const byId = new Map(found.map((trial) => [trial.planned.id, trial]));
  const ended = found.every(({ standing }) => standing.state !== 'open');
  const curves: ArmCurve[] = [];
  for (const { label, trials } of arms ?? [{ label: found[0]?.planned.label ?? '', trials: found.map(({ standing }) => standing.config) }]) {
    const seeds = [];
    for (const config of trials) {
      const { state, standing } = byId.get(trialId(config)) ?? {};
      if (state === undefined || standing === undefined) continue;
      seeds.push({ seed: config.seed, finished: ended ? standing.state === 'done' : standing.state !== 'failed', series: await store.refresh(standing.folder) });
    }
    const curve = armCurve(seeds, name, { ...view, digits: DIGITS });
    if (curve !== undefined) curves.push({ arm: label, curve });
  }
  return curves;
}
