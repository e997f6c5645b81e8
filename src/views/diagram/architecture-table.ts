import { buildGraph } from '../../resnet/build';
import { ARCHITECTURES, type Architecture } from '../../resnet/catalogue';
import { describe, type Description, type StageRow } from '../../resnet/describe';
import type { DiagramWords } from '../text/diagram-words';
import { actionButton, element, type Child } from '../ui/dom';
import { scrolling } from '../ui/tables';
import { short } from './amounts';

/** The columns of He 2015, table 1. */
const PAPER = ['resnet18', 'resnet34', 'resnet50', 'resnet101', 'resnet152'];
type Family = keyof DiagramWords['table']['families'];

/** The table of the paper, and below it all other architectures; each opens its diagram. */
export function architectureTable(words: DiagramWords, onOpen: (architecture: string) => void): HTMLElement {
  const columns = PAPER.map((architecture) => describe(buildGraph({ architecture })));
  const others = ARCHITECTURES.filter(({ name }) => !PAPER.includes(name));
  const families = [...new Set(others.map(familyOf))].map((family) => familyList(words.table.families[family], others.filter((one) => familyOf(one) === family), words, onOpen));
  const table = scrolling(paperTable(columns, words, onOpen), words.table.heading);
  return element('section', { class: 'architectures' }, element('h2', {}, words.table.heading), table, element('h2', {}, words.table.others), element('div', { class: 'families' }, ...families));
}

function paperTable(columns: readonly Description[], words: DiagramWords, onOpen: (architecture: string) => void): HTMLTableElement {
  const { table } = words;
  const button = ({ architecture, title }: Description): HTMLElement => actionButton({ class: 'link', 'data-open': architecture, title: table.open(title), 'aria-label': table.open(title) }, () => onOpen(architecture), title);
  const head = element('tr', {}, ...[table.layer, table.output].map((text) => element('th', { scope: 'col' }, text)), ...columns.map((column) => element('th', { scope: 'col' }, button(column))));
  const sums = (name: string, value: (column: Description) => number, help?: string): HTMLElement =>
    element('tr', { class: 'sum' }, element('th', { scope: 'row', colspan: 2, title: help }, name), ...columns.map((column) => element('td', {}, short(value(column)))));
  const body = element('tbody', {}, ...stageRows(columns), sums(table.parameters, ({ parameters }) => parameters), sums(table.macs, ({ macs }) => macs, table.macsHelp));
  return element('table', { class: 'paper' }, element('caption', {}, table.caption), element('thead', {}, head), body);
}

/** Rows for each stage with a place in the image; the end of the network, which has none, in one row. */
function stageRows(columns: readonly Description[]): HTMLElement[] {
  const stages = columns[0]?.stages ?? [];
  const isEnd = ({ output }: StageRow): boolean => output.height === 1 && output.width === 1;
  const rows = stages.filter((stage) => !isEnd(stage)).flatMap(({ stage, output }) => partRows(stage, `${output.height}×${output.width}`, columns.map((column) => column.stages.find((one) => one.stage === stage)?.layers ?? '')));
  const ends = columns.map((column) => column.stages.filter(isEnd).map(({ stage, layers }) => (stage === 'average pool' ? stage : layers)).join(', '));
  return [...rows, ...partRows('', '1×1', ends)];
}

/** What all columns have alike stands once across them, as in the paper; what they have of their own in a row below it. */
function partRows(name: string, output: string, cells: readonly string[]): HTMLElement[] {
  const parts = cells.map(partsOf);
  const common = parts[0]?.filter((part) => parts.every((each) => each.includes(part))) ?? [];
  const own = parts.map((each) => each.filter((part) => !common.includes(part)));
  const rows = [
    ...(common.length > 0 ? [[element('td', { class: 'common', colspan: cells.length }, common.join(', '))]] : []),
    ...(own.some(({ length }) => length > 0) ? [own.map((each) => element('td', {}, ...each.map(unit)))] : []),
  ];
  const start = [element(name === '' ? 'td' : 'th', { scope: name === '' ? undefined : 'row', rowspan: rows.length }, name), element('td', { rowspan: rows.length }, output)];
  return rows.map((cellsOfRow, i) => element('tr', {}, ...(i === 0 ? start : []), ...cellsOfRow));
}

/** `3×3 max pool, stride 2; [1×1, 64; 3×3, 64] × 3` into its two parts. */
function partsOf(layers: string): string[] {
  return layers.split(/; (?![^[]*\])/u);
}

/** The convolutions of a unit under one another in brackets. */
function unit(text: string): Child {
  const found = /^\[(.*)\] × (\d+)$/u.exec(text);
  if (found === null) return element('div', {}, text);
  const [, convs = '', times = ''] = found;
  return element('div', { class: 'stack' }, element('span', { class: 'brackets' }, ...convs.split('; ').map((conv) => element('span', {}, conv))), ` × ${times}`);
}

function familyOf({ name, family, order }: Architecture): Family {
  if (order === 'plain') return family === 'cifar' ? 'plainCifar' : 'plain';
  if (family === 'cifar') return 'cifar';
  return name.startsWith('resnext') ? 'resnext' : 'wide';
}

function familyList(title: string, members: readonly Architecture[], words: DiagramWords, onOpen: (architecture: string) => void): HTMLElement {
  const buttons = members.map((member) => element('li', {}, actionButton({ class: 'link', 'data-open': member.name, 'aria-label': words.table.open(member.title) }, () => onOpen(member.name), member.title)));
  return element('div', {}, element('h3', {}, title), element('ul', {}, ...buttons));
}
