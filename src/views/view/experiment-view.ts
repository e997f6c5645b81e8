import { EXPERIMENT_VERSION, type ExperimentData } from '../../experiment/experiment-data';
import { ProbesSection } from '../probes/probes-section';
import { actionButton, element } from '../ui/dom';
import { icon } from '../ui/icons';
import type { ViewOptions } from './context';
import { CurvesSection } from './curves-section';
import { Header, isLive } from './header';
import { LiveView } from './live-view';
import { caveatSection, noteSection, resultSection } from './result';
import { resultMarkdown } from './result-table';
import { TrialList } from './trials';

/** An experiment while it runs and afterwards. A function of the data and the reader's choices: it may be destroyed at any time and made again. */
export class ExperimentView extends LiveView<ExperimentData> {
  private readonly header: Header;
  private readonly trials: TrialList;
  private readonly curves: CurvesSection;
  private readonly probes: ProbesSection;
  private readonly outcome = element('div', { class: 'outcome' });
  private stated = '';

  constructor(options: ViewOptions) {
    super(options, EXPERIMENT_VERSION);
    const { parts, strings } = this;
    this.header = new Header(parts, this.inPanel);
    this.trials = new TrialList(parts);
    this.curves = new CurvesSection(parts, { numbered: false, empty: strings.noCurves });
    this.probes = new ProbesSection(parts);
    const copy = actionButton({ class: 'quiet', 'data-item': 'markdown' }, () => this.data !== undefined && parts.files.copy(resultMarkdown(this.data.report, strings)), icon('copy'), strings.copyMarkdown);
    const json = actionButton({ class: 'quiet', 'data-item': 'json' }, () => this.data !== undefined && parts.files.save(this.data.report.title, 'json', `${JSON.stringify(this.data, undefined, 2)}\n`), icon('save'), strings.saveJson);
    this.root.append(this.header.root, this.trials.root, this.curves.root, this.probes.root, this.outcome, element('footer', {}, copy, json, this.said));
  }

  protected paint(data: ExperimentData): void {
    const { strings } = this;
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

  protected disposeParts(): void {
    this.curves.dispose();
    this.probes.dispose();
  }
}
