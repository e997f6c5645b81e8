import { t } from '../../base/l10n';
import type { ReportArm, ReportData, ReportEnvironment, ReportTrial } from '../report-data';
import { valueText } from './report-format';
import type { TrialStanding } from './report-compose';

/** Where nothing can be downloaded, this generated data set stands in for a real one. */
const GENERATED = 'shapes';

interface Facts {
  readonly results: readonly TrialStanding[];
  readonly trials: readonly ReportTrial[];
  readonly environment: ReportEnvironment;
  /** What was said before and while the trials ran. */
  readonly notices: readonly string[];
}

/** Stands above everything in the report of an experiment whose trials have not all ended. */
export function unfinishedRemark(results: readonly TrialStanding[]): string {
  const ended = results.filter(({ state }) => state === 'done' || state === 'failed').length;
  return t('This experiment is not finished: {0} of {1} trials have ended. The curves are what there is so far; nothing is tested and nothing concluded until all have.', ended, results.length);
}

/** What a reader must know before the numbers: sentences on what went otherwise than planned. */
export function notes({ results, trials, environment: { backends, threads }, notices }: Facts): string[] {
  const found: string[] = [];
  if (results.some(({ config }) => config.dataset === GENERATED) && !notices.some((notice) => notice.includes(`"${GENERATED}"`))) found.push(t('The images are the generated data set "shapes", not photographs: the numbers say nothing about any other data set.'));
  const broken = trials.filter(({ state }) => state !== 'done');
  if (broken.length > 0) found.push(brokenNote(broken, trials.length));
  if (backends.length > 1) found.push(t('The trials ran on different backends ({0}); their numbers differ by rounding and their times should not be compared.', backends.join(', ')));
  if (threads.length > 1) found.push(t('The trials ran with different numbers of threads ({0}); their times should not be compared.', threads.join(', ')));
  const reused = results.filter((result) => result.reused).length;
  if (reused > 0) found.push(t('{0} of {1} trials had been finished by an earlier run and were reused.', reused, results.length));
  return [...found, ...notices];
}

function brokenNote(broken: readonly ReportTrial[], all: number): string {
  const how = fates(broken).join('; ');
  if (broken.length === 1) return t('1 of {0} trials did not finish and is not in the means: {1}.', all, how);
  return t('{0} of {1} trials did not finish and are not in the means: {2}.', broken.length, all, how);
}

/** How trials ended, once for all seeds of an arm that ended in the same way: `plain, seeds 3, 4, failed (…)`. */
function fates(broken: readonly ReportTrial[]): string[] {
  const groups = new Map<string, { arm: string; how: string; seeds: number[] }>();
  for (const { arm, seed, state, error } of broken) {
    const how = state === 'failed' ? t('failed ({0})', (error ?? t('no reason is known')).replace(/\.$/, '')) : t('stopped before the end');
    const group = groups.get(`${arm}\n${how}`) ?? { arm, how, seeds: [] };
    groups.set(`${arm}\n${how}`, group);
    group.seeds.push(seed);
  }
  return [...groups.values()].map(({ arm, how, seeds }) => (seeds.length === 1 ? t('{0}, seed {1}: {2}', arm, seeds.join(', '), how) : t('{0}, seeds {1}: {2}', arm, seeds.join(', '), how)));
}

/** What stands behind the numbers of a comparison. */
export function testedRemark({ arms, metric }: Pick<ReportData, 'arms' | 'metric'>, baseline: string): string {
  const tests = arms.filter(({ comparison }) => comparison?.p !== undefined).length;
  const means = t("Means are over the seeds that finished, with 95 % intervals by Student's t (± is half the width). Each arm is compared with {0} by a two-sided paired t test over the seeds that both finished; the interval of a difference is for that comparison by itself.", baseline);
  const family = tests > 1 ? t("p values are corrected by Holm's method for {0} tests; below 0.05 a difference is called significant.", tests) : t('A p value below 0.05 is called significant.');
  return `${means} ${family} ${t('The quantity is {0} after the last epoch; the test assumes that differences between seeds scatter normally.', t(metric.title))}`;
}

/** What may not be concluded, as far as it can be told from how the trials were set up. */
export function caveats({ baseline, metric, arms }: Pick<ReportData, 'metric' | 'arms'> & { baseline: string | undefined }, results: readonly TrialStanding[], datasets: readonly string[]): string[] {
  const configs = results.map(({ config }) => config);
  const each = (values: readonly (string | number)[]): string => [...new Set(values)].join(', ');
  const [networks, data, epochs] = [each(configs.map(({ architecture }) => architecture)), datasets.join(', '), each(configs.map((config) => config.epochs))];
  const holds = epochs === '1' ? t('What is seen here holds for {0} on {1}, trained for 1 epoch with these settings.', networks, data) : t('What is seen here holds for {0} on {1}, trained for {2} epochs with these settings.', networks, data, epochs);
  const found = [`${holds} ${t('Deeper networks, other data or longer training may turn out otherwise.')}`];
  const limits = configs.map(({ limit }) => limit).filter((limit) => limit > 0);
  if (limits.length > 0) found.push(t('Only {0} training images were used, not the whole data set.', each(limits.map((limit) => limit.toLocaleString('en')))));
  if (baseline === undefined && results.length > 1) return [...found, t('These runs were chosen by hand: they may differ in more than their names say, and nothing is tested.')];
  if (baseline === undefined) return [...found, t('This is one trial with one seed: how far another seed would have come out is not known, so it cannot be called better or worse than another run.')];
  if (new Set(configs.map(({ lr }) => lr)).size === 1) found.push(t('All arms were trained with the same learning rate and schedule. An arm that needs others was not given its best chance.'));
  const reach = reachText(arms, metric);
  if (reach !== undefined) found.push(t('The intervals of the differences reach {0} to either side: with so few seeds, differences smaller than that can hardly be told from chance.', reach));
  found.push(t('Intervals and bands are over seeds (first weights, order of the images, augmentation, images held out). All trials share the same test images; other test images would add their own scatter.'));
  if (metric.name.startsWith('test')) found.push(t('Picking the arm with the best {0} makes its value look better than it is: measure your pick on images that had no part in the choice.', t(metric.title)));
  return found;
}

/** From the narrowest to the widest interval: `0.45 to 1.20 points`. */
function reachText(arms: readonly ReportArm[], metric: ReportData['metric']): string | undefined {
  const halves = halfWidths(arms).map((half) => valueText(half, metric));
  const [least, most] = [halves[0], halves.at(-1)];
  if (least === undefined || most === undefined) return undefined;
  const range = least === most ? least : t('{0} to {1}', least, most);
  return metric.fraction ? t('{0} points', range) : range;
}

/** Half widths of the intervals of the differences, from the narrowest to the widest. */
function halfWidths(arms: readonly ReportArm[]): number[] {
  const halves = arms.flatMap(({ comparison }) => (comparison?.low === undefined || comparison.high === undefined ? [] : [(comparison.high - comparison.low) / 2]));
  return halves.sort((a, b) => a - b);
}
