/** The texts of boxes, as the style sheet has them. */
const FONTS = { title: '600 13px', detail: '11.5px' } as const;

const widths = new Map<string, number>();

/** Widths of texts, found without laying out the page. */
export class Ruler {
  private readonly context = document.createElement('canvas').getContext('2d');

  constructor(private readonly family: string) {}

  /** In pixels at zoom 1. */
  width(text: string, font: keyof typeof FONTS): number {
    const key = `${FONTS[font]} ${this.family} ${text}`;
    const known = widths.get(key);
    if (known !== undefined || this.context === null) return known ?? 0;
    this.context.font = `${FONTS[font]} ${this.family}`;
    const width = this.context.measureText(text).width;
    widths.set(key, width);
    return width;
  }
}
