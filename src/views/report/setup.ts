import { METRICS, METRIC_NAMES, valueText, type ReportData } from '../../experiment/report-data';
import type { ReportWords } from '../text/report-words';
import type { Strings } from '../text/strings';
import { element } from '../ui/dom';
import { plainTable, scrolling, sortableTable } from '../ui/tables';

/** What was trained on what and how, in words and as a table, and the cell that says so. */
export function setupSection({ setup, source }: ReportData, strings: Strings, words: ReportWords): HTMLElement[] {
  const text = source.text.replace(/^(\s*\n)+|\s+$/g, '');
  const { name, value } = words.setupHead;
  const said = setup === undefined ? [] : [element('p', {}, setup.sentences.join(' ')), scrolling(plainTable([], [name, value], setup.rows.map((row) => [row.name, row.value])), strings.headings.setup)];
  const cell = text === '' ? [] : [element('h3', {}, words.cell), element('pre', { tabindex: 0 }, text)];
  return said.length + cell.length === 0 ? [] : [element('section', { class: 'setup' }, element('h2', {}, strings.headings.setup), ...said, ...cell)];
}

/** Data, backend and machine, and every trial: what another needs to know to judge or to repeat the result. */
export function versionsSection({ environment, source, trials }: ReportData, strings: Strings, words: ReportWords): HTMLElement {
  const { backends, threads, versions, datasets, machine, seconds } = environment;
  const { facts, unknown } = strings;
  const where = strings.cellOf(source.file, source.cell);
  const entries: [string, string][] = [
    ...datasets.map(({ name, description, source: from }): [string, string] => [facts.dataset, [`${name}.`, description, from === '' ? '' : strings.sourceOf(from)].filter((part) => part !== '').join(' ')]),
    [facts.backend, backends.join(', ') || unknown],
    [facts.threads, threads.join(', ') || unknown],
    [facts.versions, Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ') || unknown],
    [facts.machine, strings.machine(machine.processor, machine.cores, (machine.memoryBytes / 2 ** 30).toFixed(1), machine.system)],
    [facts.time, strings.duration(seconds)],
    ...(where === '' ? [] : ([[facts.source, where]] as [string, string][])),
  ];
  const list = element('dl', {}, ...entries.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));
  const all = element('details', {}, element('summary', {}, strings.trials(trials.length)), trialTable(trials, strings));
  return element('section', { class: 'versions' }, element('h2', {}, words.versions), list, all);
}

function trialTable(trials: ReportData['trials'], strings: Strings): HTMLElement {
  const { trialHead, endStates: states } = strings;
  const names = METRIC_NAMES.filter((name) => trials.some(({ metrics }) => metrics[name] !== undefined));
  const table = sortableTable(
    [strings.trialsCaption],
    [trialHead.arm, trialHead.seed, trialHead.state, ...names.map((name) => METRICS[name].fraction ? `${strings.curves[name]}, %` : strings.curves[name]), trialHead.time, trialHead.id],
    trials.map(({ arm, seed, state, metrics, seconds, id, error }) => ({
      cells: [
        arm,
        String(seed),
        element('span', { class: state }, states[state], ...(error === undefined ? [] : [element('small', {}, error)])),
        ...names.map((name) => valueText(metrics[name], METRICS[name])),
        strings.duration(seconds),
        element('code', {}, id),
      ],
      keys: [arm, seed, states[state], ...names.map((name) => metrics[name]), seconds, id],
    })),
  );
  return scrolling(table, strings.trialsCaption);
}

/** The commands that train the same trials and make this report. */
export function repeatSection({ source: { file, cell, text }, trials }: ReportData, strings: Strings, words: ReportWords): HTMLElement {
  const place = file === undefined ? 'cell.yaml' : `${quoted(file)}${cell === undefined ? '' : ` --cell ${cell}`}`;
  const { repeat, headings } = strings;
  const command = (lines: string): HTMLElement => element('pre', { tabindex: 0 }, lines);
  const steps = text.trim() === ''
    ? [element('p', {}, words.chosen), command(`resnet-lab report ${trials.map(({ id }) => id).join(' ')}`)]
    : [element('p', {}, file === undefined ? repeat.cell : words.commands), command(`resnet-lab run ${place}\nresnet-lab report ${place}`), element('p', {}, repeat.then)];
  return element('section', { class: 'repeat' }, element('h2', {}, headings.repeat), ...steps);
}

function quoted(path: string): string {
  return /^[\w./\\:-]+$/.test(path) ? path : `"${path}"`;
}
