import type { Heat } from '../../diagram/diagram-data';
import type { ArmProbes } from '../../experiment/probe-data';
import { buildGraph } from '../../resnet/build';
import type { ProbesWords } from '../text/probes-words';
import { gridsOf, MEASURES, type MeasureId } from './measures';
import { rowAt } from './places';

/** What the recorder calls the last of the layers before the first unit. */
const STEM = 'stem';

/** All that was measured of an arm at a step, as colours of its diagram; the measure that is looked at comes first. */
export function diagramHeats(arm: ArmProbes, step: number, first: MeasureId, words: ProbesWords): Heat[] {
  const row = rowAt(arm.steps, step);
  if (row === undefined) return [];
  const measures = [...MEASURES.filter(({ id }) => id === first), ...MEASURES.filter(({ id }) => id !== first)];
  return measures.flatMap(({ id, logarithmic }) =>
    gridsOf(arm, id).flatMap(({ part, grid: { names, mean } }): Heat[] => {
      const values = names.flatMap((name, column): [string, number][] => {
        const value = mean[row]?.[column] ?? null;
        return value === null ? [] : [[name === STEM ? stemLayer(arm) : name, value]];
      });
      const measure = part === undefined ? words.measures[id] : words.partOf(words.measures[id], words.parts[part]);
      return values.length === 0 ? [] : [{ title: words.heatTitle(measure, arm.steps[row] ?? step), ...(logarithmic === true && { logarithmic }), values: Object.fromEntries(values) }];
    }),
  );
}

function stemLayer({ network }: ArmProbes): string {
  const { layers } = buildGraph(network);
  return layers[layers.findIndex(({ unit }) => unit !== undefined) - 1]?.name ?? STEM;
}
