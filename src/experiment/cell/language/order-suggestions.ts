import { t } from '../../../base/l10n';
import { NAMED_ORDERS, type NamedOrder, type Token } from '../../../resnet/order';
import { orderOf, wordHelp } from './help';
import type { Place } from './place';
import type { Suggestion } from './suggestion';

/** In the order in which they are offered. */
const TOKENS: readonly Token[] = ['conv', 'bn', 'relu', 'add'];

/** The named orders, those that go on as the tokens typed so far, and the tokens that may come next. */
export function orderSuggestions(place: Place): Suggestion[] {
  const { typed, start, end } = place;
  const before = typed.slice(0, typed.lastIndexOf('-') + 1);
  const documented = (text: string) => (): string | undefined => wordHelp(text, 'order');
  const named = ({ name, tokens }: NamedOrder): Suggestion => ({ label: name, kind: 'order', detail: tokens, documentation: documented(name), insert: name, start, end });
  const begun = ({ name, tokens }: NamedOrder): Suggestion => ({ label: tokens, kind: 'order', detail: name, documentation: documented(tokens), insert: tokens, start, end });
  return [
    ...NAMED_ORDERS.filter(({ name }) => !place.taken.includes(name)).map(named),
    ...nextTokens(before).map((token): Suggestion => ({ label: token, kind: 'token', detail: `${before}${token}`, documentation: () => tokenHelp(`${before}${token}`), insert: token, start: start + before.length, end })),
    ...NAMED_ORDERS.filter(({ tokens }) => before !== '' && tokens.startsWith(before)).map(begun),
  ];
}

/** The tokens after which the order is valid or can still become so. */
function nextTokens(before: string): Token[] {
  const endings = ['', '-conv', '-conv-conv'];
  return TOKENS.filter((token) => endings.some((ending) => orderOf(`${before}${token}${ending}`) !== undefined));
}

function tokenHelp(text: string): string | undefined {
  return orderOf(text) === undefined ? t('Not an order yet: more tokens must follow.') : wordHelp(text, 'order');
}
