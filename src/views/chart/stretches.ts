import type { Plugin } from 'chart.js';
import { STRETCH_ROOM, type Picture } from './chart-options';

/** Pixels between a name and the line beside it. */
const GAP = 4;

/** Draws the named stretches of a picture's axis: a line between two of them, and above the plot each one's name where there is room for it. */
export function stretches(picture: () => Picture | undefined): Plugin<'line'> {
  return {
    id: 'stretches',
    beforeDatasetsDraw({ ctx, chartArea: area, scales }) {
      const [now, x] = [picture(), scales['x']];
      const all = now?.x.stretches;
      if (now === undefined || x === undefined || all === undefined) return;
      const { theme } = now;
      const inside = (value: number): number => Math.max(area.left, Math.min(area.right, x.getPixelForValue(value)));
      ctx.save();
      ctx.font = `${theme.fontSize}px ${theme.font}`;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      ctx.fillStyle = theme.muted;
      ctx.strokeStyle = theme.muted;
      ctx.lineWidth = 1;
      all.forEach(({ from, to, label }, i) => {
        const [left, right] = [inside(from), inside(to)];
        if (right - left < 1) return;
        if (i > 0 && left > area.left) {
          ctx.setLineDash([1, 3]);
          ctx.beginPath();
          ctx.moveTo(left, area.top - STRETCH_ROOM + GAP);
          ctx.lineTo(left, area.bottom);
          ctx.stroke();
          ctx.setLineDash([]);
        }
        const text = fitting(label, right - left - GAP, (candidate) => ctx.measureText(candidate).width);
        if (text !== '') ctx.fillText(text, (left + right) / 2, area.top - STRETCH_ROOM / 2);
      });
      ctx.restore();
    },
  };
}

/** A name, or as much of it as there is room for; nothing where that isn't enough to know it by. */
function fitting(label: string, room: number, width: (text: string) => number): string {
  if (width(label) <= room) return label;
  for (let length = label.length - 1; length >= 3; length--) {
    const cut = `${label.slice(0, length)}…`;
    if (width(cut) <= room) return cut;
  }
  return '';
}
