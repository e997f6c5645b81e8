import type { ActivationFunction, OutputItem } from 'vscode-notebook-renderer';
import type { FromView, ToView } from '../../engine/view-protocol';
import { stringsFor } from '../text/strings';
import { element } from '../ui/dom';
import type { Chosen } from '../view/choices';
import { HostLink } from '../view/host';
import { makeView, type View } from '../views';
import { Saved } from './saved';
import style from '../view/style.css' with { type: 'text' };

/** An output that is in the page. */
interface Shown {
  readonly output: string;
  readonly place: HTMLElement;
  readonly view: View;
}

/** What the host writes into an output's metadata. */
interface OutputMetadata {
  /** The name of the output in messages. */
  readonly output?: string;
  readonly language?: string;
}

/** Draws experiments, analyses and diagrams in a notebook's outputs. What is shown is a function of the output item, and of newer data that come by message. */
export const activate: ActivationFunction<Record<string, Chosen>> = (context) => {
  const post = context.workspace.isTrusted ? context.postMessage : undefined;
  const link = post === undefined ? undefined : new HostLink((message: FromView) => post(message));
  const saved = new Saved(context.getState() ?? {}, (all) => context.setState(all));
  const shown = new Map<string, Shown>();

  context.onDidReceiveMessage?.((message: ToView) => {
    if (message.type === 'reply') return link?.receive(message);
    for (const { output, view } of shown.values()) if (output === message.output) view.update(message.data);
  });

  const dispose = (id: string): void => {
    shown.get(id)?.view.dispose();
    shown.delete(id);
  };

  const show = (item: OutputItem, place: HTMLElement): Shown => {
    const { output = item.id, language = document.documentElement.lang } = (item.metadata ?? {}) as OutputMetadata;
    const there = shown.get(item.id);
    if (there !== undefined && there.place === place && there.output === output && there.view.root.isConnected) return there;
    dispose(item.id);
    const view = makeView(item.mime, { strings: stringsFor(language), host: link?.of(output), place: 'output', saved: saved.of(output), save: (chosen) => saved.keep(output, chosen) });
    const made = { output, place, view };
    shown.set(item.id, made);
    mount(place, view.root);
    return made;
  };

  return {
    renderOutputItem(item, place) {
      try {
        show(item, place).view.update(item.json());
      } catch (error) {
        dispose(item.id);
        complain(place, error, item);
      }
    },
    disposeOutputItem(id) {
      for (const one of id === undefined ? [...shown.keys()] : [id]) dispose(one);
    },
  };
};

/** Puts a view into a shadow root, where the page's style does not reach it. */
function mount(place: HTMLElement, root: HTMLElement): void {
  const shadow = place.shadowRoot ?? place.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  shadow.adoptedStyleSheets = [sheet];
  shadow.replaceChildren(root);
}

/** An error is shown where the output would be: nobody looks into the console. */
function complain(place: HTMLElement, error: unknown, item: OutputItem): void {
  const { language = document.documentElement.lang } = (item.metadata ?? {}) as OutputMetadata;
  mount(place, element('div', { class: 'lab' }, element('p', { class: 'message alarming', role: 'alert' }, `${stringsFor(language).failedToDraw} ${error instanceof Error ? error.message : String(error)}`)));
}
