import type { Strings } from '../text/strings';
import { element, setText } from '../ui/dom';
import type { Theme } from '../ui/series-style';
import { applyTheme, onThemeChange, readTheme } from '../ui/theme';
import { Choices } from './choices';
import type { ViewOptions, ViewParts } from './context';
import { filesOf } from './files';
import { Repainter } from './repainter';

/** A view of what goes on: its data come again and again, whole, and it is painted anew for the last of them, a choice of the reader's, or another theme. */
export abstract class LiveView<Data extends { readonly version: number }> {
  readonly root: HTMLElement;
  protected readonly strings: Strings;
  protected readonly parts: ViewParts;
  /** Whether it stands in a panel of its own. */
  protected readonly inPanel: boolean;
  protected readonly said = element('p', { class: 'said', role: 'status' });
  protected data: Data | undefined;
  private readonly repainter: Repainter;
  private readonly endTheme: () => void;
  /** As it is during one repaint: reading it from the style sheet takes as long as drawing ten lines. */
  private theme: Theme | undefined;

  /** `version`: the newest that it knows. */
  protected constructor(
    { strings, host, place, saved, save }: ViewOptions,
    private readonly version: Data['version'],
  ) {
    this.strings = strings;
    this.inPanel = place === 'panel';
    this.root = element('div', { class: `lab ${place}`, lang: strings.locale });
    applyTheme(this.root);
    this.repainter = new Repainter(this.root, () => this.attempt());
    const choices = new Choices(saved, save);
    this.parts = { strings, host, choices, files: filesOf(host, strings, (sentence) => setText(this.said, sentence)), theme: () => (this.theme ??= readTheme(this.root)), repaint: () => this.repainter.request() };
    choices.onChange(this.parts.repaint);
    this.endTheme = onThemeChange(() => {
      applyTheme(this.root);
      this.repainter.request();
    });
  }

  /** Shows the first data at once, so that the output has its height, and other data soon: of many in a short time only the last. @throws Error where they were written by a newer version */
  update(data: Data): void {
    if (data.version > this.version) throw new Error(this.strings.newer(data.version));
    const first = this.data === undefined;
    this.data = data;
    if (first && this.root.isConnected) this.attempt();
    else this.repainter.request();
  }

  dispose(): void {
    this.repainter.dispose();
    this.endTheme();
    this.disposeParts();
    this.root.remove();
  }

  protected abstract paint(data: Data): void;
  protected abstract disposeParts(): void;

  /** An error is shown where the view would be: nobody looks into the console. */
  private attempt(): void {
    if (this.data === undefined || !this.root.isConnected) return;
    this.theme = undefined;
    try {
      this.paint(this.data);
    } catch (error) {
      this.root.replaceChildren(element('p', { class: 'message alarming', role: 'alert' }, `${this.strings.failedToDraw} ${error instanceof Error ? error.message : String(error)}`));
    }
  }
}
