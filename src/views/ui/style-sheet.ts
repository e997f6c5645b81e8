/** Gives a style to the page or the shadow root in which an element is: once, however many need it. */
export function styleOf(text: string): (within: Element) => void {
  let sheet: CSSStyleSheet | undefined;
  return (within) => {
    const root = within.getRootNode();
    if (!(root instanceof Document || root instanceof ShadowRoot)) return;
    if (sheet === undefined) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
    }
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  };
}
