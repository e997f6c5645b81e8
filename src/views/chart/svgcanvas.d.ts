/** A 2D context that writes what is drawn on it as SVG. Only what is used here is declared. */
declare module 'svgcanvas' {
  export class Context {
    constructor(size: { width: number; height: number });
    font: string;
    textAlign: CanvasTextAlign;
    textBaseline: CanvasTextBaseline;
    getSvg(): SVGSVGElement;
    getSerializedSvg(): string;
    /** Writes a text as an element; both kinds of drawing text come here. */
    protected __applyText(text: string, x: number, y: number, action: 'fill' | 'stroke'): void;
    protected __createElement(name: string, attributes: Readonly<Record<string, string | number>>, reset: boolean): SVGElement;
    protected __closestGroupOrSvg(): SVGElement;
    protected __applyTransformation(element: SVGElement): void;
    protected __applyStyleToCurrentElement(action: 'fill' | 'stroke'): void;
    protected __currentElement: SVGElement;
  }
}
