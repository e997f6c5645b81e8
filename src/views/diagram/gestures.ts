/** What the hands do to a drawing in its window: points and movements in CSS pixels of the window. */
export interface Gestures {
  zoom(factor: number, at: { readonly x: number; readonly y: number }): void;
  pan(x: number, y: number): void;
  /** A press that was no drag. `times` counts presses in quick succession. */
  press(target: Element, at: { readonly x: number; readonly y: number }, times: number): void;
}

/** A press that moves farther than this is a drag. */
const SLOP = 4;

/**
 * Drag moves, Ctrl or ⌘ with the wheel zooms, and so do two fingers on a touch pad or a screen. The plain wheel, and one finger on a
 * screen, scroll the page: a drawing must not trap them.
 */
export function listen(target: Element, gestures: Gestures, signal: AbortSignal): void {
  const pointers = new Map<number, { x: number; y: number }>();
  let travelled = 0;
  const at = ({ clientX, clientY }: { clientX: number; clientY: number }): { x: number; y: number } => {
    const { left, top } = target.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    if (pointers.size === 0) travelled = 0;
    pointers.set(event.pointerId, at(event));
  };
  const move = (event: PointerEvent): void => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = at(event);
    const [x, y] = [now.x - before.x, now.y - before.y];
    travelled += Math.hypot(x, y);
    if (travelled < SLOP) return;
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (!target.hasPointerCapture(event.pointerId)) target.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, now);
    target.classList.add('dragged');
    if (other === undefined) return gestures.pan(x, y);
    gestures.pan(x / 2, y / 2);
    gestures.zoom(Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y)), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  };
  const up = (event: PointerEvent): void => {
    pointers.delete(event.pointerId);
    if (pointers.size === 0) target.classList.remove('dragged');
  };
  const click = (event: MouseEvent): void => {
    if (travelled < SLOP && event.target instanceof Element) gestures.press(event.target, at(event), event.detail);
  };
  const wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
    gestures.zoom(Math.exp(-Math.max(-60, Math.min(60, pixels)) / 180), at(event));
  };
  const on = (name: string, listener: (event: never) => void, options: AddEventListenerOptions = {}): void => target.addEventListener(name, listener as EventListener, { ...options, signal });
  on('pointerdown', down);
  on('pointermove', move);
  on('pointerup', up);
  on('pointercancel', up);
  on('click', click);
  on('wheel', wheel, { passive: false });
}
