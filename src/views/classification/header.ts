import type { ClassificationData, ShownModel } from '../../models/classification-data';
import { capital } from '../text/strings';
import { actionButton, element, setAttribute, setText } from '../ui/dom';
import { icon, type IconName } from '../ui/icons';
import type { ClassificationParts } from './parts';
import { preprocessingText } from './preprocessing-text';

type State = ClassificationData['state'];

const ICONS: Readonly<Record<State, IconName>> = { running: 'running', stopping: 'running', done: 'done', stopped: 'stopped', failed: 'failed' };
/** Of a hundred: how often progress is spoken. */
const SPOKEN = 10;

/** What was classified by which model, and how far it has come. Changed in place, so that the focus stays. */
export class ClassificationHeader {
  readonly root: HTMLElement;
  private readonly title = element('h2', { class: 'subject' });
  private readonly models = element('div', { class: 'models' });
  private readonly state = element('strong', { class: 'state' });
  private readonly facts = element('span', { class: 'facts' });
  private readonly fill = element('div', { class: 'fill' });
  private readonly bar: HTMLElement;
  private readonly message = element('p', { class: 'message alarming' });
  private readonly notices = element('ul', { class: 'notices' });
  private readonly spoken = element('p', { class: 'visually-hidden', role: 'status' });
  private readonly actions: Readonly<Record<'stop' | 'resume' | 'save' | 'openPanel', HTMLButtonElement>>;
  private drawn = '';
  private lastSpoken: { readonly folder: string; readonly state: State; readonly tenth: number } | undefined;

  constructor(
    private readonly parts: ClassificationParts,
    private readonly inPanel: boolean,
  ) {
    const { words, strings, host } = parts;
    this.bar = element('div', { class: 'bar', role: 'progressbar', 'aria-label': words.progress, 'aria-valuemin': 0, 'aria-valuemax': 100 }, this.fill);
    this.actions = {
      stop: actionButton({ class: 'primary', title: words.actionHelp.stop, 'data-action': 'stop' }, () => host?.act('stop'), icon('stopped'), strings.actions.stop),
      resume: actionButton({ class: 'quiet', title: words.actionHelp.resume, 'data-action': 'resume' }, () => host?.act('resume'), icon('play'), strings.actions.resume),
      save: actionButton({ class: 'quiet', title: words.actionHelp.save, 'data-action': 'saveResult' }, () => host?.act('saveResult'), icon('save'), words.save),
      openPanel: actionButton({ class: 'quiet', title: words.actionHelp.openPanel, 'data-action': 'openPanel' }, () => host?.act('openPanel'), icon('panel'), strings.actions.openPanel),
    };
    const status = element('div', { class: 'status' }, this.state, this.facts, element('span', { class: 'actions' }, ...Object.values(this.actions)));
    this.root = element('header', { class: 'head' }, this.title, this.models, status, this.bar, this.message, this.notices, this.spoken);
  }

  update(data: ClassificationData): void {
    const { state, title, root, error } = data;
    this.root.dataset['state'] = state;
    setText(this.title, title);
    this.title.title = root;
    this.drawFixed(data);
    this.showActions(data);
    const facts = this.factsOf(data);
    setText(this.facts, facts.join(' · '));
    this.showProgress(data, facts);
    setText(this.message, error ?? '');
    this.message.hidden = error === undefined;
    this.speak(data);
  }

  /** What changes seldom, made anew only then. */
  private drawFixed({ models, state, notices }: ClassificationData): void {
    const key = JSON.stringify([models.map(({ name, architecture, order, preprocessing }) => [name, architecture, order, preprocessing]), state, notices]);
    if (key === this.drawn) return;
    this.drawn = key;
    const focused = [...this.models.querySelectorAll('button')].findIndex((button) => button.matches(':focus'));
    this.state.replaceChildren(icon(ICONS[state]), this.parts.words.states[state]);
    this.models.replaceChildren(...models.map((model, place) => this.model(model, place, models.length)), ...this.comparing(models.length), ...this.inputs(models));
    this.models.querySelectorAll('button')[focused]?.focus();
    this.notices.replaceChildren(...notices.map((notice) => element('li', {}, notice)));
    this.notices.hidden = notices.length === 0;
  }

  private model({ name, architecture, order }: ShownModel, place: number, count: number): HTMLElement {
    const { words, host } = this.parts;
    const text = words.model(architecture, order);
    const children = [...(count > 1 ? [element('span', { class: `letter model-${place}` }, words.letters[place] ?? '')] : []), element('strong', {}, name), element('span', { class: 'kind' }, text)];
    if (host === undefined) return element('span', { class: 'model' }, ...children);
    const help = (place === 0 ? words.changeModel : words.changeSecond)(`${name}, ${text}`);
    const action = place === 0 ? 'chooseModel' : 'compareModel';
    return actionButton({ class: 'model', title: help, 'data-action': action }, () => host.act(action), ...children, element('span', { class: 'change' }, words.change));
  }

  private comparing(count: number): HTMLElement[] {
    const { words, host } = this.parts;
    return host === undefined || count !== 1 ? [] : [actionButton({ class: 'quiet', title: words.compareModel, 'data-action': 'compareModel' }, () => host.act('compareModel'), words.compare)];
  }

  /** Models that see images alike have one line. */
  private inputs(models: readonly ShownModel[]): HTMLElement[] {
    const { words } = this.parts;
    const texts = models.map(({ preprocessing }) => preprocessingText(preprocessing, words));
    const line = (head: string, text: string): HTMLElement => element('p', { class: 'input' }, `${head} ${text}`);
    return new Set(texts).size === 1 ? texts.slice(0, 1).map((text) => line(words.input, text)) : texts.map((text, place) => line(words.inputOf(words.letters[place] ?? ''), text));
  }

  private showActions({ state, rows }: ClassificationData): void {
    const { stop, resume, save, openPanel } = this.actions;
    const asks = this.parts.host !== undefined;
    stop.hidden = !asks || !isLive(state);
    stop.disabled = state === 'stopping';
    resume.hidden = !asks || !this.inPanel || (state !== 'stopped' && state !== 'failed');
    save.hidden = !asks || rows === 0;
    openPanel.hidden = !asks || this.inPanel;
  }

  private showProgress({ state, rows, total }: ClassificationData, facts: readonly string[]): void {
    const fraction = total === undefined || total === 0 ? 0 : Math.min(1, rows / total);
    this.fill.style.width = `${100 * fraction}%`;
    setAttribute(this.bar, 'aria-valuenow', String(Math.floor(100 * fraction)));
    setAttribute(this.bar, 'aria-valuetext', facts.join(', '));
    this.bar.hidden = state === 'done';
  }

  private factsOf({ state, rows, total, unreadable, seconds, secondsLeft, backend }: ClassificationData): string[] {
    const { words, strings } = this.parts;
    const live = isLive(state);
    const done = state === 'done' ? words.doneAll(rows) : total === undefined ? words.doneSoFar(rows) : words.doneOf(rows, total);
    return [
      done,
      ...(unreadable > 0 ? [words.unreadableCount(unreadable)] : []),
      ...(rows > 0 && seconds > 0 ? [strings.images(perSecond(rows / seconds, strings.number))] : []),
      ...(state === 'running' && secondsLeft !== undefined ? [strings.left(strings.duration(secondsLeft))] : []),
      ...(live ? [] : [strings.took(strings.duration(seconds))]),
      ...(backend === undefined ? [] : [backend]),
    ];
  }

  /** Every tenth of the way and where the state changes: what changes ten times a second is nothing for the ear. */
  private speak({ folder, state, rows, total, unreadable }: ClassificationData): void {
    const { words } = this.parts;
    const tenth = total === undefined || total === 0 ? 0 : Math.floor((rows / total) * SPOKEN);
    const last = this.lastSpoken;
    if (last?.folder === folder && last.state === state && last.tenth === tenth) return;
    this.lastSpoken = { folder, state, tenth };
    // What was so when the view came is read like the rest of the page.
    if (last === undefined) return;
    const moved = last.folder === folder && last.state === state;
    setText(this.spoken, moved ? words.saidPercent((100 * tenth) / SPOKEN, rows) : words.saidState(capital(words.states[state]), rows, unreadable));
  }
}

export function isLive(state: State): boolean {
  return state === 'running' || state === 'stopping';
}

function perSecond(value: number, number: (value: number) => string): string {
  return value < 10 ? value.toFixed(1) : number(Math.round(value));
}
