import text from './style.css' with { type: 'text' };

let sheet: CSSStyleSheet | undefined;

/** Gives the style of diagrams to the page or the shadow root in which an element is: once, however many diagrams it has. */
export function adoptStyle(within: Element): void {
  const root = within.getRootNode();
  if (!(root instanceof Document || root instanceof ShadowRoot)) return;
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
