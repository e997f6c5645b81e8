import { axisTitle, differenceText, pText, resultTable, shown, SIGNIFICANT, valueText, type ReportArm, type ReportData } from '../../experiment/report-data';
import { element, folded } from './dom';
import { forestPlot, type ForestRow } from './forest';
import { STRINGS, typographic } from './strings';
import { plainTable, scrolling, sortableTable } from './tables';

/** The answer: what may be concluded, the plots of the last epoch, and the table. */
export function resultSection(data: ReportData): HTMLElement {
  const section = element('section', {}, element('h2', {}, STRINGS.headings.result));
  const empty = data.arms.every(({ n }) => n === 0);
  if (empty) section.append(element('p', { class: 'warning' }, STRINGS.noResult));
  else if (data.conclusions.length > 0) section.append(element('ul', { class: 'conclusions' }, ...data.conclusions.map((sentence) => element('li', {}, typographic(sentence)))));
  const { baseline } = data;
  if (baseline === undefined) {
    const { head, rows } = resultTable(data);
    section.append(scrolling(plainTable([STRINGS.singleCaption], head, rows), STRINGS.singleCaption));
    return section;
  }
  if (!empty) section.append(plots(data, baseline), folded(STRINGS.showSeeds, () => seedTable(data)));
  section.append(armTable(data, baseline));
  return section;
}

function plots(data: ReportData, baseline: string): HTMLElement {
  const { metric, arms } = data;
  const values = forestPlot({ title: axisTitle(metric), rows: arms.map((arm, i) => valueRow(arm, i, data)), better: metric.better });
  const differences = forestPlot({ title: STRINGS.forest.differenceAxis(baseline, metric.fraction), rows: arms.map((arm, i) => differenceRow(arm, i, data)), reference: 0, better: metric.better });
  const figure = (plot: HTMLElement, number: number, caption: string): HTMLElement => element('figure', {}, plot, element('figcaption', {}, element('b', {}, STRINGS.figure(number)), ` ${caption}`));
  return element('div', { class: 'pair' }, figure(values, 1, STRINGS.forest.value(metric.title)), figure(differences, 2, STRINGS.forest.difference(baseline)));
}

function valueRow({ label, mean, low, high, n, values }: ReportArm, series: number, { metric }: ReportData): ForestRow {
  const scaled = (value: number | undefined): number | undefined => (value === undefined ? undefined : shown(value, metric));
  const [from, to] = [low, high].map((value) => (value === undefined ? undefined : valueText(value, metric)));
  return { label, series, mean: scaled(mean), low: scaled(low), high: scaled(high), dots: values.map(({ value }) => shown(value, metric)), filled: true, absent: STRINGS.forest.none, words: STRINGS.reading(label, valueText(mean, metric), from, to, n) };
}

/** The baseline has its row too, so that the rows of both plots stand side by side. */
function differenceRow({ label, comparison, values }: ReportArm, series: number, { metric, baseline, arms }: ReportData): ForestRow {
  const { baseline: isBaseline, none } = STRINGS.forest;
  if (comparison === undefined) return { label, series, dots: [], filled: false, absent: isBaseline, words: `${label}: ${isBaseline}` };
  const { difference, low, high, adjustedP, n } = comparison;
  const scaled = (value: number | undefined): number | undefined => (value === undefined ? undefined : shown(value, metric));
  const reference = new Map(arms.find((arm) => arm.label === baseline)?.values.map(({ seed, value }) => [seed, value]));
  const dots = values.flatMap(({ seed, value }) => {
    const base = reference.get(seed);
    return base === undefined ? [] : [shown(value - base, metric)];
  });
  const [from, to] = [low, high].map((value) => (value === undefined ? undefined : differenceText(value, metric)));
  const words = `${STRINGS.reading(label, differenceText(difference, metric), from, to, n)}${adjustedP === undefined ? '' : `, p ${pText(adjustedP).replace(/^(?=\d)/, '= ')}`}`;
  return { label, series, mean: scaled(difference), low: scaled(low), high: scaled(high), dots, filled: adjustedP !== undefined && adjustedP < SIGNIFICANT, absent: none, words };
}

function armTable(data: ReportData, baseline: string): HTMLElement {
  const { head, rows } = resultTable(data);
  const { arms, metric } = data;
  const tokensDiffer = new Set(arms.map(({ tokens }) => tokens)).size > 1;
  const table = sortableTable(
    [element('b', {}, STRINGS.table(1)), ` ${STRINGS.tableCaption(metric.title, baseline)}`],
    head,
    arms.map((arm, i) => {
      const [label = '', ...cells] = rows[i] ?? [];
      return { cells: [armName(label, arm, tokensDiffer), ...cells], keys: [label, arm.mean, arm.n, arm.comparison?.difference, arm.comparison?.adjustedP, arm.seconds] };
    }),
  );
  return scrolling(table, STRINGS.headings.result);
}

function armName(label: string, { tokens, parameters }: ReportArm, tokensDiffer: boolean): HTMLElement {
  const details = [...(tokensDiffer ? [tokens] : []), ...(parameters === undefined ? [] : [STRINGS.parameters(parameters)])];
  return element('span', {}, label, ...details.map((detail) => element('small', {}, detail)));
}

function seedTable({ arms, metric }: ReportData): HTMLElement {
  const seeds = [...new Set(arms.flatMap(({ values }) => values.map(({ seed }) => seed)))].sort((a, b) => a - b);
  const rows = seeds.map((seed) => [String(seed), ...arms.map(({ values }) => valueText(values.find((one) => one.seed === seed)?.value, metric))]);
  const caption = STRINGS.seedsCaption(axisTitle(metric));
  return scrolling(plainTable([caption], [STRINGS.seed, ...arms.map(({ label }) => label)], rows), caption);
}
