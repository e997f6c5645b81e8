import type Table from 'cli-table3';
import { inputError } from '../base/errors';
import { buildGraph } from '../resnet/build';
import type { ShortcutOption } from '../resnet/catalogue';
import { describe, type Description } from '../resnet/describe';
import type { NetworkOptions } from '../resnet/graph';
import { writeFigures, type FigureFlags } from './figures';
import { plainTable } from './tables';
import type { Terminal } from './terminal';

export interface DescribeFlags extends FigureFlags {
  order?: string;
  input?: string;
  classes?: string;
  shortcut?: string;
  groups?: string;
  widthPerGroup?: string;
  replaceStrideWithDilation?: string;
  zeroInitResidual?: boolean;
  layers?: boolean;
}

/** `resnet-lab describe ARCH`: the paper's table of an architecture, or all of its layers, and figures of it. */
export function describeCommand(architecture: string, flags: DescribeFlags, terminal: Terminal): void {
  const graph = buildGraph(networkOptions(architecture, flags));
  writeFigures(graph, flags, terminal);
  const description = describe(graph);
  if (terminal.json) terminal.emit(description);
  else terminal.print(flags.layers === true ? layerTable(description, terminal) : stageTable(description, terminal));
}

/** A `diagram` cell: the paper's table. */
export function showDiagram(description: Description, terminal: Terminal): void {
  terminal.emit({ event: 'diagram', ...description });
  terminal.print(stageTable(description, terminal));
}

function networkOptions(architecture: string, flags: DescribeFlags): NetworkOptions {
  return {
    architecture,
    order: flags.order,
    input: flags.input === undefined ? undefined : imageSize(flags.input),
    classes: wholeNumber('--classes', flags.classes),
    shortcut: shortcutOption(flags.shortcut),
    groups: wholeNumber('--groups', flags.groups),
    widthPerGroup: wholeNumber('--width-per-group', flags.widthPerGroup),
    replaceStrideWithDilation: dilations(flags.replaceStrideWithDilation),
    zeroInitResidual: flags.zeroInitResidual,
  };
}

/** The number that a flag gives, or undefined where it is not given. @throws LabError where it is not a whole number of at least `least` */
export function wholeNumber(flag: string, text: string | undefined, least = 0): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) throw inputError(`${flag} is "${text}"; expected a whole number${least > 0 ? ` from ${least}` : ''}.`);
  return Number(text);
}

/** `224`, `224x192` (height × width) or `3x224x224` (channels first). */
function imageSize(text: string): { height: number; width: number; channels: number } {
  const numbers = /^\d{1,5}(x\d{1,5}){0,2}$/.test(text) ? text.split('x').map(Number) : [];
  const [a = 0, b = a, c] = numbers;
  if (numbers.length === 0) throw inputError(`--input is "${text}"; expected a size such as 224, 224x192 or 3x224x224.`);
  return c === undefined ? { height: a, width: b, channels: 3 } : { channels: a, height: b, width: c };
}

function shortcutOption(text: string | undefined): ShortcutOption | undefined {
  if (text === undefined || text === 'A' || text === 'B' || text === 'C') return text;
  throw inputError(`--shortcut is "${text}"; expected A, B or C.`);
}

function dilations(text: string | undefined): [boolean, boolean, boolean] | undefined {
  if (text === undefined) return undefined;
  const match = /^([01]),([01]),([01])$/.exec(text);
  if (match === null) throw inputError(`--replace-stride-with-dilation is "${text}"; expected three of 0 and 1 for stages 2, 3 and 4, such as 0,1,1.`);
  return [match[1] === '1', match[2] === '1', match[3] === '1'];
}

function heading(description: Description, terminal: Terminal): string {
  const { title, architecture, order, tokens, input, classes, parameters, macs } = description;
  const name = terminal.style('bold', `${title} (${architecture})`);
  const written = order === tokens ? order : `${order} (${tokens})`;
  return `${name}\norder ${written}, input ${input.join('×')}, ${classes} classes\n${count(parameters)} parameters, ${(macs / 1e9).toFixed(3)} GMACs (multiply-adds for one image; FLOPs = 2 × MACs)\n`;
}

function stageTable(description: Description, terminal: Terminal): string {
  const table = plainTable(['part', 'output', 'layers', 'parameters', 'MACs'], ['left', 'left', 'left', 'right', 'right']);
  for (const { stage, output, layers, parameters, macs } of description.stages) {
    table.push([stage, `${output.height}×${output.width}×${output.channels}`, layers.replaceAll('; ', '\n'), count(parameters), count(macs)]);
  }
  return heading(description, terminal) + table.toString();
}

function layerTable(description: Description, terminal: Terminal): string {
  const table: Table.Table = plainTable(['layer', 'kind', 'what', 'output', 'parameters', 'MACs'], ['left', 'left', 'left', 'left', 'right', 'right']);
  for (const { name, kind, detail, output, parameters, macs } of description.layers) table.push([name, kind, detail, output.join('×'), count(parameters), count(macs)]);
  return heading(description, terminal) + table.toString();
}

function count(value: number): string {
  return value === 0 ? '' : value.toLocaleString('en-US');
}
