import type { ViewAction } from '../../engine/view-protocol';
import type { ExperimentProgressData, ExperimentState, TrialStatus } from '../../experiment/experiment-data';
import type { Strings } from '../text/strings';
import { actionButton, element, setAttribute, setText } from '../ui/dom';
import { icon, type IconName } from '../ui/icons';
import type { ViewParts } from './context';

const ICONS: Readonly<Record<ExperimentState, IconName>> = { running: 'running', stopping: 'running', done: 'done', stopped: 'stopped', failed: 'failed', crashed: 'warning' };
const ACTION_ICONS: Readonly<Record<ViewAction, IconName>> = { stop: 'stopped', resume: 'play', openPanel: 'panel', openReport: 'report', revealRuns: 'folder' };
/** States in which trials still run. */
const LIVE: readonly ExperimentState[] = ['running', 'stopping'];

export function isLive(state: ExperimentState): boolean {
  return LIVE.includes(state);
}

/** Of an experiment or an analysis. */
export interface Standing {
  readonly state: ExperimentState;
  readonly message?: string;
  readonly progress: ExperimentProgressData;
  readonly trials?: readonly Pick<TrialStatus, 'state'>[];
}

/** Where the experiment stands: in words, as a bar, and what can be done about it. Changed in place, so that the focus stays. */
export class Header {
  readonly root: HTMLElement;
  private readonly state = element('strong', { class: 'state', role: 'status' });
  private readonly facts = element('span', { class: 'facts' });
  private readonly actions = element('span', { class: 'actions' });
  private readonly fill = element('div', { class: 'fill' });
  private readonly bar: HTMLElement;
  private readonly message = element('p', { class: 'message' });
  private shown: ExperimentState | undefined;

  constructor(
    private readonly parts: ViewParts,
    private readonly inPanel: boolean,
    private readonly words: Pick<Strings, 'states' | 'whatNow'> = parts.strings,
  ) {
    this.bar = element('div', { class: 'bar', role: 'progressbar', 'aria-label': parts.strings.progress, 'aria-valuemin': 0, 'aria-valuemax': 100 }, this.fill);
    this.root = element('header', { class: 'head' }, element('div', { class: 'status' }, this.state, this.facts, this.actions), this.bar, this.message);
  }

  update(data: Standing): void {
    const { state, progress, message } = data;
    if (state !== this.shown) this.enter(state);
    const percent = Math.floor(100 * progress.fraction);
    const facts = this.factsOf(data);
    setText(this.facts, facts.join(' · '));
    this.fill.style.width = `${100 * progress.fraction}%`;
    setAttribute(this.bar, 'aria-valuenow', String(percent));
    setAttribute(this.bar, 'aria-valuetext', facts.join(', '));
    this.bar.hidden = state === 'done';
    setText(this.message, message ?? '');
    this.message.hidden = message === undefined;
    setAttribute(this.message, 'class', state === 'crashed' || state === 'failed' ? 'message alarming' : 'message');
  }

  /** Another state: another icon, and other things that can be done. */
  private enter(state: ExperimentState): void {
    this.shown = state;
    const { words, parts: { host } } = this;
    this.root.dataset['state'] = state;
    this.state.replaceChildren(icon(ICONS[state]), words.states[state]);
    this.actions.replaceChildren(...(host === undefined ? [] : actionsIn(state, this.inPanel).map((action) => this.button(action, state))));
  }

  private button(action: ViewAction, state: ExperimentState): HTMLElement {
    const { strings, host } = this.parts;
    const button = actionButton({ class: action === 'stop' || action === 'resume' ? 'primary' : 'quiet', title: this.words.whatNow[action], 'data-action': action }, () => host?.act(action), icon(ACTION_ICONS[action]), strings.actions[action]);
    button.disabled = action === 'stop' && state === 'stopping';
    return button;
  }

  private factsOf({ state, progress: { fraction, seconds, eta, imagesPerSecond }, trials = [] }: Standing): string[] {
    const { strings } = this.parts;
    const failed = trials.filter((trial) => trial.state === 'failed').length;
    return [
      ...(state === 'done' ? [] : [strings.percent(String(Math.floor(100 * fraction)))]),
      ...(state === 'running' && eta !== undefined ? [strings.left(strings.duration(eta))] : []),
      ...(isLive(state) ? [] : [strings.took(strings.duration(seconds))]),
      ...(isLive(state) && imagesPerSecond !== undefined ? [strings.images(strings.number(Math.round(imagesPerSecond)))] : []),
      ...(failed > 0 && !isLive(state) ? [strings.failedTrials(failed, trials.length)] : []),
    ];
  }
}

function actionsIn(state: ExperimentState, inPanel: boolean): ViewAction[] {
  const first: ViewAction[] = isLive(state) ? ['stop'] : state === 'done' ? [] : ['resume'];
  return [...first, ...(inPanel ? [] : (['openPanel'] as const)), ...(isLive(state) ? [] : (['openReport'] as const))];
}
