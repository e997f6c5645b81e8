import { useTranslations } from '../../base/l10n';
import type { FromView, ToView, ViewContext } from '../../engine/view-protocol';
import { stringsFor } from '../text/strings';
import { element } from '../ui/dom';
import type { Chosen } from '../view/choices';
import { HostLink } from '../view/host';
import { makeView } from '../views';
import style from '../view/style.css' with { type: 'text' };

/** What a page in a panel has from VS Code. */
interface PanelApi {
  postMessage(message: FromView): void;
  /** Kept over a reload of the window: the host's own state, which finds the panel's subject again, and beside it the reader's choices. */
  setState(state: object): void;
  getState(): { readonly chosen?: Chosen } | undefined;
}

/** In `data-context` of the element `view`. */
interface PanelContext extends ViewContext {
  readonly output: string;
  /** Mime type of what it shows. */
  readonly mime: string;
  readonly state: object;
}

declare function acquireVsCodeApi(): PanelApi;

const place = document.getElementById('view') ?? document.body;
// A view that changes its height as its width changes is told of the rest a frame later: the browser says so as an error.
addEventListener('error', ({ message }) => message.startsWith('ResizeObserver loop') || complain(message));
start();

function start(): void {
  const api = acquireVsCodeApi();
  const context = JSON.parse(place.dataset['context'] ?? '') as PanelContext;
  const { language, host, translations, output, mime } = context;
  useTranslations(translations);
  const link = new HostLink((message) => api.postMessage(message));
  const chosen = api.getState()?.chosen;
  let kept = { ...context.state, ...(chosen && { chosen }) };
  const keep = (change: object): void => api.setState((kept = { ...kept, ...change }));
  keep({});
  const view = makeView(mime, { strings: stringsFor(language), host: host ? link.of(output) : undefined, place: 'panel', saved: chosen, save: (now) => keep({ chosen: now }) });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  place.replaceChildren(view.root);
  addEventListener('message', ({ data: message }: MessageEvent<ToView>) => {
    if (message.type === 'reply') return link.receive(message);
    if (message.type !== 'data' || message.output !== output) return;
    if (message.state !== undefined) keep(message.state);
    view.update(message.data);
  });
  api.postMessage({ type: 'ready' });
}

/** An error is shown in the page: nobody looks into the console. */
function complain(message: string): void {
  place.prepend(element('p', { class: 'message alarming', role: 'alert' }, message));
}
