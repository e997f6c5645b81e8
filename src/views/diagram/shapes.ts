import { titleText } from '../../diagram/block';
import type { Box, Edge } from '../../diagram/drawing';
import { pathThrough } from '../../diagram/svg';
import { svg } from '../ui/dom';

type Point = Edge['points'][number];

/** How far the sheets behind a box that stands for several units stick out. */
const SHEETS = [6, 3];
const CORNER = 5;
/** Room of the sign that a box can be opened, left of its title. */
export const SIGN = 12;
const HEAD = 5;

/** A box as it is drawn; what lies in it is put into it later. Its texts are said by its label. */
export function boxShape(box: Box, label: string, level: number): SVGGElement {
  const { id, kind, x, y, width, height, times, expandable, expanded } = box;
  const place = { x, y, width, height, rx: kind === 'add' ? width / 2 : CORNER };
  const sheets = times > 1 && !expanded ? SHEETS.map((by) => svg('rect', { class: 'sheet', ...place, x: x + by, y: y + by })) : [];
  const role = { role: 'treeitem', 'aria-label': label, 'aria-level': level, 'aria-selected': 'false', 'aria-expanded': expandable ? String(expanded) : undefined };
  return svg('g', { class: `box kind-${kind}${expanded ? ' open' : ''}`, 'data-id': id, ...role, tabindex: -1 }, ...sheets, svg('rect', { class: 'face', ...place }), texts(box));
}

/** An edge with its arrow head, as paths of their own: markers would need names that are unique in the page. */
export function edgeShape({ from, to, kind, shortcut, points }: Edge): SVGGElement {
  const d = pathThrough(points);
  return svg('g', { class: `edge ${kind}${shortcut === undefined ? '' : ` ${shortcut}`}`, 'data-from': from, 'data-to': to }, svg('path', { class: 'line', d }), svg('path', { class: 'tip', d: arrowHead(points) }));
}

/** How much a box has of the value by which boxes are coloured, as a bar at its foot: for looks without colours. */
export function gaugeShape({ x, y, width, height }: Box, share: number): SVGElement {
  return svg('rect', { class: 'gauge', x: x + 3, y: y + height - 5, width: Math.max(0, (width - 6) * share), height: 3 });
}

/** A sign at the upper left corner of a box. */
export function tagShape({ x, y }: Box, sign: string): SVGElement {
  return svg('g', { class: 'tag', 'aria-hidden': 'true' }, svg('circle', { cx: x + 1, cy: y + 1, r: 7.5 }), svg('text', { x: x + 1, y: y + 5 }, sign));
}

function texts({ x, y, width, height, title, detail, times, kind, expandable, expanded }: Box): SVGGElement {
  const middle = x + width / 2;
  const made = svg('g', { class: 'words', 'aria-hidden': 'true' });
  const name = titleText(title, times);
  if (expanded) made.append(svg('text', { lengthAdjust: 'spacingAndGlyphs', class: 'title', x: x + 19, y: y + 16, 'data-text': 'title' }, name));
  else if (kind === 'add') made.append(svg('text', { lengthAdjust: 'spacingAndGlyphs', class: 'title', x: middle, y: y + height / 2 + 4.5, 'data-text': 'title' }, name));
  else made.append(svg('text', { lengthAdjust: 'spacingAndGlyphs', class: 'title', x: expandable ? middle + SIGN / 2 : middle, y: y + 16, 'data-text': 'title' }, name), svg('text', { lengthAdjust: 'spacingAndGlyphs', class: 'detail', x: middle, y: y + 31, 'data-text': 'detail' }, detail));
  if (expandable) made.append(svg('path', { class: 'sign', d: expanded ? `M${x + 7} ${y + 10}l3.5 4 3.5-4` : `M${x + 6} ${y + 8}l4 3.5-4 3.5` }));
  return made;
}

function arrowHead(points: readonly Point[]): string {
  const [tip, before] = [points.at(-1), points.at(-2)];
  if (tip === undefined || before === undefined) return '';
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const [ux, uy] = [(tip.x - before.x) / length, (tip.y - before.y) / length];
  const back = { x: tip.x - ux * HEAD, y: tip.y - uy * HEAD };
  const side = (sign: number): string => `${back.x - uy * HEAD * 0.6 * sign} ${back.y + ux * HEAD * 0.6 * sign}`;
  return `M${tip.x} ${tip.y}L${side(1)}L${side(-1)}Z`;
}
