import { EXPERIMENT_VERSION, type ExperimentData } from '../../experiment/experiment-data';
import type { Strings } from '../text/strings';
import { actionButton, element, setText } from '../ui/dom';
import { icon } from '../ui/icons';
import type { Theme } from '../ui/series-style';
import { applyTheme, onThemeChange, readTheme } from '../ui/theme';
import { Choices } from './choices';
import type { ViewOptions, ViewParts } from './context';
import { ProbesSection } from '../probes/probes-section';
import { CurvesSection } from './curves-section';
import { filesOf } from './files';
import { Header, isLive } from './header';
import { Repainter } from './repainter';
import { caveatSection, noteSection, resultSection } from './result';
import { resultMarkdown } from './result-table';
import { TrialList } from './trials';

/** An experiment while it runs and afterwards. A function of the data and the reader's choices: it may be destroyed at any time and made again. */
export class ExperimentView {
  readonly root: HTMLElement;
  private readonly strings: Strings;
  private readonly header: Header;
  private readonly trials: TrialList;
  private readonly curves: CurvesSection;
  private readonly probes: ProbesSection;
  private readonly outcome = element('div', { class: 'outcome' });
  private readonly said = element('p', { class: 'said', role: 'status' });
  private readonly repainter: Repainter;
  private readonly endTheme: () => void;
  private data: ExperimentData | undefined;
  /** As it is during one repaint: reading it from the style sheet takes as long as drawing ten lines. */
  private theme: Theme | undefined;
  private stated = '';

  constructor({ strings, host, place, saved, save }: ViewOptions) {
    this.strings = strings;
    this.root = element('div', { class: `lab ${place}`, lang: strings.locale });
    applyTheme(this.root);
    this.repainter = new Repainter(this.root, () => this.attempt());
    const choices = new Choices(saved, save);
    const parts: ViewParts = { strings, host, choices, files: filesOf(host, strings, (sentence) => this.say(sentence)), theme: () => (this.theme ??= readTheme(this.root)), repaint: () => this.repainter.request() };
    choices.onChange(parts.repaint);
    this.header = new Header(parts, place === 'panel');
    this.trials = new TrialList(parts);
    this.curves = new CurvesSection(parts, { numbered: false, empty: strings.noCurves });
    this.probes = new ProbesSection(parts);
    const copy = actionButton({ class: 'quiet', 'data-item': 'markdown' }, () => this.data !== undefined && parts.files.copy(resultMarkdown(this.data.report, strings)), icon('copy'), strings.copyMarkdown);
    const json = actionButton({ class: 'quiet', 'data-item': 'json' }, () => this.data !== undefined && parts.files.save(this.data.report.title, 'json', `${JSON.stringify(this.data, undefined, 2)}\n`), icon('save'), strings.saveJson);
    this.root.append(this.header.root, this.trials.root, this.curves.root, this.probes.root, this.outcome, element('footer', {}, copy, json, this.said));
    this.endTheme = onThemeChange(() => {
      applyTheme(this.root);
      this.repainter.request();
    });
  }

  /** Shows the first data at once, so that the output has its height, and other data soon: of many in a short time only the last. @throws Error where they were written by a newer version */
  update(data: ExperimentData): void {
    if (data.version > EXPERIMENT_VERSION) throw new Error(this.strings.newer(data.version));
    const first = this.data === undefined;
    this.data = data;
    if (first && this.root.isConnected) this.attempt();
    else this.repainter.request();
  }

  dispose(): void {
    this.repainter.dispose();
    this.endTheme();
    this.curves.dispose();
    this.probes.dispose();
    this.root.remove();
  }

  /** An error is shown where the view would be: nobody looks into the console. */
  private attempt(): void {
    if (this.data === undefined || !this.root.isConnected) return;
    try {
      this.paint(this.data);
    } catch (error) {
      this.root.replaceChildren(element('p', { class: 'message alarming', role: 'alert' }, `${this.strings.failedToDraw} ${error instanceof Error ? error.message : String(error)}`));
    }
  }

  private paint(data: ExperimentData): void {
    const { strings } = this;
    this.theme = undefined;
    const live = isLive(data.state);
    this.header.update(data);
    this.trials.update(data);
    const running = new Set(live ? data.trials.filter(({ state }) => ['running', 'starting', 'evaluating'].includes(state)).map(({ label, seed }) => `${seed} ${label}`) : []);
    this.curves.draw({ report: data.report, isRunning: (arm, seed) => running.has(`${seed} ${arm}`) }, live ? strings.curvesSoon : strings.noCurves);
    this.probes.draw({ report: data.report, live });
    this.state(data);
  }

  /** The result, made anew only when it says something else. */
  private state({ report, state }: ExperimentData): void {
    const { strings } = this;
    const { arms, probes: _probes, ...rest } = report;
    const told = JSON.stringify([state, { ...rest, created: '' }, arms.map(({ curves: _curves, ...arm }) => arm)]);
    if (told === this.stated) return;
    this.stated = told;
    const ended = state === 'done' || state === 'failed' || report.arms.some(({ n }) => n > 0);
    const later = report.baseline === undefined ? [] : [element('p', { class: 'later' }, strings.resultLater)];
    const result = ended ? [resultSection(report, { strings, numbered: false }), ...(report.caveats.length > 0 ? [caveatSection(report, strings)] : [])] : later;
    this.outcome.replaceChildren(...noteSection(report, strings), ...result);
  }

  private say(sentence: string): void {
    setText(this.said, sentence);
  }
}
