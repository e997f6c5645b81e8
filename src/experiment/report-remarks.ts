import type { ReportArm, ReportData, ReportEnvironment, ReportTrial } from './report-data';
import { valueText } from './report-format';
import type { TrialStanding } from "./report-compose";

/** Where nothing can be downloaded, this generated data set stands in for a real one. */
const GENERATED = 'shapes';

interface Facts {
  readonly results: readonly TrialStanding[];
  readonly trials: readonly ReportTrial[];
  readonly environment: ReportEnvironment;
  /** What was said before and while the trials ran. */
  readonly notices: readonly string[];
}

/** What a reader must know before the numbers: sentences on what went otherwise than planned. */
export function notes({ results, trials, environment: { backends, threads }, notices }: Facts): string[] {
  const found: string[] = [];
  if (results.some(({ config }) => config.dataset === GENERATED) && !notices.some((notice) => notice.includes(`"${GENERATED}"`))) found.push('The images are the generated data set "shapes", not photographs: the numbers say nothing about any other data set.');
  const broken = trials.filter(({ state }) => state !== 'done');
  if (broken.length > 0) found.push(`${broken.length} of ${trials.length} trials did not finish and ${broken.length === 1 ? 'is' : 'are'} not in the means: ${fates(broken).join('; ')}.`);
  if (backends.length > 1) found.push(`The trials ran on different backends (${backends.join(', ')}); their numbers differ by rounding and their times should not be compared.`);
  if (threads.length > 1) found.push(`The trials ran with different numbers of threads (${threads.join(', ')}); their times should not be compared.`);
  const reused = results.filter((result) => result.reused).length;
  if (reused > 0) found.push(`${reused} of ${results.length} trials had been finished by an earlier run and were reused.`);
  return [...found, ...notices];
}

/** How trials ended, once for all seeds of an arm that ended in the same way: `plain, seeds 3, 4, failed (…)`. */
function fates(broken: readonly ReportTrial[]): string[] {
  const groups = new Map<string, { arm: string; how: string; seeds: number[] }>();
  for (const { arm, seed, state, error } of broken) {
    const how = state === 'failed' ? `failed (${(error ?? 'no reason is known').replace(/\.$/, '')})` : 'stopped before the end';
    const group = groups.get(`${arm}\n${how}`) ?? { arm, how, seeds: [] };
    groups.set(`${arm}\n${how}`, group);
    group.seeds.push(seed);
  }
  return [...groups.values()].map((group) => `${group.arm}, ${group.seeds.length === 1 ? 'seed' : 'seeds'} ${group.seeds.join(', ')}: ${group.how}`);
}

/** What may not be concluded, as far as it can be told from how the trials were set up. */
export function caveats({ baseline, metric, arms }: Pick<ReportData, 'metric' | 'arms'> & { baseline: string | undefined }, results: readonly TrialStanding[], datasets: readonly string[]): string[] {
  const configs = results.map(({ config }) => config);
  const each = (values: readonly (string | number)[]): string => [...new Set(values)].join(', ');
  const epochs = each(configs.map((config) => config.epochs));
  const found = [`What is seen here holds for ${each(configs.map(({ architecture }) => architecture))} on ${datasets.join(', ')}, trained for ${epochs} ${epochs === '1' ? 'epoch' : 'epochs'} with these settings. Deeper networks, other data or longer training may turn out otherwise.`];
  const limits = configs.map(({ limit }) => limit).filter((limit) => limit > 0);
  if (limits.length > 0) found.push(`Only ${each(limits.map((limit) => limit.toLocaleString('en')))} training images were used, not the whole data set.`);
  if (baseline === undefined) return [...found, 'This is one trial with one seed: how far another seed would have come out is not known, so it cannot be called better or worse than another run.'];
  if (new Set(configs.map(({ lr }) => lr)).size === 1) found.push('All arms were trained with the same learning rate and schedule. An arm that needs others was not given its best chance.');
  const reach = halfWidths(arms).map((half) => valueText(half, metric));
  if (reach.length > 0) found.push(`The intervals of the differences reach ${[...new Set([reach[0], reach.at(-1)])].join(' to ')}${metric.fraction ? ' points' : ''} to either side: with so few seeds, differences smaller than that can hardly be told from chance.`);
  found.push('Intervals and bands are over seeds (first weights, order of the images, augmentation, images held out). All trials share the same test images; other test images would add their own scatter.');
  if (metric.name.startsWith('test')) found.push(`Picking the arm with the best ${metric.title} makes its value look better than it is: measure your pick on images that had no part in the choice.`);
  return found;
}

/** Half widths of the intervals of the differences, from the narrowest to the widest. */
function halfWidths(arms: readonly ReportArm[]): number[] {
  const halves = arms.flatMap(({ comparison }) => (comparison?.low === undefined || comparison.high === undefined ? [] : [(comparison.high - comparison.low) / 2]));
  return halves.sort((a, b) => a - b);
}
