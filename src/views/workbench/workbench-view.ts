import { WORKBENCH_VERSION, type WorkbenchData } from '../../diagram/workbench-data';
import { ARCHITECTURES } from '../../resnet/catalogue';
import { totals } from '../../resnet/count';
import type { Graph } from '../../resnet/graph';
import { diagramWords } from '../text/diagram-words';
import type { Strings } from '../text/strings';
import { workbenchWords, type WorkbenchWords } from '../text/workbench-words';
import { element, setText } from '../ui/dom';
import { styleOf } from '../ui/style-sheet';
import { applyTheme, onThemeChange } from '../ui/theme';
import { Choices } from '../view/choices';
import type { ViewOptions } from '../view/context';
import { filesOf } from '../view/files';
import { adoptStyle as adoptDiagramStyle } from '../diagram/style';
import { CompareForm } from './compare-form';
import { OrderEditor } from './editor';
import { Figures } from './figures';
import { factsSection, measuredSection } from './known';
import { differencesSection, numbersSection } from './numbers';
import { readOrder, wordsOf, type Reading } from './reading';
import style from './style.css' with { type: 'text' };

const adoptStyle = styleOf(style);
/** Those of the catalogue whose order can be chosen; the plain twins differ from them by nothing else. */
const CHOICES = ARCHITECTURES.filter(({ order }) => order === 'original');

/** A unit's layers to be put into any order, and at once what that comes to. */
export class WorkbenchView {
  readonly root: HTMLElement;
  private readonly strings: Strings;
  private readonly words: WorkbenchWords;
  private readonly choices: Choices;
  private readonly copy: (text: string) => void;
  private readonly figures: Figures;
  private readonly facts = element('div', { class: 'results' });
  private readonly measured = element('div', { class: 'results' });
  private readonly stale = element('p', { class: 'stale-note' });
  private readonly compare: CompareForm;
  private readonly place = element('div', {});
  private readonly architectures: HTMLSelectElement;
  private readonly announcer = element('p', { class: 'visually-hidden', role: 'status' });
  private readonly said = element('p', { class: 'said', role: 'status' });
  private readonly endTheme: () => void;
  private editor: OrderEditor | undefined;
  private data: WorkbenchData | undefined;
  private architecture = 'resnet20';
  /** The last order that was valid, with its network. */
  private graph: Graph | undefined;
  private token: number | undefined;

  constructor({ strings, host, place, saved, save }: ViewOptions) {
    this.strings = strings;
    this.words = workbenchWords(strings.locale);
    this.choices = new Choices(saved, save);
    const files = filesOf(host, strings, (said) => setText(this.said, said));
    this.copy = (text) => files.copy(text);
    this.architectures = this.chooser();
    this.figures = new Figures(this.words, diagramWords(strings.locale));
    const insert = host === undefined ? undefined : (text: string): void => {
      host.open({ kind: 'cell', text });
      setText(this.said, this.words.inserted);
    };
    this.compare = new CompareForm({ words: this.words, insert, copy: this.copy, problem: (order, architecture) => problemOf(order, architecture, this.words) });
    this.root = element('div', { class: `lab workbench ${place}`, lang: strings.locale }, this.place, this.stale, element('div', { class: 'result-grid' }, this.figures.root, element('div', {}, this.facts, this.compare.root)), this.measured, element('footer', {}, this.said), this.announcer);
    applyTheme(this.root);
    this.endTheme = onThemeChange(() => applyTheme(this.root));
  }

  /** Another request replaces the order, as a step that can be taken back. @throws Error where the data were written by a newer version */
  update(data: WorkbenchData): void {
    if (data.version > WORKBENCH_VERSION) throw new Error(this.strings.newer(data.version));
    if (JSON.stringify(data) === JSON.stringify(this.data)) return;
    const saved = this.choices.now.workbench;
    // A panel that comes back after a reload is told of its first request again.
    const { order, architecture } = this.data === undefined && saved !== undefined && saved.request >= data.request ? saved : data;
    this.data = data;
    this.architecture = withOrders(architecture);
    adoptDiagramStyle(this.root);
    adoptStyle(this.root);
    this.architectures.value = this.architecture;
    if (this.editor === undefined) this.begin(wordsOf(order));
    else this.editor.set(wordsOf(order), this.words.said.order(order));
  }

  dispose(): void {
    this.endTheme();
    this.editor?.dispose();
    this.figures.dispose();
    this.root.remove();
  }

  private begin(tokens: readonly string[]): void {
    const { words } = this;
    this.editor = new OrderEditor({
      words,
      tokens,
      copy: this.copy,
      read: (text) => readOrder(text, this.architecture, words.tooLong),
      onChange: (reading, said) => this.show(reading, said),
      onSelect: (token) => {
        this.token = token;
        if (this.graph !== undefined) this.figures.show(this.graph, token);
      },
    });
    const head = element('header', { class: 'workbench-head' }, element('div', {}, element('h1', {}, words.title), element('p', {}, words.intro)), element('label', {}, words.architecture, this.architectures));
    this.place.replaceChildren(head, this.editor.root);
    this.editor.refresh();
  }

  private chooser(): HTMLSelectElement {
    const groups = (['cifar', 'imagenet'] as const).map((family) => {
      const options = CHOICES.filter((each) => each.family === family).map(({ name, title }) => element('option', { value: name }, title));
      return element('optgroup', { label: this.words.families[family] }, ...options);
    });
    const select = element('select', { 'aria-label': this.words.architecture, 'data-do': 'architecture' }, ...groups);
    select.addEventListener('change', () => {
      this.architecture = select.value;
      this.editor?.refresh();
    });
    return select;
  }

  private show(reading: Reading, said: string | undefined): void {
    const { words } = this;
    const valid = reading.kind === 'valid';
    if (valid) this.graph = reading.graph;
    for (const results of [this.figures.root, this.facts, this.measured]) {
      results.classList.toggle('stale', !valid);
      results.hidden = this.graph === undefined;
    }
    setText(this.stale, valid || this.graph === undefined ? '' : words.lastValid(this.graph.order.name));
    this.stale.hidden = this.stale.textContent === '';
    if (valid) this.paint(reading.graph);
    this.compare.show(valid ? reading.graph.order.name : undefined);
    if (said !== undefined) setText(this.announcer, `${said} ${this.outcome(reading)}`);
    this.keep();
  }

  private paint(graph: Graph): void {
    this.figures.show(graph, this.token);
    this.facts.replaceChildren(numbersSection(graph, this.words), differencesSection(graph, this.words), factsSection(graph.order, this.words));
    this.measured.replaceChildren(measuredSection(graph.order, this.words));
  }

  /** What a change has come to, for the ear. */
  private outcome(reading: Reading): string {
    const { said, number } = this.words;
    if (reading.kind === 'invalid') return said.invalid(reading.message);
    const { parameters, macs } = totals(reading.graph);
    return `${said.order(reading.graph.order.name)} ${said.summary(number(parameters), number(macs))}`;
  }

  private keep(): void {
    if (this.data === undefined || this.editor === undefined) return;
    this.choices.set({ workbench: { order: this.editor.text, architecture: this.architecture, request: Math.max(this.data.request, this.choices.now.workbench?.request ?? 0) } });
  }
}

/** The architecture itself, or for a plain twin the one that it is the twin of. */
function withOrders(name: string): string {
  const twin = name.replace(/^plain/, 'resnet');
  return CHOICES.some((each) => each.name === twin) ? twin : 'resnet20';
}

function problemOf(order: string, architecture: string, words: WorkbenchWords): string | undefined {
  const reading = readOrder(order, architecture, words.tooLong);
  if (reading.kind === 'valid') return undefined;
  return [reading.message, reading.mend].filter((part) => part !== undefined).join(' ');
}
