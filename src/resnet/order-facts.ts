import { t } from '../base/l10n';
import type { Order, Token } from './order';

/**
 * What follows from how an order is built, in the reader's language, the most important first. Each sentence names its source, or is a matter of
 * arithmetic.
 */
export function orderFacts(order: Order): string[] {
  return [...additionFacts(order), ...activationFacts(order), ...normalisationFacts(order), ...idleFacts(order)];
}

function additionFacts({ hasAdd, beforeAdd, afterAdd }: Order): string[] {
  if (!hasAdd) return [t('There is no addition, so there is no shortcut: a plain unit. There it makes no difference whether an activation is said to stand after one unit or before the next (He 2016). Deep plain networks train worse than shallow ones although batch normalisation keeps their gradients healthy (He 2015).')];
  const facts: string[] = [];
  if (beforeAdd.at(-1) === 'relu') facts.push(t('A relu stands right before the addition: a branch can only add, so the signal grows from unit to unit (He 2016).'));
  if (afterAdd.includes('bn')) facts.push(t('A bn after the addition normalises the shortcut too: nothing passes unchanged from unit to unit, and the training loss falls more slowly at first (He 2016).'));
  if (afterAdd.length === 0) facts.push(t('Nothing stands after the addition: signal and gradient pass along the shortcuts from any unit to any other as they are (He 2016).'));
  if (afterAdd.length > 0 && afterAdd.every((token) => token === 'relu')) facts.push(t('A relu after the addition cuts off the negative part of the signal on the shortcut. In networks of up to 164 layers it seldom does once they are trained (He 2016).'));
  return facts;
}

function activationFacts({ prefix, hasAdd, beforeAdd, between, afterAdd }: Order): string[] {
  const facts: string[] = [];
  if (prefix.length > 0) facts.push(t('It begins with {0}: pre-activation. The stem is then a conv alone, and {0} is repeated once after the last unit, before the average pool.', prefix.join('-')));
  if (hasAdd && prefix.includes('bn') && prefix.includes('relu') && afterAdd.length === 0) facts.push(t('Each conv reads a normalised signal. In the deepest networks the training loss ends a little higher and the test error lower: it regularises (He 2016).'));
  if (prefix.includes('relu') && !prefix.includes('bn')) facts.push(t('The relu before the first conv has no bn of its own, so what it reads is not normalised (He 2016).'));
  if (between.some((tokens) => !tokens.includes('relu'))) facts.push(t('No relu stands between two of its convs: at inference the two are one linear map.'));
  if (![...prefix, ...between.flat(), ...beforeAdd, ...afterAdd].includes('relu')) facts.push(t('It has no relu at all: apart from its stem the whole network is linear, at inference.'));
  return facts;
}

function normalisationFacts(order: Order): string[] {
  if (!order.hasBatchNorm) return [t('It has no bn: each conv has a bias, nothing holds the scale of the signal, and the result depends more on the initialisation and the learning rate.')];
  const pairs = neighbours(order);
  const facts: string[] = [];
  if (pairs.includes('conv-bn')) facts.push(t('Each bn right after a conv can be folded into that conv at inference: it costs nothing then.'));
  if (order.between.some((tokens) => tokens.join('-') === 'relu-bn')) facts.push(t('A bn between relu and the next conv can be folded into that conv only where the conv pads nothing: into a 1×1 conv, but not exactly into a 3×3 one.'));
  if (order.prefix.includes('bn') && order.hasAdd) facts.push(t('The bn before the first conv reads the sum of all units before it and can be folded into nothing.'));
  if (order.beforeAdd.slice(-2).join('-') === 'relu-bn') facts.push(t('A bn follows the relu: what the branch gives may be negative again.'));
  return facts;
}

/** Layers that do nothing where they stand. */
function idleFacts(order: Order): string[] {
  const pairs = neighbours(order);
  return [
    ...(pairs.includes('relu-relu') ? [t('The second of two relus in a row does nothing.')] : []),
    ...(pairs.includes('bn-bn') ? [t('The second of two bns in a row only rescales what the first has normalised.')] : []),
  ];
}

/** Every token of the unit with the one that follows it: `conv-bn`. */
function neighbours({ text }: Order): string[] {
  const tokens = text.split('-') as Token[];
  return tokens.slice(1).map((token, i) => `${tokens[i] ?? ''}-${token}`);
}
