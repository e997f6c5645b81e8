import { basename } from 'node:path';
import { t } from '../../base/l10n';
import type { RunSummary } from '../../engine/protocol';
import { plainMarkdown } from '../../experiment/markdown';
import { duration, METRICS, valueText, type MetricName } from '../../experiment/report-data';
import { factTable, timeText } from '../fact-table';
import type { RunEntry, RunGroup } from './tree';

/** The metrics that a run is judged by, the best first. */
const ACCURACIES: readonly MetricName[] = ['testAccuracy', 'validationAccuracy', 'trainAccuracy'];

const JOINT = ' · ';

/** `resnet20 · full-preact · seed 3`, or the name that the user gave it. */
export function runLabel({ run, notes }: RunEntry): string {
  return notes.name ?? trialText(run);
}

/** What the label does not say: `92.64 % · resnet20 · full-preact · seed 3 #baseline`. `among`: the runs beside it, from which its hash tells it where nothing else does. */
export function runDescription(entry: RunEntry, among: readonly RunEntry[]): string {
  const { run, notes } = entry;
  const same = among.some((other) => other.run.folder !== run.folder && runLabel(other) === runLabel(entry));
  const words = [stateText(run), accuracyText(run), notes.name === undefined ? '' : trialText(run), same ? hashOf(run) : ''].filter((word) => word !== '');
  return [words.join(JOINT), ...notes.tags.map((tag) => `#${tag}`)].join(' ').trim();
}

/** For a screen reader: label, state in words, result, tags. */
export function runSpoken(entry: RunEntry): string {
  const { run, notes } = entry;
  const [metric] = judged(run);
  const result = metric === undefined ? '' : `${t(METRICS[metric].title)} ${accuracyText(run)}`;
  const tags = notes.tags.length === 0 ? '' : t('tags: {0}', notes.tags.join(', '));
  return [runLabel(entry), notes.name === undefined ? '' : trialText(run), STATE_WORDS[run.state](), run.state === 'done' ? '' : epochText(run), result, tags].filter((word) => word !== '').join(', ');
}

/** Everything known of a run, as a Markdown table. `language` writes the times. */
export function runTooltip({ run, notes }: RunEntry, language: string): string {
  const rows: [string, string][] = [
    [t('state'), STATE_WORDS[run.state]()],
    [t('architecture'), run.architecture],
    [t('order'), run.order],
    [t('data set'), run.dataset],
    [t('seed'), String(run.seed)],
    ...metricRows(run),
    [t('epochs'), t('{0} of {1}', run.epoch, run.epochs)],
    [t('steps'), t('{0} of {1}', run.step.toLocaleString(language), run.steps.toLocaleString(language))],
    [t('training time'), duration(run.seconds)],
    [t('backend'), run.backend],
    [t('started'), timeText(run.created, language)],
    [t('last change'), timeText(run.updated, language)],
    ...(run.experiments.length > 0 ? [[t('experiments'), run.experiments.join(', ')] as [string, string]] : []),
    ...(notes.tags.length > 0 ? [[t('tags'), notes.tags.join(', ')] as [string, string]] : []),
  ];
  const head = notes.name === undefined ? plainMarkdown(run.id) : `${plainMarkdown(notes.name)} (${plainMarkdown(run.id)})`;
  return [`**${head}**`, ...(run.error === undefined ? [] : [plainMarkdown(run.error)]), factTable(rows)].join('\n\n');
}

/** The cell's title, or its name where the engine has no record of it. */
export function groupLabel({ kind, name, record }: RunGroup): string {
  return kind === 'other' ? t('Other runs') : (record?.title ?? name);
}

/** `6 runs · 2 running`. */
export function groupDescription({ runs }: RunGroup): string {
  const running = runs.filter(({ run }) => run.state === 'running').length;
  return [runs.length === 1 ? t('1 run') : t('{0} runs', runs.length), ...(running > 0 ? [t('{0} running', running)] : [])].join(JOINT);
}

/** `92.64 %`, or nothing where no epoch has ended. */
function accuracyText(run: RunSummary): string {
  const [metric, value] = judged(run);
  return metric === undefined ? '' : `${valueText(value, METRICS[metric])}\u00a0%`;
}

function judged({ metrics }: RunSummary): [] | [MetricName, number] {
  const metric = ACCURACIES.find((name) => metrics[name] !== undefined);
  const value = metric === undefined ? undefined : metrics[metric];
  return metric === undefined || value === undefined ? [] : [metric, value];
}

/** A run whose folder is damaged is known by its id alone. */
function trialText({ id, architecture, order, seed }: RunSummary): string {
  return architecture === '' ? id : [architecture, order, t('seed {0}', seed)].join(JOINT);
}

/** The state, where it is not simply done. */
function stateText(run: RunSummary): string {
  if (run.state === 'done') return '';
  const epoch = epochText(run);
  if (run.state === 'running') return epoch;
  return epoch === '' ? STATE_WORDS[run.state]() : `${STATE_WORDS[run.state]()}, ${epoch}`;
}

const STATE_WORDS: Readonly<Record<RunSummary['state'], () => string>> = {
  running: () => t('running'),
  done: () => t('done'),
  failed: () => t('failed'),
  interrupted: () => t('interrupted'),
};

/** The epoch that is running, or in which it ended; nothing where that is not known. */
function epochText({ epoch, epochs }: RunSummary): string {
  return epochs === 0 ? '' : t('epoch {0} of {1}', Math.min(epoch + 1, epochs), epochs);
}

function metricRows({ metrics }: RunSummary): [string, string][] {
  return Object.entries(METRICS).flatMap(([name, metric]): [string, string][] => {
    const value = metrics[name];
    return value === undefined ? [] : [[t(metric.title), `${valueText(value, metric)}${metric.fraction ? '\u00a0%' : ''}`]];
  });
}

/** The end of the id, which is unique. */
function hashOf({ folder }: RunSummary): string {
  return basename(folder).split('-').at(-1) ?? '';
}
