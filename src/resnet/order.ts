import { LabError } from '../base/errors';
import { t } from '../base/l10n';
import { nearest } from '../base/nearest';

/** What a residual unit is made of. `conv` carries a bias only where the order has no `bn`. */
export type Token = 'conv' | 'bn' | 'relu' | 'add';
const TOKENS: readonly Token[] = ['conv', 'bn', 'relu', 'add'];

/** The sequence of conv, bn, relu and add in one residual unit, parsed. */
export interface Order {
  /** The name where the sequence has one (`original`), else its text. */
  readonly name: string;
  /** The tokens joined by `-`. */
  readonly text: string;
  /** Tokens before the first conv: pre-activation. */
  readonly prefix: readonly Token[];
  /** Tokens between one conv and the next; one entry fewer than there are convs. */
  readonly between: readonly (readonly Token[])[];
  /** Tokens after the last conv, before the addition (all of them where there is none). */
  readonly beforeAdd: readonly Token[];
  /** False for a plain unit: no shortcut. */
  readonly hasAdd: boolean;
  readonly afterAdd: readonly Token[];
  readonly hasBatchNorm: boolean;
}

export interface NamedOrder {
  readonly name: string;
  readonly tokens: string;
  readonly source: string;
}

/** The named orders: He 2015 (arXiv 1512.03385), He 2016 table 2 (arXiv 1603.05027), gcr/torch-residual-networks 2016, and controls. */
export const NAMED_ORDERS: readonly NamedOrder[] = [
  { name: 'original', tokens: 'conv-bn-relu-conv-bn-add-relu', source: 'He 2015' },
  { name: 'bn-after-add', tokens: 'conv-bn-relu-conv-add-bn-relu', source: 'He 2016, table 2' },
  { name: 'relu-before-add', tokens: 'conv-bn-relu-conv-bn-relu-add', source: 'He 2016, table 2' },
  { name: 'relu-only-preact', tokens: 'relu-conv-bn-relu-conv-bn-add', source: 'He 2016, table 2' },
  { name: 'full-preact', tokens: 'bn-relu-conv-bn-relu-conv-add', source: 'He 2016, table 2' },
  { name: 'no-last-relu', tokens: 'conv-bn-relu-conv-bn-add', source: 'gcr 2016' },
  { name: 'conv-relu-bn', tokens: 'conv-relu-bn-conv-relu-bn-add', source: 'the debate: activation before normalisation' },
  { name: 'conv-relu-bn-relu', tokens: 'conv-relu-bn-conv-bn-add-relu', source: "the debate, with original's tail" },
  { name: 'no-bn', tokens: 'conv-relu-conv-add-relu', source: 'control: no normalisation, convs have biases' },
  { name: 'plain', tokens: 'conv-bn-relu-conv-bn-relu', source: 'control: no shortcut (He 2015)' },
];

/** What is wrong with an order's text, and where. */
export class OrderError extends LabError {
  /** The first character that is wrong, from 0, and how many are; absent where it is the whole. */
  readonly offset: number | undefined;
  readonly length: number | undefined;
  /** The word that was probably meant, in place of the wrong ones. */
  readonly suggestion: string | undefined;

  constructor(message: string, { mend, suggestion, offset, length }: Partial<Pick<OrderError, 'mend' | 'suggestion' | 'offset' | 'length'>>) {
    super(message, { kind: 'input', mend: suggestion === undefined ? mend : t('Did you mean "{0}"?', suggestion) });
    this.suggestion = suggestion;
    this.offset = offset;
    this.length = length;
  }
}

/** Tokens of a named order or of a valid order string. @throws OrderError that points at the wrong token. */
export function parseOrder(text: string): Order {
  const named = NAMED_ORDERS.find((order) => order.name === text || order.tokens === text);
  return structured(named?.name ?? text, tokenize(named?.tokens ?? text));
}

/** The unit's tokens for a unit of `convs` convolutions: for three, the part *between* two convs repeats. */
export function unitTokens(order: Order, convs: number): Token[] {
  const tokens: Token[] = [...order.prefix, 'conv'];
  for (let i = 1; i < convs; i++) tokens.push(...(order.between[i - 1] ?? order.between[order.between.length - 1] ?? []), 'conv');
  tokens.push(...order.beforeAdd);
  if (order.hasAdd) tokens.push('add', ...order.afterAdd);
  return tokens;
}

/** Convolutions that the order spells out. */
export function convCount(order: Order): number {
  return order.between.length + 1;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let column = 0;
  for (const word of text.split('-')) {
    if (!(TOKENS as readonly string[]).includes(word)) throw unknownToken(text, word, column);
    tokens.push(word as Token);
    column += word.length + 1;
  }
  return tokens;
}

function unknownToken(text: string, word: string, column: number): OrderError {
  const named = text.includes('conv-') ? undefined : nearest(text, NAMED_ORDERS.map((order) => order.name));
  if (named !== undefined) return new OrderError(t('unknown order "{0}".', text), { suggestion: named });
  const suggestion = word === '' ? undefined : nearest(word, TOKENS);
  const what = word === '' ? t('an empty token') : t('unknown token "{0}"', word);
  const mend = t('Tokens are {0}, joined by "-"; named orders: {1}.', TOKENS.join(', '), NAMED_ORDERS.map((order) => order.name).join(', '));
  return pointed(text, what, { offset: column, length: Math.max(1, word.length), mend, suggestion });
}

/** An error that shows the order with a caret under the token it speaks of. */
function pointed(text: string, what: string, { offset, length, ...way }: { offset: number; length: number; mend: string; suggestion?: string | undefined }): OrderError {
  const message = t('order "{0}": {1} at character {2}.', text, what, offset + 1);
  return new OrderError(`${message}\n  ${text}\n  ${' '.repeat(offset)}${'^'.repeat(length)}\n`, { offset, length, ...way });
}

function structured(name: string, tokens: Token[]): Order {
  const text = tokens.join('-');
  const columnOf = (index: number): number => tokens.slice(0, index).reduce((sum, token) => sum + token.length + 1, 0);
  const fail = (index: number, what: string, mend: string): OrderError => pointed(text, what, { offset: columnOf(index), length: tokens[index]?.length ?? 1, mend });
  const convs = tokens.flatMap((token, i) => (token === 'conv' ? [i] : []));
  const adds = tokens.flatMap((token, i) => (token === 'add' ? [i] : []));
  const first = convs[0];
  const last = convs[convs.length - 1];
  if (first === undefined || last === undefined || convs.length < 2) {
    throw fail(tokens.length - 1, t('a unit needs at least two convs, this one has {0}', convs.length), t('Add a "conv".'));
  }
  const [add, second] = adds;
  if (second !== undefined) throw fail(second, t('a second "add"'), t('A unit has at most one addition: remove it.'));
  if (add !== undefined && add < last) throw fail(add, t('the "add" stands before the last conv'), t('The shortcut is added after the last conv: move it to the right.'));
  const tail = tokens.slice(last + 1);
  const addInTail = tail.indexOf('add');
  return {
    name,
    text,
    prefix: tokens.slice(0, first),
    between: convs.slice(1).map((conv, i) => tokens.slice((convs[i] ?? 0) + 1, conv)),
    beforeAdd: addInTail < 0 ? tail : tail.slice(0, addInTail),
    hasAdd: addInTail >= 0,
    afterAdd: addInTail < 0 ? [] : tail.slice(addInTail + 1),
    hasBatchNorm: tokens.includes('bn'),
  };
}
