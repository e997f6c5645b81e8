import type { DiagramNetwork, Heat } from '../../diagram/diagram-data';
import type { Box } from '../../diagram/drawing';
import { boxHeat, type HeatSource } from '../../diagram/heat';
import type { DiagramWords } from '../text/diagram-words';
import { bytes, digits, short } from './amounts';
import type { Warmth } from './canvas';
import type { Pane } from './pane';

/** One way of colouring, as it is drawn and explained. Networks side by side have one scale. */
export interface Colouring {
  readonly title: string;
  readonly low: string;
  readonly high: string;
  readonly logarithmic: boolean;
  of(pane: Pane): (box: Box) => Warmth | undefined;
}

const COUNTS = {
  parameters: { source: 'parameters', text: short },
  macs: { source: 'macs', text: short },
  activation: { source: 'activations', text: bytes },
} as const satisfies Readonly<Record<string, { source: HeatSource; text: (value: number) => string }>>;

/** What boxes can be coloured by, as ids and names: their kinds, what they cost, and the values that come with the networks. */
export function coloursOf(networks: readonly DiagramNetwork[], { colours }: DiagramWords): (readonly [string, string])[] {
  const titles = [...new Set(networks.flatMap(({ heats = [] }) => heats.map(({ title }) => title)))];
  return [...Object.entries(colours), ...titles.map((title) => [heatId(title), title] as const)];
}

/** A colouring by its id; undefined where boxes have the colours of their kinds. */
export function colouringOf(id: string, panes: readonly Pane[], { colours }: DiagramWords): Colouring | undefined {
  if (id === 'none') return undefined;
  const counted = id in COUNTS ? COUNTS[id as keyof typeof COUNTS] : undefined;
  const heats = panes.map(({ network }) => network.heats?.find(({ title }) => heatId(title) === id));
  const text = counted?.text ?? digits;
  const values = new Map(panes.map((pane, i) => [pane, valuesOf(pane, counted?.source ?? heats[i])]));
  const seen = panes.flatMap((pane) => pane.drawing.boxes.filter(({ expanded }) => !expanded).flatMap((box) => values.get(pane)?.get(box.id) ?? [])).filter(Number.isFinite);
  const logarithmic = heats.some((heat) => heat?.logarithmic === true);
  const positive = logarithmic ? seen.filter((value) => value > 0) : seen;
  const [low, high] = [counted === undefined ? Math.min(...positive) : 0, Math.max(...positive)];
  const title = counted === undefined ? (heats.find((heat) => heat !== undefined)?.title ?? id) : colours[id as keyof typeof COUNTS];
  return {
    title,
    low: text(low),
    high: text(high),
    logarithmic,
    of: (pane) => (box) => {
      const value = values.get(pane)?.get(box.id);
      return value === undefined ? undefined : { share: share(value, low, high, logarithmic), text: text(value) };
    },
  };
}

function valuesOf(pane: Pane, source: HeatSource | undefined): Map<string, number> {
  if (source === undefined) return new Map();
  return new Map([...boxHeat(pane.drawing, pane.inventory.model, source)].map(([id, { value }]) => [id, value]));
}

/** Place of a value on the scale, 0 to 1. */
function share(value: number, low: number, high: number, logarithmic: boolean): number {
  if (logarithmic && value <= 0) return 0;
  if (high <= low) return value === 0 ? 0 : 1;
  const height = logarithmic ? Math.log : (plain: number): number => plain;
  return Math.min(1, Math.max(0, (height(value) - height(low)) / (height(high) - height(low))));
}

/** Titles are the data's own words: they must not be taken for the names of counts. */
function heatId(title: Heat['title']): string {
  return `heat ${title}`;
}
