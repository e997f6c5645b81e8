import { NAMED_ORDERS, type Order } from '../../resnet/order';
import { t } from '../../base/l10n';
import type { WorkbenchWords } from '../text/workbench-words';
import { actionButton, element } from '../ui/dom';
import { icon } from '../ui/icons';
import { History } from './history';
import { wordsOf, type Reading } from './reading';
import { TokenStrip } from './token-strip';

export interface EditorOptions {
  readonly words: WorkbenchWords;
  readonly tokens: readonly string[];
  readonly copy: (text: string) => void;
  /** What the tokens come to. */
  readonly read: (text: string) => Reading;
  /** The order has changed, for good or while a token is held over a place; `said` is what was done, in words. */
  readonly onChange: (reading: Reading, said: string | undefined) => void;
  readonly onSelect: (token: number | undefined) => void;
}

/** Where the order is made: named orders, the row of tokens, the text, and what is wrong with it. */
export class OrderEditor {
  readonly root: HTMLElement;
  private readonly history: History<readonly string[]>;
  private readonly strip: TokenStrip;
  private readonly presets: readonly HTMLButtonElement[];
  private readonly field: HTMLInputElement;
  private readonly verdict = element('p', { class: 'verdict', id: 'verdict' });
  private readonly undo: HTMLButtonElement;
  private readonly redo: HTMLButtonElement;
  /** Whether the last state is what is being typed. */
  private typing = false;

  constructor(private readonly options: EditorOptions) {
    const { words, copy } = options;
    this.history = new History(options.tokens);
    this.strip = new TokenStrip({
      words,
      onEdit: ({ tokens, said, selected }) => this.set(tokens, said, selected),
      onPreview: (tokens) => this.show(tokens ?? this.history.now, undefined),
      onSelect: options.onSelect,
    });
    this.presets = NAMED_ORDERS.map(({ name, tokens, source }) => actionButton({ class: 'preset', title: `${tokens}\n${t(source)}`, 'data-preset': name }, () => this.set(tokens.split('-'), words.said.order(name)), name));
    this.field = element('input', { type: 'text', class: 'order-text', spellcheck: 'false', autocomplete: 'off', 'aria-label': words.text, title: words.textHelp, 'aria-describedby': 'verdict' });
    this.field.addEventListener('input', () => this.type(this.field.value));
    this.field.addEventListener('change', () => this.endTyping());
    this.undo = actionButton({ class: 'quiet', 'data-do': 'undo' }, () => this.takeBack(), words.undo);
    this.redo = actionButton({ class: 'quiet', 'data-do': 'redo' }, () => this.doAgain(), words.redo);
    const text = element('div', { class: 'text' }, this.field, actionButton({ 'data-do': 'copy' }, () => copy(this.text), icon('copy'), words.copy), element('span', { class: 'steps' }, this.undo, this.redo));
    this.root = element('div', { class: 'order-editor' }, element('div', { class: 'presets', role: 'group', 'aria-label': words.named }, element('span', { class: 'label' }, words.named), ...this.presets), this.strip.root, text, this.verdict);
    this.root.addEventListener('keydown', (event) => this.key(event));
  }

  /** The text of the order as it is now. */
  get text(): string {
    return this.history.now.join('-');
  }

  /** Another order, as a step that can be taken back. */
  set(tokens: readonly string[], said: string | undefined, selected?: number): void {
    this.typing = false;
    if (tokens.join('-') !== this.text) this.history.set(tokens);
    this.show(this.history.now, said, selected);
  }

  /** Reads and shows the order again. */
  refresh(): void {
    this.show(this.history.now, undefined);
  }

  dispose(): void {
    this.strip.dispose();
  }

  private show(tokens: readonly string[], said: string | undefined, selected?: number): void {
    const reading = this.options.read(tokens.join('-'));
    const invalid = reading.kind === 'invalid';
    this.strip.show(tokens, invalid ? reading.token : undefined, selected);
    if (!this.typing) this.field.value = tokens.join('-');
    this.field.setAttribute('aria-invalid', String(invalid));
    const order = invalid ? undefined : reading.graph.order;
    for (const preset of this.presets) preset.setAttribute('aria-pressed', String(preset.dataset['preset'] === order?.name));
    this.undo.disabled = !this.history.canUndo;
    this.redo.disabled = !this.history.canRedo;
    this.verdict.classList.toggle('alarming', invalid);
    this.verdict.replaceChildren(...(reading.kind === 'invalid' ? this.complaint(reading, tokens.length === 0) : this.naming(reading.graph.order)));
    this.options.onChange(reading, said);
  }

  private complaint({ message, mend, mended }: Extract<Reading, { kind: 'invalid' }>, empty: boolean): (Node | string)[] {
    const { words } = this.options;
    const way = mended === undefined ? [] : [actionButton({ 'data-do': 'mend' }, () => this.set(wordsOf(mended), words.said.order(mended)), words.useMended(mended))];
    return [element('span', {}, icon('warning'), empty ? words.empty : [message, mend].filter((part) => part !== undefined).join(' ')), ...way];
  }

  private naming({ name, text }: Order): (Node | string)[] {
    const { words } = this.options;
    const source = NAMED_ORDERS.find((named) => named.name === name)?.source;
    if (source === undefined || name === text) return [words.unnamed];
    return [element('span', {}, icon('done'), element('span', {}, words.isNamed(name), ` (${t(source)})`))];
  }

  private type(text: string): void {
    const tokens = wordsOf(text);
    if (this.typing) this.history.replace(tokens);
    else this.history.set(tokens);
    this.typing = true;
    this.show(tokens, undefined);
  }

  private endTyping(): void {
    this.typing = false;
    this.show(this.history.now, this.options.words.said.order(this.text));
  }

  private takeBack(): void {
    this.typing = false;
    if (this.history.undo()) this.show(this.history.now, this.options.words.said.undone);
  }

  private doAgain(): void {
    this.typing = false;
    if (this.history.redo()) this.show(this.history.now, this.options.words.said.redone);
  }

  private key(event: KeyboardEvent): void {
    const { key, ctrlKey, metaKey, shiftKey } = event;
    if (!ctrlKey && !metaKey) return;
    const letter = key.toLowerCase();
    const redo = letter === 'y' || (letter === 'z' && shiftKey);
    if (!redo && letter !== 'z') return;
    event.preventDefault();
    event.stopPropagation();
    if (redo) this.doAgain();
    else this.takeBack();
  }
}
