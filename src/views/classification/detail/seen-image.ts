import type { Box, Picture } from '../../../models/classification-data';
import { element, setAttribute } from '../../ui/dom';
import { enlarged, heatTable, type HeatMap } from './heat-map';
import type { Theme } from '../../ui/series-style';

/** Points of an enlarged map along its longer side: as many as a network sees; what is left is the browser's. */
const FINE = 224;
const DIM = 'rgba(0, 0, 0, 0.55)';

/** A picture and what is drawn over it. */
export interface SeenContent {
  /** Undefined while it is not there. */
  readonly picture: Picture | undefined;
  /** What a screen reader says of it. */
  readonly alt: string;
  /** Of the upright image, in pixels: what `box` is measured in. */
  readonly size: { readonly width: number; readonly height: number };
  /** What the network saw; undefined while that is not known. */
  readonly box: Box | undefined;
  /** Whether the rest is dimmed. */
  readonly crop: boolean;
  /** Drawn over the box. */
  readonly map: HeatMap | undefined;
  /** Of the map, 0 to 1. */
  readonly opacity: number;
}

/** A picture with the part of it that a network saw, and a map over that part. */
export class SeenImage {
  readonly root = element('div', { class: 'seen-frame' });
  private readonly image = element('img', { alt: '' });
  private readonly overlay = element('canvas', { class: 'seen-overlay', 'aria-hidden': 'true' });
  private readonly resized = new ResizeObserver(() => this.paint());
  private content: SeenContent | undefined;
  private theme: Theme | undefined;
  private heat: { readonly map: HeatMap; readonly canvas: HTMLCanvasElement } | undefined;

  constructor() {
    this.root.append(this.image, this.overlay);
    this.resized.observe(this.root);
  }

  show(content: SeenContent, theme: Theme): void {
    this.content = content;
    this.theme = theme;
    const { picture, alt, size } = content;
    this.root.style.aspectRatio = `${size.width} / ${size.height}`;
    this.root.style.setProperty('--shape', String(size.width / size.height));
    this.image.hidden = picture === undefined;
    if (picture !== undefined) setAttribute(this.image, 'src', picture.source);
    setAttribute(this.image, 'alt', alt);
    this.paint();
  }

  /** As it is seen, as base64 of a PNG with the picture's own pixels. */
  png(): string {
    const { content } = this;
    if (content?.picture === undefined) return '';
    const canvas = element('canvas', { width: content.picture.width, height: content.picture.height });
    const pen = canvas.getContext('2d');
    if (pen === null) return '';
    pen.drawImage(this.image, 0, 0, canvas.width, canvas.height);
    this.draw(pen, canvas.width, canvas.height, content);
    return canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
  }

  dispose(): void {
    this.resized.disconnect();
  }

  private paint(): void {
    const { content, overlay } = this;
    const [width, height] = [this.root.clientWidth, this.root.clientHeight];
    if (content === undefined || width === 0) return;
    Object.assign(overlay, { width: Math.round(width * devicePixelRatio), height: Math.round(height * devicePixelRatio) });
    const pen = overlay.getContext('2d');
    if (pen === null) return;
    pen.scale(devicePixelRatio, devicePixelRatio);
    this.draw(pen, width, height, content);
  }

  private draw(pen: CanvasRenderingContext2D, width: number, height: number, { box, size, crop, map, opacity }: SeenContent): void {
    if (box === undefined) return;
    const [across, down] = [width / size.width, height / size.height];
    const [x, y, w, h] = [box.x * across, box.y * down, box.width * across, box.height * down];
    if (map !== undefined && opacity > 0) {
      pen.globalAlpha = opacity;
      pen.imageSmoothingEnabled = true;
      pen.drawImage(this.heatOf(map), x, y, w, h);
      pen.globalAlpha = 1;
    }
    if (!crop) return;
    pen.fillStyle = DIM;
    pen.beginPath();
    pen.rect(0, 0, width, height);
    pen.rect(x, y, w, h);
    pen.fill('evenodd');
    // A bright line between dark ones is seen on every picture.
    for (const [colour, line] of [['#000000', 4], ['#ffffff', 2]] as const) {
      pen.strokeStyle = colour;
      pen.lineWidth = line;
      pen.strokeRect(Math.max(2, x), Math.max(2, y), Math.min(width - 2, x + w) - Math.max(2, x), Math.min(height - 2, y + h) - Math.max(2, y));
    }
  }

  /** The map's colours, drawn once. */
  private heatOf(map: HeatMap): HTMLCanvasElement {
    if (this.heat?.map === map) return this.heat.canvas;
    const canvas = element('canvas');
    if (this.theme !== undefined) paintMap(canvas, map, heatTable(this.theme, 'photograph'));
    this.heat = { map, canvas };
    return canvas;
  }
}

/** Bilinear in the values, before they become colours: between two colours there may be a third that neither means. */
function paintMap(canvas: HTMLCanvasElement, map: HeatMap, table: Uint8ClampedArray): void {
  const scale = FINE / Math.max(map.width, map.height);
  const [width, height] = [map.width, map.height].map((side) => Math.max(1, Math.round(side * scale))) as [number, number];
  const { values } = enlarged(map, width, height);
  Object.assign(canvas, { width, height });
  const pixels = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const share = Math.round(255 * Math.max(0, Math.min(1, values[i] ?? 0)));
    for (let c = 0; c < 3; c++) pixels.data[4 * i + c] = table[3 * share + c] ?? 0;
    pixels.data[4 * i + 3] = 255;
  }
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
}
