import type { Order, Token } from './order';

/** A part of a unit in which two orders differ, and what stands there in each. */
export interface OrderDifference {
  readonly place: 'beforeFirstConv' | 'betweenConvs' | 'beforeAddition' | 'afterAddition' | 'atEnd' | 'addition' | 'convs';
  /** Counts the gaps between convs from 1; absent where there is one, or it isn't between convs. */
  readonly gap?: number;
  readonly was: readonly Token[];
  readonly now: readonly Token[];
}

/** What differs from one order to another, part by part. An order is compared by what it spells out. */
export function orderDifferences(from: Order, to: Order): OrderDifference[] {
  const found: OrderDifference[] = [];
  const compare = (place: OrderDifference['place'], was: readonly Token[], now: readonly Token[], gap?: number): void => {
    if (was.join() !== now.join()) found.push({ place, was, now, ...(gap !== undefined && { gap }) });
  };
  compare('convs', convs(from), convs(to));
  compare('addition', from.hasAdd ? ['add'] : [], to.hasAdd ? ['add'] : []);
  compare('beforeFirstConv', from.prefix, to.prefix);
  const gaps = Math.max(from.between.length, to.between.length);
  for (let i = 0; i < gaps; i++) compare('betweenConvs', gapAt(from, i), gapAt(to, i), gaps > 1 ? i + 1 : undefined);
  if (from.hasAdd && to.hasAdd) {
    compare('beforeAddition', from.beforeAdd, to.beforeAdd);
    compare('afterAddition', from.afterAdd, to.afterAdd);
  } else {
    compare('atEnd', [...from.beforeAdd, ...from.afterAdd], [...to.beforeAdd, ...to.afterAdd]);
  }
  return found;
}

function convs({ between }: Order): Token[] {
  return Array.from({ length: between.length + 1 }, () => 'conv');
}

/** What stands in a gap; a gap that the order does not spell out is like its last one. */
function gapAt({ between }: Order, i: number): readonly Token[] {
  return between[i] ?? between.at(-1) ?? [];
}
