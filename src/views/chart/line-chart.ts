import { Chart, Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, type ChartDataset } from 'chart.js';
import zoomPlugin from 'chartjs-plugin-zoom';
import { chartOptions, type Picture, type Range } from './chart-options';
import type { Line, LinePoint } from './lines';
import { markers } from './markers';
import { stretches } from './stretches';

Chart.register(Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, markers);

/** The share of an axis below which nobody needs to zoom in. */
const CLOSEST = 1 / 5000;
/** Pixels that the pointer must be dragged for a zoom; less is a click. */
const DRAG_THRESHOLD = 6;

/** A chart that is drawn once and then changed in place, and tells when the reader has zoomed or moved it. */
export class LineChart {
  private chart: Chart<'line', LinePoint[]> | undefined;
  private look = '';
  private picture: Picture | undefined;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly onRange: (range: Range) => void,
  ) {}

  /** Needs the canvas to be in the page. */
  draw(picture: Picture): void {
    this.picture = picture;
    const look = JSON.stringify([{ ...picture.x, extent: undefined }, picture.y, picture.theme]);
    if (this.chart === undefined) this.chart = new Chart(this.canvas, { type: 'line', data: { datasets: picture.lines.map(dataset) }, options: this.options(picture), plugins: [zoomPlugin, stretches(() => this.picture)] });
    else this.change(this.chart, picture, look !== this.look);
    this.look = look;
  }

  /** Pixels of a point on the canvas, and the plot's frame; undefined before the first drawing. */
  get geometry(): { readonly x: (value: number) => number; readonly y: (value: number) => number; readonly value: (pixel: number) => number; readonly area: Chart['chartArea'] } | undefined {
    const { chart } = this;
    const [x, y] = [chart?.scales['x'], chart?.scales['y']];
    if (chart === undefined || x === undefined || y === undefined) return undefined;
    return { x: (value) => x.getPixelForValue(value), y: (value) => y.getPixelForValue(value), value: (pixel) => x.getValueForPixel(pixel) ?? NaN, area: chart.chartArea };
  }

  destroy(): void {
    this.chart?.destroy();
    this.chart = undefined;
  }

  /** Datasets that stay keep their objects, so that Chart.js keeps what it has made for them. */
  private change(chart: Chart<'line', LinePoint[]>, picture: Picture, anew: boolean): void {
    const before = new Map(chart.data.datasets.map((old) => [(old as unknown as Line).id, old]));
    chart.data.datasets = picture.lines.map((line) => {
      const old = before.get(line.id);
      return old === undefined ? dataset(line) : Object.assign(old, { marker: undefined, broken: undefined, seed: undefined }, line);
    });
    if (anew) chart.options = this.options(picture);
    const x = chart.options.scales?.['x'];
    const [min, max] = picture.range ?? picture.x.extent;
    if (x !== undefined) Object.assign(x, { min, max });
    const zoom = chart.options.plugins?.zoom;
    if (zoom !== undefined) zoom.limits = limits(picture);
    chart.update('none');
  }

  private options(picture: Picture): ReturnType<typeof chartOptions> {
    const { theme } = picture;
    const report = ({ chart }: { chart: Chart }): void => {
      const x = chart.scales['x'];
      if (x !== undefined) this.onRange([x.min, x.max]);
    };
    const options = chartOptions(picture);
    return {
      ...options,
      plugins: {
        ...options.plugins,
        zoom: {
          limits: limits(picture),
          pan: { enabled: true, mode: 'x', modifierKey: 'shift', onPan: report },
          zoom: { mode: 'x', wheel: { enabled: true }, pinch: { enabled: true }, drag: { enabled: true, threshold: DRAG_THRESHOLD, backgroundColor: theme.grid, borderColor: theme.muted, borderWidth: 1, drawTime: 'beforeDatasetsDraw' }, onZoom: report },
        },
      },
    };
  }
}

function limits({ x: { extent } }: Picture): { x: { min: number; max: number; minRange: number } } {
  const [min, max] = extent;
  return { x: { min, max, minRange: (max - min) * CLOSEST } };
}

function dataset(line: Line): ChartDataset<'line', LinePoint[]> {
  return { ...line };
}
