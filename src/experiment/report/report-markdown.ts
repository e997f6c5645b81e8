import { t } from '../../base/l10n';
import { markdownTable } from '../markdown';
import { METRIC_NAMES, METRICS } from '../cell/metrics';
import { axisTitle, duration, resultTable, valueText, type ReportData } from '../report-data';
import { curveFigures, diagramFigures, resultFigures, type ReportFigure } from './report-figures';
import { analysisFigures, probeFigures } from './report-inside';
import { repeatSteps } from './report-repeat';
import { progressTable } from './report-table';

/** The report as Markdown, with its figures: files that lie in a folder beside it. */
export interface MarkdownReport {
  readonly markdown: string;
  readonly figures: readonly ReportFigure[];
}

/** Writes a report as Markdown that reads in a plain text viewer too. `folder`: where its figures will lie, from the Markdown file, with slashes. */
export function renderMarkdown(report: ReportData, folder: string): MarkdownReport {
  const page = new Page(folder);
  head(page, report);
  result(page, report);
  setup(page, report);
  page.figures(t('Networks'), diagramFigures(report));
  page.figures(t('Learning curves'), curveFigures(report));
  inside(page, report);
  if (report.unfinished === undefined) page.section(t('What may not be concluded'), list(report.caveats));
  environment(page, report);
  repeat(page, report);
  trials(page, report);
  return page.finished();
}

/** Collects the text and numbers the figures. */
class Page {
  private readonly parts: string[] = [];
  private readonly drawn: ReportFigure[] = [];

  constructor(private readonly folder: string) {}

  add(...parts: readonly string[]): void {
    this.parts.push(...parts.filter((part) => part !== ''));
  }

  section(title: string, ...parts: readonly string[]): void {
    if (parts.some((part) => part !== '')) this.add(`## ${title}`, ...parts);
  }

  /** A section of figures, each with its caption and its table; nothing where there are none. */
  figures(title: string, figures: readonly ReportFigure[], level = 2): void {
    if (figures.length > 0) this.add(`${'#'.repeat(level)} ${title}`);
    for (const figure of figures) this.figure(figure);
  }

  figure(figure: ReportFigure): void {
    this.drawn.push(figure);
    const caption = `**${t('Figure {0}.', this.drawn.length)}** ${words(figure.caption)}`;
    this.add(`![${words(figure.alt)}](${encodeURI(this.folder)}/${figure.name}.svg)`, caption, figure.table ?? '');
  }

  finished(): MarkdownReport {
    return { markdown: `${this.parts.join('\n\n')}\n`, figures: this.drawn };
  }
}

function head(page: Page, { title, created, unfinished, question, notes }: ReportData): void {
  page.add(`# ${words(title)}`, t('ResNet Lab report, {0}.', `${created.slice(0, 16).replace('T', ' ')} UTC`));
  if (unfinished !== undefined) page.add(`> **${t('Not finished.')}** ${words(unfinished)}`);
  if (question !== undefined && question.trim() !== '') page.section(t('Question'), demoted(question.trim()));
  if (notes.length > 0) page.section(t('Read first'), list(notes));
}

function result(page: Page, report: ReportData): void {
  if (report.unfinished !== undefined) {
    const { head, rows } = progressTable(report);
    return page.section(t('How far it is'), table(head, rows));
  }
  const { arms, baseline, metric, conclusions } = report;
  page.section(t('Result'), arms.every(({ n }) => n === 0) ? t('No trial has finished: there is no result yet.') : list(conclusions));
  const { head, rows } = resultTable(report);
  if (rows.length > 0) page.add(table(head, rows));
  for (const figure of resultFigures(report)) page.figure(figure);
  if (baseline === undefined) return;
  const seeds = [...new Set(arms.flatMap(({ values }) => values.map(({ seed }) => seed)))].sort((a, b) => a - b);
  if (seeds.length > 0) page.add(`**${words(t('{0} of each seed', axisTitle(metric)))}**`, table([t('seed'), ...arms.map(({ label }) => label)], seeds.map((seed) => [String(seed), ...arms.map(({ values }) => valueText(values.find((one) => one.seed === seed)?.value, metric))])));
  if (report.tested !== undefined) page.add(`**${t('How it was tested.')}** ${words(report.tested)}`);
}

function setup(page: Page, { setup: found }: ReportData): void {
  if (found === undefined) return;
  page.section(t('How it was set up'), words(found.sentences.join(' ')), table([t('setting'), t('value')], found.rows.map(({ name, value }) => [name, value]), 'left'));
}

function inside(page: Page, { probes, analyses = [] }: ReportData): void {
  if (probes === undefined && analyses.length === 0) return;
  page.add(`## ${t('Inside the networks')}`);
  if (probes !== undefined) page.figures(t('Recorded while training, every {0} steps', probes.every), probeFigures(probes), 3);
  analyses.forEach((analysis, i) => {
    page.figures(words(analysis.title), analysisFigures(analysis, i + 1), 3);
    page.add(list(analysis.notes));
  });
}

function environment(page: Page, { environment: { backends, threads, versions, datasets, machine, seconds } }: ReportData): void {
  const unknown = t('not recorded');
  const rows = [
    ...datasets.map(({ name, description, source }): [string, string] => [t('Data'), [`${name}.`, description, source === '' ? '' : t('Source: {0}.', source)].filter((part) => part !== '').join(' ')]),
    [t('Backend'), backends.join(', ') || unknown],
    [t('Threads of a trial'), threads.join(', ') || unknown],
    [t('Versions'), Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ') || unknown],
    [t('Machine of this report'), t('{0}, {1} cores, {2} GB memory, {3}', machine.processor, machine.cores, (machine.memoryBytes / 2 ** 30).toFixed(1), machine.system)],
    [t('Training time, all trials'), duration(seconds)],
  ];
  page.section(t('Versions and machine'), table([t('what'), t('value')], rows, 'left'));
}

function repeat(page: Page, report: ReportData): void {
  page.add(`## ${t('How to repeat it')}`);
  for (const { words: before, code, language } of repeatSteps(report)) page.add(words(before), ...(code === undefined ? [] : [fenced(code, language)]));
}

function trials(page: Page, { trials: all }: ReportData): void {
  if (all.length === 0) return;
  const names = METRIC_NAMES.filter((name) => all.some(({ metrics }) => metrics[name] !== undefined));
  const states = { done: t('finished'), failed: t('failed'), interrupted: t('stopped') };
  const rows = all.map(({ arm, seed, state, metrics, seconds, id, error }) => [arm, String(seed), error === undefined ? states[state] : `${states[state]}: ${error}`, ...names.map((name) => valueText(metrics[name], METRICS[name])), duration(seconds), id]);
  page.section(t('All trials'), table([t('arm'), t('seed'), t('state'), ...names.map((name) => axisTitle(METRICS[name])), t('time'), t('run folder')], rows, 'left'));
}

/** The first column to the left, numbers to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[], rest: 'left' | 'right' = 'right'): string {
  return markdownTable(head.map(words), rows.map((row) => row.map(words)), head.map((_, i) => (i === 0 ? 'left' : rest)));
}

function list(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${words(sentence)}`).join('\n');
}

/** Names in the data are words, not Markdown: what would be a link, a tag or emphasis is escaped, the rest stays readable as plain text. */
function words(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[\\`*~]|(?<!\w)_|_(?!\w)|\](?=[([:])|<(?=[\w/!?])|^[>#+-](?= )/g, '\\$&');
}

/** The notebook's headings stand below the report's own. */
function demoted(markdown: string): string {
  let fence = false;
  return markdown
    .split('\n')
    .map((line) => {
      if (/^\s*(```|~~~)/.test(line)) fence = !fence;
      const heading = fence ? null : /^(#{1,6})(?= )/.exec(line);
      return heading === null ? line : `${'#'.repeat(Math.min(6, (heading[1]?.length ?? 1) + 2))}${line.slice(heading[0].length)}`;
    })
    .join('\n');
}

/** A block of code whose own fences don't end it. */
function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}
