import { svg } from './dom';

/** Outlines on a square of 16, drawn as strokes. */
const OUTLINES = {
  running: 'M8 2a6 6 0 1 1-6 6',
  queued: 'M8 2.5a5.5 5.5 0 1 0 .01 0',
  evaluating: 'M2.5 13.5V8M6.2 13.5V4M9.8 13.5V9.5M13.5 13.5V2.5',
  done: 'M2.5 8.5l3.6 3.6L13.5 4.2',
  failed: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  stopped: 'M4 4h8v8H4z',
  warning: 'M8 2.2L14.6 13.5H1.4zM8 6.6v3.4M8 11.6v.6',
  play: 'M4.5 2.8v10.4L13 8z',
  panel: 'M2 3h12v10H2zM8.5 3v10',
  report: 'M3.5 1.8h6l3 3v9.4h-9zM5.8 7h4.4M5.8 9.5h4.4',
  folder: 'M1.8 13V3.2h4.4l1.4 1.9h6.6V13z',
  save: 'M8 2v7.6M4.7 6.5L8 9.8l3.3-3.3M2.5 13.5h11',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.3V2.5h-8v8h2.8',
  zoomIn: 'M7 2.2a4.8 4.8 0 1 0 .01 0M10.5 10.5l3.7 3.7M7 4.8v4.4M4.8 7h4.4',
  zoomOut: 'M7 2.2a4.8 4.8 0 1 0 .01 0M10.5 10.5l3.7 3.7M4.8 7h4.4',
  reset: 'M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4',
  previous: 'M3 10.5L8 5.5l5 5',
  next: 'M3 5.5l5 5 5-5',
  back: 'M7 3L2 8l5 5M2.5 8H14',
  order: 'M2 4h9M8.5 1.5L11 4 8.5 6.5M14 12H5M7.5 9.5L5 12l2.5 2.5',
  pause: 'M5 3v10M11 3v10',
  forward: 'M3 2.8v10.4L11 8zM13 3v10',
  diagram: 'M5.5 1.8h5v3.4h-5zM5.5 10.8h5v3.4h-5zM8 5.2v5.6M10.5 3.5h3v9h-3',
} as const;

export type IconName = keyof typeof OUTLINES;

/** A small picture beside words that say the same. */
export function icon(name: IconName): SVGElement {
  return svg('svg', { class: `icon icon-${name}`, viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' }, svg('path', { d: OUTLINES[name] }));
}
