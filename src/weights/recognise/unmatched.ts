import { inputError, type LabError } from '../../base/errors';
import { t } from '../../base/l10n';
import type { Graph, ParameterSpec } from '../../resnet/graph';
import { quoted } from '../complaint';
import type { Renamed, RenamedTensor } from './our-names';

/** What keeps tensors from being a network's. */
export interface Differences {
  readonly missing: readonly ParameterSpec[];
  readonly unexpected: readonly RenamedTensor[];
  readonly misshapen: readonly { readonly spec: ParameterSpec; readonly tensor: RenamedTensor }[];
  readonly count: number;
  /** Tensors that fit. */
  readonly fitting: number;
}

/** Compares a file's tensors with those of a graph, by name and shape. */
export function differencesFrom({ layers }: Graph, { tensors }: Renamed): Differences {
  const specs = layers.flatMap(({ parameters }) => parameters);
  const known = new Set(specs.map(({ name }) => name));
  const missing: ParameterSpec[] = [];
  const misshapen: { spec: ParameterSpec; tensor: RenamedTensor }[] = [];
  for (const spec of specs) {
    const tensor = tensors.get(spec.name);
    if (tensor === undefined) missing.push(spec);
    else if (!sameShape(tensor.shape, spec.shape)) misshapen.push({ spec, tensor });
  }
  const unexpected = [...tensors].flatMap(([name, tensor]) => (known.has(name) ? [] : [tensor]));
  const count = missing.length + unexpected.length + misshapen.length;
  return { missing, unexpected, misshapen, count, fitting: specs.length - missing.length - misshapen.length };
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((n, i) => n === b[i]);
}

/** Names and shapes that are listed of each kind of difference. */
const LISTED = 7;

/** Says what does not fit, by the names in the file and shapes in torch's layout. `what` is the sentence before the lists. */
export function unmatchedError(what: string, { missing, unexpected, misshapen }: Differences, { theirs }: Renamed, options: { place: string; mend?: string }): LabError {
  const lists = [
    listed(t('missing'), missing.map(({ name, shape }) => `${theirs(name)} ${shapeText(shape)}`)),
    listed(t('unexpected'), unexpected.map(({ from, shape }) => `${quoted(from)} ${shapeText(shape)}`)),
    listed(t('of another shape'), misshapen.map(({ spec, tensor }) => t('{0} {1} instead of {2}', quoted(tensor.from), shapeText(tensor.shape), shapeText(spec.shape)))),
  ];
  return inputError(`${what}\n${lists.join('')}`, options);
}

function listed(title: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  const shown = items.slice(0, LISTED).join(', ');
  const rest = items.length - LISTED;
  return `  ${title}: ${rest > 0 ? t('{0} and {1} more', shown, rest) : shown}\n`;
}

export function shapeText(shape: readonly number[]): string {
  return `[${shape.slice(0, 8).join(', ')}${shape.length > 8 ? ', …' : ''}]`;
}
