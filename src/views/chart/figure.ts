import { BasicPlatform, Chart, type ChartOptions, type Plugin } from 'chart.js';
import { drawPoint } from 'chart.js/helpers';
import type { SeriesStyle, Theme } from '../ui/series-style';
import { chartOptions, STRETCH_ROOM, type Picture } from './chart-options';
import { stretches } from './stretches';
import { SvgContext } from './svg-context';

/** A chart for a file: with a legend and a ground of its own. */
export interface Figure {
  readonly picture: Picture;
  readonly legend: readonly { readonly text: string; readonly style: SeriesStyle }[];
}

const WIDTH = 720;
const HEIGHT = 420;
const SWATCH = 30;
const ROW = 20;
const EDGE = 12;

/** A picture at twice the size in pixels, as base64. */
export function drawPng(figure: Figure): string {
  return drawCanvas(figure, (canvas) => canvas.toDataURL('image/png').replace(/^[^,]*,/, ''));
}

/** The same as pixels, which last until `read` is done. */
export function drawCanvas<Read>(figure: Figure, read: (canvas: HTMLCanvasElement) => Read): Read {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: WIDTH, height: HEIGHT });
  return drawOn(canvas, figure, 2, () => read(canvas));
}

/** True vectors with real text, as an XML document. */
export function drawSvg(figure: Figure): string {
  const context = new SvgContext({ width: WIDTH, height: HEIGHT });
  // Chart.js asks an element for its context; it takes everything else from the context's own `canvas`.
  return drawOn({ getContext: () => context, width: WIDTH, height: HEIGHT } as unknown as HTMLCanvasElement, figure, 1, () => context.document());
}

function drawOn<Read>(canvas: HTMLCanvasElement, { picture, legend }: Figure, devicePixelRatio: number, read: () => Read): Read {
  const { theme } = picture;
  const rows = legendRows(legend, theme);
  const options: ChartOptions<'line'> = { ...chartOptions(picture), responsive: false, devicePixelRatio, layout: { padding: { top: EDGE + 2 + (legend.length > 1 ? rows.length * ROW : 0) + (picture.x.stretches === undefined ? 0 : STRETCH_ROOM), right: EDGE + 4, bottom: EDGE, left: EDGE } } };
  // With an own style for segments, if only an empty one, Chart.js draws lines by the context alone: a Path2D is nothing that could be written as SVG.
  const datasets = picture.lines.map((line) => ({ ...line, segment: {} }));
  const plugins = [ground(theme), stretches(() => picture), ...(legend.length > 1 ? [legendPlugin(rows, theme)] : [])];
  const chart = new Chart(canvas, { type: 'line', data: { datasets }, options, plugins, platform: BasicPlatform });
  const drawn = read();
  chart.destroy();
  return drawn;
}

interface Placed {
  readonly text: string;
  readonly style: SeriesStyle;
  readonly x: number;
}

/** Legend entries from left to right, in as many rows as they need. */
function legendRows(legend: Figure['legend'], theme: Theme): Placed[][] {
  const ruler = document.createElement('canvas').getContext('2d');
  if (ruler !== null) ruler.font = fontOf(theme);
  const rows: Placed[][] = [[]];
  let x = EDGE;
  for (const entry of legend) {
    const width = SWATCH + 8 + (ruler?.measureText(entry.text).width ?? 0) + 18;
    if (x + width > WIDTH - EDGE && x > EDGE) {
      rows.push([]);
      x = EDGE;
    }
    rows.at(-1)?.push({ ...entry, x });
    x += width;
  }
  return rows;
}

function legendPlugin(rows: readonly (readonly Placed[])[], theme: Theme): Plugin<'line'> {
  return {
    id: 'figure-legend',
    afterDraw({ ctx }) {
      ctx.save();
      ctx.font = fontOf(theme);
      ctx.textBaseline = 'middle';
      ctx.textAlign = 'left';
      rows.forEach((row, i) => {
        const y = EDGE + (i + 0.5) * ROW - 4;
        for (const { text, style, x } of row) {
          ctx.strokeStyle = style.colour;
          ctx.fillStyle = style.colour;
          ctx.lineWidth = 2;
          ctx.setLineDash([...style.dash]);
          ctx.beginPath();
          ctx.moveTo(x, y);
          ctx.lineTo(x + SWATCH, y);
          ctx.stroke();
          ctx.setLineDash([]);
          drawPoint(ctx, { pointStyle: style.marker, radius: 4, borderWidth: style.marker.startsWith('cross') ? 2 : 1 }, x + SWATCH / 2, y);
          ctx.fillStyle = theme.text;
          ctx.fillText(text, x + SWATCH + 8, y);
        }
      });
      ctx.restore();
    },
  };
}

function ground(theme: Theme): Plugin<'line'> {
  return {
    id: 'ground',
    beforeDraw({ ctx, width, height }) {
      ctx.save();
      ctx.fillStyle = theme.background;
      ctx.fillRect(0, 0, width, height);
      ctx.restore();
    },
  };
}

function fontOf({ font, fontSize }: Theme): string {
  return `${fontSize}px ${font}`;
}
