import { Context } from 'svgcanvas';

const ANCHORS: Readonly<Record<CanvasTextAlign, string>> = { left: 'start', start: 'start', center: 'middle', right: 'end', end: 'end' };
/** How far below its place a text's base line is, in parts of the font's size: not every program that reads SVG knows `dominant-baseline`. */
const DROPS: Readonly<Record<CanvasTextBaseline, number>> = { top: 0.8, hanging: 0.8, middle: 0.34, alphabetic: 0, ideographic: -0.2, bottom: -0.2 };

/** svgcanvas as it is needed here: its own way to write a text sets a style attribute, which a strict policy bars. */
export class SvgContext extends Context {
  /** The whole drawing as an XML document. */
  document(): string {
    const root = this.getSvg();
    root.setAttribute('viewBox', `0 0 ${root.getAttribute('width') ?? ''} ${root.getAttribute('height') ?? ''}`);
    return `<?xml version="1.0" encoding="UTF-8"?>\n${this.getSerializedSvg()}\n`;
  }

  protected override __applyText(text: string, x: number, y: number, action: 'fill' | 'stroke'): void {
    const [, weight = 'normal', size = '12', family = 'sans-serif'] = /(bold|\d{3})?\s*([\d.]+)px\s+(.*)$/.exec(this.font) ?? [];
    const attributes = { 'font-family': family, 'font-size': size, 'font-weight': weight, x, y: y + Number(size) * DROPS[this.textBaseline], 'text-anchor': ANCHORS[this.textAlign] };
    const parent = this.__closestGroupOrSvg();
    const element = this.__createElement('text', attributes, true);
    element.append(text);
    this.__currentElement = element;
    this.__applyTransformation(element);
    this.__applyStyleToCurrentElement(action);
    parent.append(element);
  }
}
