import { METRICS, METRIC_NAMES, valueText, type ReportData } from '../../experiment/report-data';
import type { Strings } from '../text/strings';
import { element } from '../ui/dom';
import { scrolling, sortableTable } from '../ui/tables';

/** Cell, data, backend and machine: what another needs to know to judge or to repeat the result. */
export function setupSection({ environment, source, trials }: ReportData, strings: Strings): HTMLElement {
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
  return element('section', {}, element('h2', {}, strings.headings.setup), element('pre', { tabindex: 0 }, source.text.replace(/^(\s*\n)+|\s+$/g, '')), list, all);
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

export function repeatSection({ source: { file, cell } }: ReportData, strings: Strings): HTMLElement {
  const command = file === undefined ? 'resnet-lab run cell.yaml' : `resnet-lab run ${quoted(file)}${cell === undefined ? '' : ` --cell ${cell}`}`;
  const { repeat, headings } = strings;
  return element('section', {}, element('h2', {}, headings.repeat), element('p', {}, file === undefined ? repeat.cell : repeat.file), element('pre', { tabindex: 0 }, command), element('p', {}, repeat.then));
}

function quoted(path: string): string {
  return /^[\w./\\:-]+$/.test(path) ? path : `"${path}"`;
}
