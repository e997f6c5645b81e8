import type { ToView } from '../../../src/engine/view-protocol';
import { EXPERIMENT_MIME, type ExperimentData } from '../../../src/experiment/experiment-data';

/** Looks of the editor: the body's class, and the colours that matter, as its default themes have them. */
export const THEMES = {
  light: { class: 'vscode-light', foreground: '#3b3b3b', background: '#ffffff', border: '#e5e5e5', button: '#005fb8', buttonText: '#ffffff', muted: '#3b3b3b', focus: '#005fb8' },
  dark: { class: 'vscode-dark', foreground: '#cccccc', background: '#1f1f1f', border: '#2b2b2b', button: '#0078d4', buttonText: '#ffffff', muted: '#9d9d9d', focus: '#0078d4' },
  contrast: { class: 'vscode-high-contrast', foreground: '#ffffff', background: '#000000', border: '#6fc3df', button: '#000000', buttonText: '#ffffff', muted: '#ffffff', focus: '#f38518' },
  contrastLight: { class: 'vscode-high-contrast-light vscode-high-contrast', foreground: '#292929', background: '#ffffff', border: '#0f4a85', button: '#0f4a85', buttonText: '#ffffff', muted: '#292929', focus: '#006bbd' },
} as const;

export type ThemeName = keyof typeof THEMES;

export interface EditorPage {
  readonly theme?: ThemeName;
  readonly language?: string;
  readonly width?: number;
  /** False: a renderer without messaging. */
  readonly host?: boolean;
  /** Outputs that the page has at first: the item's id, the output's name, the data. */
  readonly outputs?: readonly { readonly id: string; readonly output: string; readonly data: ExperimentData }[];
  /** Answers a message of the view, as the body of a function of `message`; replies are posted by `reply(…)`. */
  readonly answer?: string;
}

/** The variables and the class of a theme, as VS Code sets them. */
export function themeStyle(name: ThemeName): string {
  const { foreground, background, border, button, buttonText, muted, focus } = THEMES[name];
  const contrast = name.startsWith('contrast') ? `--vscode-contrastBorder:${border};` : '';
  return `--vscode-foreground:${foreground};--vscode-editor-background:${background};--vscode-panel-border:${border};--vscode-editorWidget-border:${border};--vscode-button-background:${button};--vscode-button-foreground:${buttonText};--vscode-descriptionForeground:${muted};--vscode-focusBorder:${focus};--vscode-charts-foreground:${foreground};--vscode-font-family:system-ui,"DejaVu Sans",sans-serif;--vscode-font-size:13px;${contrast}`;
}

/**
 * A page as VS Code's notebook has it around a renderer: the body's class, theme variables, one element an output item, the renderer's
 * context. Its script finds all of it in `lab`: `send` (a message to the renderer), `sent` (messages from it), `state` (what it keeps),
 * `show(id, output, data)`, `dispose(id)`, `reload()` (the page is new, the state is kept), `view(id)` (the shadow root), `sleep(ms)` (and two frames), hands
 * and eyes (`click`, `choose`, `press`, `text`, `pixels`). `lab.ready` is set once the outputs are drawn; `errors` has what went wrong.
 */
export function editorPage(renderer: string, { theme = 'dark', language = 'en', width = 860, host = true, outputs = [], answer = '' }: EditorPage): string {
  return `<!doctype html>
<html lang="en" style='${themeStyle(theme)}'>
<head><meta charset="utf-8"><style>body{margin:0;padding:14px;background:var(--vscode-editor-background);color:var(--vscode-foreground)}.output{width:${width}px}</style></head>
<body class="${THEMES[theme].class}">
<script type="module">
const errors = window.errors = [];
addEventListener('error', ({ message }) => errors.push(message));
addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));
const { activate } = await import(URL.createObjectURL(new Blob([${embedded(renderer)}], { type: 'text/javascript' })));
const listeners = [];
const lab = window.lab = {
  sent: [],
  state: undefined,
  send: (message) => listeners.forEach((listen) => listen(message)),
  sleep: async (ms) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
  },
  view: (id) => document.getElementById(id).shadowRoot,
  show(id, output, data, mime = '${EXPERIMENT_MIME}') {
    let place = document.getElementById(id);
    if (place === null) document.body.append(place = Object.assign(document.createElement('div'), { id, className: 'output' }));
    lab.api.renderOutputItem({ id, mime, metadata: { output, language: ${JSON.stringify(language)} }, json: () => structuredClone(data), text: () => JSON.stringify(data) }, place, new AbortController().signal);
  },
  dispose(id) { lab.api.disposeOutputItem(id); document.getElementById(id)?.remove(); },
};
const reply = (answer) => setTimeout(() => lab.send({ type: 'reply', ...answer }), 5);
const count = (wanted, target) => {
  // Pixels of a canvas that have nearly a colour.
  const { data } = target.getContext('2d').getImageData(0, 0, target.width, target.height);
  const parts = [1, 3, 5].map((at) => parseInt(wanted.slice(at, at + 2), 16));
  let found = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200 && parts.every((part, c) => Math.abs(part - data[i + c]) <= 8)) found++;
  return found;
};
lab.pixels = (id, colour) => [...lab.view(id).querySelectorAll('canvas.curves')].map((canvas) => count(colour, canvas));
lab.press = (id, chart, ...keys) => keys.forEach((key) => lab.view(id).querySelectorAll('.chart')[chart].dispatchEvent(new KeyboardEvent('keydown', { key: key.replace('Shift+', ''), shiftKey: key.startsWith('Shift+'), bubbles: true })));
lab.text = (id, selector) => [...lab.view(id).querySelectorAll(selector)].map((found) => found.textContent.trim());
lab.click = (id, selector, n = 0) => lab.view(id).querySelectorAll(selector)[n].click();
lab.choose = (id, selector, value, n = 0) => { const select = lab.view(id).querySelectorAll(selector)[n]; select.value = value; select.dispatchEvent(new Event('change')); };
const context = {
  setState: (state) => { lab.state = structuredClone(state); },
  getState: () => lab.state,
  workspace: { isTrusted: true },
  ${host ? `postMessage: (message) => { lab.sent.push(message); ${answer} },` : ''}
  onDidReceiveMessage: (listen) => { listeners.push(listen); return { dispose() {} }; },
};
lab.reload = () => { document.querySelectorAll('.output').forEach((place) => place.remove()); listeners.length = 0; lab.api = activate(context); };
lab.reload();
for (const { id, output, data } of ${embedded(outputs)}) lab.show(id, output, data);
await lab.sleep(200);
lab.ready = true;
</script>
</body>
</html>`;
}

/** Data as an expression of a script that stands in a page. */
export function embedded(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/** A live message as the host sends it. */
export function dataMessage(output: string, data: ExperimentData): ToView {
  return { type: 'data', output, data };
}
