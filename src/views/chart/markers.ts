import type { Chart, Plugin } from 'chart.js';
import { drawPoint } from 'chart.js/helpers';
import type { Marker } from '../ui/series-style';
import type { Line } from './lines';

/** Pixels between a line's markers: enough to tell lines apart, too few to hide them. */
const GAP = 64;
const RADIUS = 3.5;
const CROSS = 5;

/** Draws markers at some points of each line, and a cross where a broken line ends. Scriptable points would cost a call a point. */
export const markers: Plugin<'line'> = {
  id: 'markers',
  afterDatasetDraw(chart, { index }) {
    const line = chart.data.datasets[index] as unknown as Line | undefined;
    if (line === undefined || (line.marker === undefined && line.broken !== true && line.data.length !== 1)) return;
    const { ctx } = chart;
    ctx.save();
    ctx.setLineDash([]);
    ctx.strokeStyle = String(line.borderColor);
    ctx.fillStyle = ctx.strokeStyle;
    drawMarkers(chart, line);
    const end = line.broken === true ? line.data.findLast(({ y }) => !Number.isNaN(y)) : undefined;
    if (end !== undefined) drawAt(chart, end, 'crossRot', CROSS);
    ctx.restore();
  },
};

function drawMarkers(chart: Chart, { data, marker, series }: Line): void {
  if (marker === undefined && data.length > 1) return;
  const x = chart.scales['x'];
  // Lines that run close together have their markers at different places.
  let next = (x?.left ?? 0) + (data.length > 20 ? (series.key % 6) * (GAP / 6) : 0);
  for (const point of data) {
    if (Number.isNaN(point.y) || (x?.getPixelForValue(point.x) ?? 0) < next) continue;
    drawAt(chart, point, marker ?? 'circle', RADIUS);
    next = (x?.getPixelForValue(point.x) ?? 0) + Math.min(GAP, data.length > 20 ? GAP : 8);
  }
}

function drawAt({ ctx, scales, chartArea }: Chart, point: { x: number; y: number }, pointStyle: Marker, radius: number): void {
  const x = scales['x']?.getPixelForValue(point.x) ?? NaN;
  const y = scales['y']?.getPixelForValue(point.y) ?? NaN;
  if (!(x >= chartArea.left - 1 && x <= chartArea.right + 1 && y >= chartArea.top - radius && y <= chartArea.bottom + radius)) return;
  drawPoint(ctx, { pointStyle, radius, borderWidth: pointStyle.startsWith('cross') ? 2 : 1 }, x, y);
}
