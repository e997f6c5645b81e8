import type { Box, Drawing } from '../../diagram/drawing';
import { drawingSvg } from '../../diagram/svg';
import { diagramText } from '../../diagram/text';
import { drawingTikz } from '../../diagram/tikz';
import type { DiagramWords } from '../text/diagram-words';
import type { Files } from '../view/context';
import { menu } from '../view/save-menu';
import type { Warmth } from './canvas';
import { pngOf } from './png';
import type { Pane } from './pane';

/** How a box of a pane is coloured on the page; undefined where it has the colour of its kind. */
export type WarmthOf = (pane: Pane) => ((box: Box) => Warmth | undefined) | undefined;

const BETWEEN = 24;
/** Colours of the lowest, the middle and the highest value on white. */
const HEAT: readonly (readonly [number, number, number])[] = [[253, 246, 245], [246, 178, 122], [233, 105, 92]];

/** What diagrams can be saved as. Files are on white, whatever the page's look. `say` tells what went wrong. */
export function saveMenu(panes: readonly Pane[], words: DiagramWords, { files, say }: { readonly files: Files; readonly say: (sentence: string) => void }, warmth: WarmthOf): HTMLElement {
  const name = panes.map(({ fileName }) => fileName).join('-');
  const title = panes.map(({ summary }) => summary).join('; ');
  const text = (): string => panes.map(({ inventory }) => diagramText(inventory.model)).join('\n');
  const picture = (): { drawing: Drawing; document: string } => {
    const { drawing, fill } = figure(panes, warmth);
    return { drawing, document: drawingSvg(drawing, { title, description: text(), fill }) };
  };
  const png = async (): Promise<void> => {
    const { drawing, document } = picture();
    files.save(name, 'png', await pngOf(document, drawing));
  };
  return menu(words.save, [
    { id: 'svg', text: words.saveAs.svg, act: () => files.save(name, 'svg', picture().document) },
    { id: 'png', text: words.saveAs.png, act: () => void png().catch((error: unknown) => say(error instanceof Error ? error.message : String(error))) },
    { id: 'tex', text: words.saveAs.tex, act: () => files.save(name, 'tex', drawingTikz(figure(panes, warmth).drawing, { title })) },
    { id: 'text', text: words.saveAs.text, act: () => files.copy(text()) },
  ]);
}

/** The drawings under one another in one, as they are seen now. */
function figure(panes: readonly Pane[], warmth: WarmthOf): { readonly drawing: Drawing; readonly fill: (box: Box) => string | undefined } {
  const fills = new Map<Box, string>();
  const boxes: Box[] = [];
  const edges: Drawing['edges'][number][] = [];
  let [width, top] = [0, 0];
  for (const pane of panes) {
    const heat = warmth(pane);
    for (const box of pane.drawing.boxes) {
      const warm = box.expanded ? undefined : heat?.(box);
      const placed = { ...box, y: box.y + top, detail: warm?.text ?? box.detail };
      boxes.push(placed);
      if (heat !== undefined) fills.set(placed, warm === undefined ? '#ffffff' : heatColour(warm.share));
    }
    edges.push(...pane.drawing.edges.map((edge) => ({ ...edge, points: edge.points.map(({ x, y }) => ({ x, y: y + top })) })));
    width = Math.max(width, pane.drawing.width);
    top += pane.drawing.height + BETWEEN;
  }
  return { drawing: { width, height: top - BETWEEN, boxes, edges }, fill: (box) => fills.get(box) };
}

function heatColour(share: number): string {
  const place = Math.min(share, 1) * (HEAT.length - 1);
  const [below, above] = [HEAT[Math.floor(place)], HEAT[Math.ceil(place)]];
  const part = place - Math.floor(place);
  return `rgb(${[0, 1, 2].map((i) => Math.round((below?.[i] ?? 255) * (1 - part) + (above?.[i] ?? 255) * part)).join(',')})`;
}
