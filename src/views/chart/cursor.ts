import type { Theme } from '../ui/series-style';
import type { LineChart } from './line-chart';
import type { Pick } from './reading';

/** The line and the dots at the place that is being read, on a canvas over the chart: the chart itself is not drawn again. */
export class Cursor {
  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly chart: LineChart,
  ) {}

  draw(place: number | undefined, picks: readonly Pick[], theme: Theme): void {
    const context = this.clear();
    const { geometry } = this.chart;
    if (context === null || geometry === undefined || place === undefined) return;
    const { area, x, y } = geometry;
    const at = x(place);
    if (at < area.left - 1 || at > area.right + 1) return;
    context.strokeStyle = theme.muted;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(Math.round(at) + 0.5, area.top);
    context.lineTo(Math.round(at) + 0.5, area.bottom);
    context.stroke();
    context.setLineDash([]);
    for (const { line, point } of picks) {
      context.beginPath();
      context.arc(x(point.x), y(point.y), 4, 0, 2 * Math.PI);
      context.fillStyle = line.series.style.colour;
      context.strokeStyle = theme.background;
      context.lineWidth = 1.5;
      context.fill();
      context.stroke();
    }
  }

  private clear(): CanvasRenderingContext2D | null {
    const { canvas } = this;
    const ratio = devicePixelRatio;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((length) => Math.round(length * ratio)) as [number, number];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = canvas.getContext('2d');
    context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    context?.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    return context;
  }
}
