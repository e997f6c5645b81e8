import type { LayerChoice } from '../../../models/classification-data';

/** Layers of several networks in one list: each network's own order is kept. */
export function mergedLayers(lists: readonly (readonly LayerChoice[])[]): LayerChoice[] {
  const merged: LayerChoice[] = [];
  for (const layers of lists) {
    let at = 0;
    for (const layer of layers) {
      const known = merged.findIndex(({ name }) => name === layer.name);
      if (known >= 0) at = Math.max(at, known + 1);
      else merged.splice(at++, 0, layer);
    }
  }
  return merged;
}
