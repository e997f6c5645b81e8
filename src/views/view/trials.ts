import type { ExperimentData, TrialStatus } from '../../experiment/experiment-data';
import { valueText } from '../../experiment/report-data';
import { actionButton, element, setText } from '../ui/dom';
import { icon, type IconName } from '../ui/icons';
import type { ViewParts } from './context';
import { isLive } from './header';

type TrialState = TrialStatus['state'];

const ICONS: Readonly<Record<TrialState, IconName>> = { queued: 'queued', starting: 'running', running: 'running', evaluating: 'evaluating', done: 'done', reused: 'done', failed: 'failed', interrupted: 'stopped' };
/** In this order they are counted. */
const STATES: readonly TrialState[] = ['failed', 'running', 'starting', 'evaluating', 'queued', 'interrupted', 'done', 'reused'];
const ACTIVE: readonly TrialState[] = ['running', 'starting', 'evaluating'];
/** Trials whose progress is shown one by one; more don't run at a time on most machines. */
const MOST_ACTIVE = 6;

/** The trials: those that run with their progress, all others counted, and the whole list folded away. */
export class TrialList {
  readonly root = element('div', { class: 'trials' });
  private readonly active = element('ul', { class: 'active' });
  private readonly counts = element('span', { class: 'counts' });
  private readonly all = element('ul', { class: 'all' });
  private readonly details: HTMLDetailsElement;
  private readonly rows = new Map<string, Row>();
  private latest: ExperimentData | undefined;
  private listed = '';

  constructor(private readonly parts: ViewParts) {
    const { strings, choices, host } = parts;
    this.details = element('details', { open: choices.now.trialsOpen === true }, element('summary', {}, this.counts), this.all);
    this.details.addEventListener('toggle', () => {
      if (this.details.open !== (choices.now.trialsOpen === true)) choices.set({ trialsOpen: this.details.open });
      if (this.latest !== undefined) this.update(this.latest);
    });
    if (host !== undefined) this.details.append(actionButton({ class: 'quiet', title: strings.whatNow.revealRuns }, () => host.act('revealRuns'), icon('folder'), strings.actions.revealRuns));
    this.root.append(this.active, this.details);
  }

  update(data: ExperimentData): void {
    this.latest = data;
    const { trials, state } = data;
    const active = isLive(state) ? trials.filter((trial) => ACTIVE.includes(trial.state)).slice(0, MOST_ACTIVE) : [];
    this.showActive(active);
    this.details.hidden = trials.length < 2;
    this.count(trials);
    if (this.details.open) this.list(data);
  }

  private showActive(active: readonly TrialStatus[]): void {
    for (const id of this.rows.keys()) if (!active.some((trial) => trial.id === id)) this.rows.delete(id);
    const rows = active.map((trial) => {
      const row = this.rows.get(trial.id) ?? new Row();
      this.rows.set(trial.id, row);
      row.update(trial, this.nameOf(trial), this.factsOf(trial));
      return row.root;
    });
    if (rows.length !== this.active.childElementCount || rows.some((row, i) => row !== this.active.children[i])) this.active.replaceChildren(...rows);
    this.active.hidden = rows.length === 0;
  }

  private count(trials: readonly TrialStatus[]): void {
    const { strings } = this.parts;
    const chips = STATES.flatMap((state) => {
      const count = trials.filter((trial) => trial.state === state).length;
      return count === 0 ? [] : [{ state, text: `${strings.number(count)} ${strings.trialStates[state]}` }];
    });
    const key = JSON.stringify(chips);
    if (key === this.counts.dataset['key']) return;
    this.counts.dataset['key'] = key;
    this.counts.replaceChildren(element('span', { class: 'total' }, strings.trialCount(trials.length)), ...chips.map(({ state, text }) => element('span', { class: `chip ${state}` }, icon(ICONS[state]), text)));
  }

  /** Every trial with how it stands; made anew only when something has changed that it says. */
  private list({ trials, report }: ExperimentData): void {
    const { strings } = this.parts;
    const errors = new Map(report.trials.map(({ id, error }) => [id, error]));
    const items = trials.map((trial) => {
      const value = trial.testAccuracy === undefined || !['done', 'reused'].includes(trial.state) ? '' : strings.testAccuracyNow(valueText(trial.testAccuracy, { fraction: true }));
      return { state: trial.state, name: this.nameOf(trial), value, error: errors.get(trial.id) ?? '' };
    });
    const key = JSON.stringify(items);
    if (key === this.listed) return;
    this.listed = key;
    const title = (value: string): string | undefined => (value === '' ? undefined : strings.testAccuracyTitle);
    this.all.replaceChildren(
      ...items.map(({ state, name, value, error }) =>
        element('li', { class: state, title: error || undefined }, icon(ICONS[state]), element('span', { class: 'name' }, name), element('span', { class: 'fact', title: title(value) }, value || strings.trialStates[state]), ...(error === '' ? [] : [element('small', {}, error)])),
      ),
    );
  }

  private nameOf({ label, seed }: TrialStatus): string {
    return this.parts.strings.seedOf(label, seed);
  }

  private factsOf({ state, epoch, epochs, step, steps, loss, accuracy }: TrialStatus): string {
    const { strings } = this.parts;
    const facts = [
      ...(state === 'running' ? [] : [strings.trialStates[state]]),
      ...(epoch === undefined || epochs === undefined ? [] : [strings.epochOf(epoch, epochs)]),
      ...(state === 'evaluating' || step === undefined || steps === undefined ? [] : [strings.stepOf(step, steps)]),
      ...(loss === undefined ? [] : [strings.lossNow(valueText(loss, { fraction: false }))]),
      ...(accuracy === undefined ? [] : [strings.accuracyNow(valueText(accuracy, { fraction: true }))]),
    ];
    return facts.join(' · ');
  }
}

/** A trial that runs. */
class Row {
  private readonly name = element('span', { class: 'name' });
  private readonly facts = element('span', { class: 'fact' });
  private readonly fill = element('span', { class: 'fill' });
  readonly root = element('li', {}, this.name, element('span', { class: 'bar', 'aria-hidden': 'true' }, this.fill), this.facts);

  update({ fraction }: TrialStatus, name: string, facts: string): void {
    setText(this.name, name);
    setText(this.facts, facts);
    this.fill.style.width = `${100 * fraction}%`;
  }
}
