import type { Box } from '../../diagram/drawing';
import type { Inventory } from './inventory';

/**
 * The boxes that a reader looks for, by a name or a part of it (`layer3.5.bn2`, `conv4_x`) or by a kind (`conv`, `bn`), in the order of
 * execution. A box that stands for several layers is found by each of their names.
 * @param boxes of the diagram with everything expanded
 */
export function search(boxes: readonly Box[], inventory: Inventory, query: string, kinds: Readonly<Record<Box['kind'], string>>): Box[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return [];
  const byKind = boxes.filter(({ kind }) => kind === wanted || kinds[kind].toLowerCase() === wanted);
  if (byKind.length > 0) return byKind;
  const exact = boxes.filter((box) => names(box, inventory).includes(wanted));
  return exact.length > 0 ? exact : boxes.filter((box) => names(box, inventory).some((name) => name.includes(wanted)));
}

function names(box: Box, inventory: Inventory): string[] {
  if (box.kind === 'stage') return [box.id.toLowerCase()];
  if (box.kind === 'unit') return [box.id.toLowerCase(), ...(inventory.group(box.id)?.units ?? []).map(({ name }) => name.toLowerCase())];
  return inventory.layers(box).map(({ layer }) => layer.name.toLowerCase());
}

/** The ids that must be expanded for a box to be seen. */
export function around(boxes: readonly Box[], box: Box): string[] {
  const container = boxes.find(({ id }) => id === box.within);
  return container === undefined ? [] : [...around(boxes, container), container.id];
}
