import { titleText } from './block';
import type { Box, Drawing, Edge } from './drawing';
import { BORDER, GROUND, INK, KIND_FILLS, OPEN_GROUND, SHORTCUT_INKS } from './palette';

export interface SvgOptions {
  /** What is drawn, for the reader's ears and the viewer's title: `ResNet-18, original`. */
  readonly title: string;
  /** The text alternative, as of `diagramText`. */
  readonly description?: string;
  /** Fill of a box as a CSS colour, light enough for dark ink, where it isn't that of its kind. */
  readonly fill?: (box: Box) => string | undefined;
}

/** A drawing as an SVG file of its own: light ground, true text, no outside fonts or styles. */
export function drawingSvg(drawing: Drawing, options: SvgOptions): string {
  const { width, height, boxes, edges } = drawing;
  const inks = [...new Set(edges.map(edgeInk))];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${number(width)}" height="${number(height)}" viewBox="0 0 ${number(width)} ${number(height)}" role="img" aria-labelledby="title${options.description === undefined ? '' : ' description'}" font-family="Helvetica, Arial, sans-serif">`,
    `<title id="title">${escaped(options.title)}</title>`,
    ...(options.description === undefined ? [] : [`<desc id="description">${escaped(options.description)}</desc>`]),
    `<defs>${inks.map(arrowHead).join('')}</defs>`,
    `<rect width="100%" height="100%" fill="#${GROUND}"/>`,
    ...boxes.map((box) => boxSvg(box, options.fill?.(box))),
    ...edges.map(edgeSvg),
    '</svg>\n',
  ].join('\n');
}

function boxSvg(box: Box, fill: string | undefined): string {
  const { x, y, width, height, kind, expanded } = box;
  const ground = fill ?? `#${expanded ? OPEN_GROUND : KIND_FILLS[kind]}`;
  const place = `x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"`;
  const radius = kind === 'add' ? height / 2 : 4;
  const rect = `<rect ${place} rx="${number(radius)}" fill="${escaped(ground)}" stroke="#${BORDER}"${expanded ? ' stroke-dasharray="4 3"' : ''}/>`;
  return `<g data-id="${escaped(box.id)}"><title>${escaped(`${box.id}: ${box.detail}`)}</title>${rect}${linesOfText(box)}</g>`;
}

/** Two lines in the middle of a box, the title alone in a circle and at the top of an open box. */
function linesOfText({ kind, x, y, width, height, title, detail, times, expanded }: Box): string {
  const first = escaped(titleText(title, times));
  const centre = number(x + width / 2);
  if (kind === 'add') return `<text x="${centre}" y="${number(y + height / 2 + 6)}" text-anchor="middle" font-size="18" fill="#${INK}">${first}</text>`;
  if (expanded) return `<text x="${number(x + 8)}" y="${number(y + 16)}" font-size="12" font-weight="bold" fill="#${INK}">${first}</text>`;
  return (
    `<text x="${centre}" y="${number(y + 16)}" text-anchor="middle" font-size="12" font-weight="bold" fill="#${INK}">${first}</text>` +
    `<text x="${centre}" y="${number(y + 30)}" text-anchor="middle" font-size="10.5" fill="#${INK}">${escaped(detail)}</text>`
  );
}

function edgeSvg(edge: Edge): string {
  const ink = edgeInk(edge);
  return `<path d="${pathThrough(edge.points)}" fill="none" stroke="#${ink}" stroke-width="1.4" marker-end="url(#arrow-${ink})"/>`;
}

function edgeInk({ shortcut }: Edge): string {
  return shortcut === undefined ? INK : SHORTCUT_INKS[shortcut];
}

function arrowHead(ink: string): string {
  return `<marker id="arrow-${ink}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0.5 L8 4 L0 7.5 Z" fill="#${ink}"/></marker>`;
}

const CORNER = 5;

/** The data of an SVG path through some points, its corners rounded. */
export function pathThrough(points: Edge['points']): string {
  return points
    .map((point, i) => {
      const before = points[i - 1];
      const after = points[i + 1];
      if (before === undefined) return `M${number(point.x)} ${number(point.y)}`;
      if (after === undefined) return `L${number(point.x)} ${number(point.y)}`;
      const start = towards(point, before);
      const end = towards(point, after);
      return `L${number(start.x)} ${number(start.y)} Q${number(point.x)} ${number(point.y)} ${number(end.x)} ${number(end.y)}`;
    })
    .join(' ');
}

/** The point at most a corner's radius, and at most half of the way, from one point to another. */
function towards(from: Edge['points'][number], to: Edge['points'][number]): Edge['points'][number] {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const part = distance === 0 ? 0 : Math.min(CORNER / distance, 0.5);
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
