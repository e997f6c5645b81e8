import { stringify } from 'yaml';
import { LabError } from '../../../base/errors';
import { t } from '../../../base/l10n';
import { DATASETS, isDatasetName } from '../../../data/catalogue';
import { buildGraph } from '../../../resnet/build';
import { architectureNamed, ARCHITECTURE_NAMES } from '../../../resnet/catalogue';
import { totals } from '../../../resnet/count';
import { convCount, NAMED_ORDERS, parseOrder, unitTokens, type Order } from '../../../resnet/order';
import { expectation, wordsOf } from '../expectation';
import { isRequired, type JsonSchema } from './schema-view';

/** More words than these are counted in a help text, not listed. */
const MOST_LISTED = 12;

/** A value as YAML on one line. */
export function inline(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trim();
}

/** The help of a key as Markdown. `parent` is the schema of the mapping that holds it. */
export function keyHelp(name: string, schema: JsonSchema, parent: JsonSchema | undefined): string {
  const help = describing(schema);
  const words = wordsOf(schema);
  const values = words.length > MOST_LISTED ? t('one of {0} names, such as {1}', words.length, words.slice(0, 3).join(', ')) : expectation(schema);
  const facts = [defaultFact(name, help, parent), ...conditionsOf(help).map(({ key, values }) => t('Only with `{0}` {1}.', key, values.join(', '))), exampleFact(help)];
  return [`**${name}**: ${values}`, translated(help.description), facts.filter((fact) => fact !== '').join('  \n')].filter((part) => part !== '').join('\n\n');
}

/** The help of a kind of cell as Markdown, with its example. */
export function kindHelp(name: string, schema: JsonSchema): string {
  const help = describing(schema);
  const examples = (help.examples ?? []).filter((example) => typeof example === 'string').map((example) => `\`\`\`yaml\n${example}\n\`\`\``);
  return [`**${name}**`, translated(help.description), ...examples].join('\n\n');
}

/** What stands for a key that was left out, in few words. */
export function defaultWords(schema: JsonSchema): string | undefined {
  const help = describing(schema);
  if (typeof help['defaultText'] === 'string') return translated(help['defaultText']);
  return help.default === undefined ? undefined : inline(help.default);
}

/** The keys and values that a key counts only with. */
export function conditionsOf(schema: JsonSchema): { key: string; values: string[] }[] {
  return Object.entries((schema['onlyWith'] ?? {}) as Record<string, string[]>).map(([key, values]) => ({ key, values }));
}

/** What a word of the language stands for, as Markdown: an architecture, an order (for the key `order`), a data set. */
export function wordHelp(word: string, key: string | undefined): string | undefined {
  if (key === 'order') return orderHelp(word);
  if (ARCHITECTURE_NAMES.includes(word)) return architectureHelp(word);
  if (isDatasetName(word)) return `**${DATASETS[word].title}** \`${word}\`\n\n${translated(DATASETS[word].description)}`;
  return undefined;
}

/** The order of a name or of tokens; undefined where the text is neither. */
export function orderOf(text: string): Order | undefined {
  try {
    return parseOrder(text);
  } catch (error) {
    if (error instanceof LabError) return undefined;
    throw error;
  }
}

function orderHelp(text: string): string | undefined {
  const order = orderOf(text);
  if (order === undefined) return undefined;
  const source = NAMED_ORDERS.find(({ name }) => name === order.name)?.source;
  return [`**${order.name}** \`${order.text}\``, `\`${drawing(order)}\``, ...(source === undefined ? [] : [translated(source)])].join('\n\n');
}

/** The unit on one line, its branch in brackets: `x → [conv → bn → relu → conv → bn] + x → relu`. */
function drawing(order: Order): string {
  const tokens = unitTokens(order, convCount(order));
  const add = tokens.indexOf('add');
  if (add < 0) return ['x', ...tokens].join(' → ');
  return ['x', `[${tokens.slice(0, add).join(' → ')}] + x`, ...tokens.slice(add + 1)].join(' → ');
}

function architectureHelp(name: string): string {
  const architecture = architectureNamed(name);
  const { title, unit, units, input, order, shortcut, source } = architecture;
  const { parameters, macs } = totals(buildGraph({ architecture: name }));
  const depth = units.reduce((sum, count) => sum + count, 0) * (unit === 'basic' ? 2 : 3) + 2;
  const facts = [
    t('{0} parameters', parameters.toLocaleString('en')),
    t('{0} multiply-adds for an image of {1}×{2}×{3}', large(macs), input.channels, input.height, input.width),
    t('{0} layers deep: {1} units of kind {2}', depth, units.join(' + '), unit),
    ...(order === 'original' ? [t('order {0}, shortcuts {1}', order, shortcut)] : [t('no shortcuts')]),
  ];
  return [`**${title}** \`${name}\``, facts.map((fact) => `- ${fact}`).join('\n'), translated(source)].join('\n\n');
}

function large(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(2)} G` : `${(count / 1e6).toFixed(1)} M`;
}

function defaultFact(name: string, schema: JsonSchema, parent: JsonSchema | undefined): string {
  const words = defaultWords(schema);
  if (words !== undefined) return t('Default: {0}', words);
  return isRequired(parent, name) ? t('Required.') : '';
}

function exampleFact({ examples = [] }: JsonSchema): string {
  return examples.length === 0 ? '' : t('For example: {0}', examples.map((example) => `\`${inline(example)}\``).join(', '));
}

/** The schema itself, or the alternative of it that carries the description. */
function describing(schema: JsonSchema): JsonSchema {
  return schema.description === undefined ? ((schema.anyOf as JsonSchema[] | undefined)?.find(({ description }) => description !== undefined) ?? schema) : schema;
}

/** Texts of the schema and the catalogues are in the bundle of translations by their English words, as all others are. */
function translated(text: string | undefined): string {
  return text === undefined ? '' : t(text);
}
