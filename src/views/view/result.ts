import { differenceText, pText, shown, SIGNIFICANT, valueText, type ReportArm, type ReportData } from '../../experiment/report-data';
import { typographic, type Strings } from '../text/strings';
import { element, folded } from '../ui/dom';
import { plainTable, scrolling, sortableTable } from '../ui/tables';
import { forestPlot, type ForestRow } from './forest';
import { metricTitle, resultRows } from './result-table';

interface ResultLook {
  readonly strings: Strings;
  /** Figures and tables are numbered, as in a paper. */
  readonly numbered: boolean;
}

/** Sentences on arms that are shown at once. */
const MOST_CONCLUSIONS = 7;

/** The answer: what may be concluded, the plots of the last epoch, and the table. */
export function resultSection(report: ReportData, look: ResultLook): HTMLElement {
  const { strings } = look;
  const section = element('section', { class: 'result' }, element('h2', {}, strings.headings.result));
  const empty = report.arms.every(({ n }) => n === 0);
  if (empty) section.append(element('p', { class: 'warning' }, strings.noResult));
  else if (report.conclusions.length > 0) section.append(...conclusions(report, strings));
  const { baseline } = report;
  if (baseline === undefined) {
    const { head, rows } = resultRows(report, strings);
    const caption = report.arms.length > 1 ? strings.armsCaption(strings.curves[report.metric.name]) : strings.singleCaption;
    if (rows.length > 0) section.append(scrolling(plainTable([caption], head, rows.map(({ cells }) => cells)), caption));
    return section;
  }
  if (!empty) section.append(plots(report, baseline, look), folded(strings.showSeeds, () => seedTable(report, strings)));
  section.append(armTable(report, baseline, look));
  return section;
}

/** A sentence an arm; where there are many, the rest is folded away. */
function conclusions({ conclusions: sentences }: ReportData, strings: Strings): HTMLElement[] {
  const list = (some: readonly string[]): HTMLElement => element('ul', { class: 'conclusions' }, ...some.map((sentence) => element('li', {}, typographic(sentence))));
  const rest = sentences.length > MOST_CONCLUSIONS ? sentences.slice(MOST_CONCLUSIONS - 1) : [];
  return [list(sentences.slice(0, sentences.length - rest.length)), ...(rest.length > 0 ? [folded(strings.moreConclusions(rest.length), () => list(rest))] : [])];
}

/** What may not be concluded. */
export function caveatSection({ caveats }: ReportData, strings: Strings): HTMLElement {
  return element('section', { class: 'caveats' }, element('h2', {}, strings.headings.caveats), element('ul', {}, ...caveats.map((sentence) => element('li', {}, sentence))));
}

/** What went otherwise than planned; nothing where there is nothing to say. */
export function noteSection({ notes }: Pick<ReportData, 'notes'>, strings: Strings): HTMLElement[] {
  if (notes.length === 0) return [];
  return [element('aside', { class: 'notes' }, element('h2', {}, strings.headings.notes), element('ul', {}, ...notes.map((sentence) => element('li', {}, sentence))))];
}

function plots(report: ReportData, baseline: string, { strings, numbered }: ResultLook): HTMLElement {
  const { metric, arms } = report;
  const words = { better: strings.forest.better(metric.better), direction: metric.better };
  const values = forestPlot({ title: metricTitle(report, strings), rows: arms.map((arm, i) => valueRow(arm, i, report, strings)), ...words });
  const differences = forestPlot({ title: strings.forest.differenceAxis(baseline, metric.fraction), rows: arms.map((arm, i) => differenceRow(arm, i, report, strings)), reference: 0, ...words });
  const figure = (plot: HTMLElement, number: number, caption: string): HTMLElement => element('figure', {}, plot, element('figcaption', {}, ...(numbered ? [element('b', {}, strings.figure(number)), ' '] : []), caption));
  return element('div', { class: 'pair' }, figure(values, 1, strings.forest.value(strings.curves[metric.name])), figure(differences, 2, strings.forest.difference(baseline)));
}

function valueRow({ label, mean, low, high, n, values }: ReportArm, series: number, { metric }: ReportData, strings: Strings): ForestRow {
  const scaled = (value: number | undefined): number | undefined => (value === undefined ? undefined : shown(value, metric));
  const [from, to] = [low, high].map((value) => (value === undefined ? undefined : valueText(value, metric)));
  return { label, series, mean: scaled(mean), low: scaled(low), high: scaled(high), dots: values.map(({ value }) => shown(value, metric)), filled: true, absent: strings.forest.none, words: strings.reading(label, valueText(mean, metric), from, to, n) };
}

/** The baseline has its row too, so that the rows of both plots stand side by side. */
function differenceRow({ label, comparison, values }: ReportArm, series: number, { metric, baseline, arms }: ReportData, strings: Strings): ForestRow {
  const { baseline: isBaseline, none } = strings.forest;
  if (comparison === undefined) return { label, series, dots: [], filled: false, absent: isBaseline, words: `${label}: ${isBaseline}` };
  const { difference, low, high, adjustedP, n } = comparison;
  const scaled = (value: number | undefined): number | undefined => (value === undefined ? undefined : shown(value, metric));
  const reference = new Map(arms.find((arm) => arm.label === baseline)?.values.map(({ seed, value }) => [seed, value]));
  const dots = values.flatMap(({ seed, value }) => {
    const base = reference.get(seed);
    return base === undefined ? [] : [shown(value - base, metric)];
  });
  const [from, to] = [low, high].map((value) => (value === undefined ? undefined : differenceText(value, metric)));
  const words = `${strings.reading(label, differenceText(difference, metric), from, to, n)}${adjustedP === undefined ? '' : `, p ${pText(adjustedP).replace(/^(?=\d)/, '= ')}`}`;
  return { label, series, mean: scaled(difference), low: scaled(low), high: scaled(high), dots, filled: adjustedP !== undefined && adjustedP < SIGNIFICANT, absent: none, words };
}

function armTable(report: ReportData, baseline: string, { strings, numbered }: ResultLook): HTMLElement {
  const { head, rows } = resultRows(report, strings);
  const { arms, metric } = report;
  const tokensDiffer = new Set(arms.map(({ tokens }) => tokens)).size > 1;
  const named = rows.map(({ cells: [label = '', ...cells], keys }, i) => {
    const arm = arms[i];
    return { keys, cells: [arm === undefined ? label : armName(label, arm, tokensDiffer, strings), ...cells] };
  });
  const caption = strings.tableCaption(strings.curves[metric.name], baseline);
  return scrolling(sortableTable(numbered ? [element('b', {}, strings.table(1)), ` ${caption}`] : [caption], head, named), strings.headings.result);
}

function armName(label: string, { tokens, parameters }: ReportArm, tokensDiffer: boolean, strings: Strings): HTMLElement {
  const details = [...(tokensDiffer ? [tokens] : []), ...(parameters === undefined ? [] : [strings.parameters(parameters)])];
  return element('span', {}, label, ...details.map((detail) => element('small', {}, detail)));
}

function seedTable(report: ReportData, strings: Strings): HTMLElement {
  const { arms, metric } = report;
  const seeds = [...new Set(arms.flatMap(({ values }) => values.map(({ seed }) => seed)))].sort((a, b) => a - b);
  const rows = seeds.map((seed) => [String(seed), ...arms.map(({ values }) => valueText(values.find((one) => one.seed === seed)?.value, metric))]);
  const caption = strings.seedsCaption(metricTitle(report, strings));
  return scrolling(plainTable([caption], [strings.seed, ...arms.map(({ label }) => label)], rows), caption);
}
