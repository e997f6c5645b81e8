import { shortNumber } from '../chart/numbers';
import type { Strings } from '../text/strings';

/** A share in per cent with one decimal. */
export function percent(share: number, strings: Strings): string {
  return strings.percent((100 * share).toFixed(1));
}

/** A probability in per cent, with three digits however small. */
export function probabilityText(probability: number, strings: Strings): string {
  return strings.percent(Number.isFinite(probability) ? shortNumber(100 * probability, 3) : String(probability));
}

export function logitText(logit: number): string {
  return Number.isFinite(logit) ? logit.toFixed(2).replace('-', '−') : String(logit);
}
