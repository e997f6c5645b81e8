import { COLOURS, type Theme } from './series-style';

/** Which of the looks the page has: VS Code says it by the body's class, a plain page follows the system. */
export type ThemeKind = 'light' | 'dark' | 'contrast-dark' | 'contrast-light';

/** Class of the document while it is printed, which is done on white. */
const PAPER = 'paper';

function themeKind(): ThemeKind {
  const { classList } = document.body;
  if (document.documentElement.classList.contains(PAPER)) return 'light';
  if (classList.contains('vscode-high-contrast-light')) return 'contrast-light';
  if (classList.contains('vscode-high-contrast')) return 'contrast-dark';
  if (classList.contains('vscode-dark')) return 'dark';
  if (classList.contains('vscode-light')) return 'light';
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  if (matchMedia('(forced-colors: active)').matches) return dark ? 'contrast-dark' : 'contrast-light';
  return dark ? 'dark' : 'light';
}

/** Whether nothing may move by itself. */
export function isStill(): boolean {
  return document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Tells the style sheet, at the root of a view, which look the page has and whether anything may move. */
export function applyTheme(root: HTMLElement): void {
  root.dataset['theme'] = themeKind();
  root.classList.toggle('still', document.body.classList.contains('vscode-reduce-motion'));
}

/** The colours at an element that bears `data-theme`. */
export function readTheme(root: HTMLElement): Theme {
  const style = getComputedStyle(root);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const monochrome = root.dataset['theme']?.startsWith('contrast') === true;
  // Forced colours are names such as CanvasText, which a canvas in a page of another scheme would misread.
  const text = monochrome ? style.color : colour('text');
  return {
    text,
    muted: monochrome ? text : colour('muted'),
    grid: colour('grid'),
    background: colour('background'),
    font: style.fontFamily,
    fontSize: Math.max(11, Math.min(13, parseFloat(style.fontSize) - 1)),
    series: Array.from({ length: COLOURS }, (_, i) => (monochrome ? text : colour(`series-${i}`))),
    monochrome,
  };
}

/** Calls back whenever the colours have changed, also before and after the page is printed. Answers what ends it. */
export function onThemeChange(changed: () => void): () => void {
  const ends = new AbortController();
  const { signal } = ends;
  const watch = new MutationObserver(changed);
  watch.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) matchMedia(query).addEventListener('change', changed, { signal });
  const paper = (on: boolean) => () => {
    document.documentElement.classList.toggle(PAPER, on);
    changed();
  };
  addEventListener('beforeprint', paper(true), { signal });
  addEventListener('afterprint', paper(false), { signal });
  return () => {
    watch.disconnect();
    ends.abort();
  };
}
