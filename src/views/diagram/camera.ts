/** How a drawing is placed in its window: a point (x, y) of it lies at (x · zoom + left, y · zoom + top), in CSS pixels. */
export interface View {
  readonly zoom: number;
  readonly left: number;
  readonly top: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Space around the drawing, in CSS pixels. */
const MARGIN = 10;
/** Zoom at which text can still be read: what is larger than the window then is moved by hand. */
export const READABLE = 0.6;
const LEAST = 0.05;
const MOST = 4;

/** The whole drawing in the window, never larger than life. */
export function fitted(drawing: Size, frame: Size): View {
  const zoom = Math.max(LEAST, Math.min(1, (frame.width - 2 * MARGIN) / drawing.width, (frame.height - 2 * MARGIN) / drawing.height));
  return centred(drawing, frame, zoom);
}

/** As much of the drawing as can be read, from its beginning. */
export function opening(drawing: Size, frame: Size): View {
  const whole = fitted(drawing, frame);
  if (whole.zoom >= READABLE) return whole;
  const zoom = Math.min(1, Math.max(READABLE, (frame.width - 2 * MARGIN) / drawing.width));
  const middle = centred(drawing, frame, zoom);
  return { zoom, left: Math.max(MARGIN, middle.left), top: Math.max(MARGIN, middle.top) };
}

/** Height of the window that shows all of a drawing at its opening, at most `most`. */
export function heightFor(drawing: Size, width: number, most: number): number {
  const { zoom } = opening(drawing, { width, height: most });
  return Math.min(most, Math.ceil(drawing.height * zoom) + 2 * MARGIN);
}

/** Zooms about a point of the window, which stays where it is. */
export function zoomed({ zoom, left, top }: View, factor: number, at: { readonly x: number; readonly y: number }): View {
  const next = Math.min(MOST, Math.max(LEAST, zoom * factor));
  const scale = next / zoom;
  return { zoom: next, left: at.x - (at.x - left) * scale, top: at.y - (at.y - top) * scale };
}

/** The view nearest to a given one in which the drawing cannot be lost: some of it stays in the window. */
export function held({ zoom, left, top }: View, drawing: Size, frame: Size): View {
  const keep = (at: number, length: number, window: number): number => {
    const seen = Math.min(length, 80, window / 2);
    return Math.min(window - seen, Math.max(seen - length, at));
  };
  return { zoom, left: keep(left, drawing.width * zoom, frame.width), top: keep(top, drawing.height * zoom, frame.height) };
}

/** Moves as little as shows a rectangle of the drawing; of one larger than the window its beginning. */
export function showing(view: View, box: { readonly x: number; readonly y: number } & Size, frame: Size): View {
  const move = (at: number, length: number, offset: number, window: number): number => {
    const from = at * view.zoom + offset;
    const to = from + length * view.zoom;
    if (from >= 0 && to <= window) return offset;
    return from < 0 || to - from > window - 2 * MARGIN ? offset - from + MARGIN : offset - (to - window) - MARGIN;
  };
  return { zoom: view.zoom, left: move(box.x, box.width, view.left, frame.width), top: move(box.y, box.height, view.top, frame.height) };
}

function centred(drawing: Size, frame: Size, zoom: number): View {
  return { zoom, left: (frame.width - drawing.width * zoom) / 2, top: (frame.height - drawing.height * zoom) / 2 };
}
