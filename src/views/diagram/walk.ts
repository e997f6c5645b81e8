import type { Box } from '../../diagram/drawing';

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * The box that an arrow key leads to: the nearest beside it in the same container; else, where it is open, its first inside (right, down);
 * else out to its container (left, up) or on to the container's neighbour (right, down).
 */
export function neighbour(boxes: readonly Box[], from: Box, direction: Direction): Box | undefined {
  const beside = nearest(boxes.filter((box) => box.within === from.within && box.id !== from.id), from, direction);
  if (beside !== undefined) return beside;
  const onwards = direction === 'right' || direction === 'down';
  const inside = onwards && from.expanded ? boxes.find((box) => box.within === from.id) : undefined;
  if (inside !== undefined) return inside;
  const container = boxes.find((box) => box.id === from.within);
  if (container === undefined) return undefined;
  return onwards ? nearest(boxes.filter((box) => box.within === container.within && box.id !== container.id), container, direction) ?? deeper(boxes, container, direction) : container;
}

/** The neighbour of a container's container, and so on outwards. */
function deeper(boxes: readonly Box[], container: Box, direction: Direction): Box | undefined {
  const outer = boxes.find((box) => box.id === container.within);
  return outer === undefined ? undefined : nearest(boxes.filter((box) => box.within === outer.within && box.id !== outer.id), outer, direction) ?? deeper(boxes, outer, direction);
}

/** The nearest box that lies wholly on one side; what lies askew counts as farther away, and not at all where it lies more aside than ahead. */
function nearest(candidates: readonly Box[], from: Box, direction: Direction): Box | undefined {
  let best: { readonly box: Box; readonly score: number } | undefined;
  for (const box of candidates) {
    const along = { left: from.x - end(box, 'x'), right: box.x - end(from, 'x'), up: from.y - end(box, 'y'), down: box.y - end(from, 'y') }[direction];
    if (along < -1) continue;
    const across = direction === 'left' || direction === 'right' ? 'y' : 'x';
    const gap = Math.max(0, box[across] - end(from, across), from[across] - end(box, across));
    // Columns stand close to each other and are of different heights: beside, more may lie askew than above and below.
    if (gap > (across === 'y' ? 3 * along + 40 : along + 20)) continue;
    const score = along + 2 * gap + 0.01 * Math.abs(middle(box, across) - middle(from, across));
    if (best === undefined || score < best.score) best = { box, score };
  }
  return best?.box;
}

function end(box: Box, axis: 'x' | 'y'): number {
  return axis === 'x' ? box.x + box.width : box.y + box.height;
}

function middle(box: Box, axis: 'x' | 'y'): number {
  return (box[axis] + end(box, axis)) / 2;
}
