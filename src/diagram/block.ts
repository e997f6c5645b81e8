import type { Box } from './drawing';

/** Distances of a drawing, in pixels. */
export const GAP = 16;
/** Between the top of an open unit, below its title, and its first layer: where the input branches. */
export const ENTRY = 12;
export const PADDING = 12;
export const ROW_HEIGHT = 38;
export const HEADER_HEIGHT = 24;
export const ADD_SIZE = 26;
/** How far a shortcut bends out beside the boxes that it goes around. */
export const ARC = 14;

/** Boxes placed together, from (0, 0), with the main path running down at `axis`. */
export interface Block {
  readonly width: number;
  readonly height: number;
  readonly axis: number;
  readonly boxes: readonly Box[];
}

/** Room that the two lines of a box take, from the widths of their characters at 12 and 10.5 px. */
export function textWidth(title: string, detail: string, times = 1): number {
  return Math.ceil(Math.max(titleText(title, times).length * 7.2, detail.length * 6) + 14);
}

/** The first line of a box: `layer1.1–2 × 2`. */
export function titleText(title: string, times: number): string {
  return times > 1 ? `${title} × ${times}` : title;
}

export function moved(boxes: readonly Box[], dx: number, dy: number): Box[] {
  return boxes.map((box) => ({ ...box, x: box.x + dx, y: box.y + dy }));
}

/** Blocks under one another with their axes in line, so that the main path is straight. */
export function stacked(blocks: readonly Block[], gap = GAP): Block {
  const axis = Math.max(...blocks.map((block) => block.axis));
  const right = Math.max(...blocks.map((block) => block.width - block.axis));
  const boxes: Box[] = [];
  let y = 0;
  for (const block of blocks) {
    boxes.push(...moved(block.boxes, axis - block.axis, y));
    y += block.height + gap;
  }
  return { width: axis + right, height: y - gap, axis, boxes };
}

/** Everything of a box but its place. */
export type BoxContent = Omit<Box, 'x' | 'y' | 'width' | 'height'>;

export function single(content: BoxContent, width: number, height = ROW_HEIGHT): Block {
  return { width, height, axis: width / 2, boxes: [{ ...content, x: 0, y: 0, width, height }] };
}

/**
 * A block in an open box with a line of title. `clear` keeps the title left of the axis, for boxes that the main path enters from above.
 */
export function framed(content: BoxContent, inner: Block, { clear }: { clear: boolean }): Block {
  const title = textWidth(content.title, '', content.times);
  const left = clear ? Math.max(PADDING, title + 2 - inner.axis) : PADDING;
  const top = HEADER_HEIGHT + ENTRY;
  const width = Math.max(left + inner.width + PADDING, title);
  const height = top + inner.height + GAP;
  return { width, height, axis: left + inner.axis, boxes: [{ ...content, x: 0, y: 0, width, height }, ...moved(inner.boxes, left, top)] };
}
