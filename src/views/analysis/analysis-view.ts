import { ANALYSIS_VERSION, type AnalysisData, type AnalysisResult } from '../../experiment/analysis-data';
import { analysisWords } from '../text/analysis-words';
import type { Strings } from '../text/strings';
import { actionButton, element, setText } from '../ui/dom';
import { icon } from '../ui/icons';
import type { Theme } from '../ui/series-style';
import { styleOf } from '../ui/style-sheet';
import { applyTheme, onThemeChange, readTheme } from '../ui/theme';
import { Choices } from '../view/choices';
import type { ViewOptions } from '../view/context';
import { filesOf } from '../view/files';
import { Header, isLive } from '../view/header';
import { Repainter } from '../view/repainter';
import { noteSection } from '../view/result';
import type { AnalysisParts } from './analysis-figure';
import { ArmToolbar } from './arm-toolbar';
import { armsOf } from './arms';
import { LandscapeSection } from './landscape-section';
import { LesionSection } from './lesion-section';
import { NetworkList } from './network-list';
import { shownArms } from './plot';
import type { Scene, Section } from './scene';
import { ShatteredSection } from './shattered-section';
import style from './style.css' with { type: 'text' };

const adoptStyle = styleOf(style);

/** An analysis while it is made and afterwards. A function of the data and the reader's choices: it may be destroyed at any time and made again. */
export class AnalysisView {
  readonly root: HTMLElement;
  private readonly strings: Strings;
  private readonly parts: AnalysisParts;
  private readonly header: Header;
  private readonly subject = element('h2', { class: 'subject' });
  private readonly networks: NetworkList;
  private readonly notes = element('div');
  private readonly toolbar: ArmToolbar;
  private readonly none = element('p', { class: 'none' });
  private readonly figures = element('div');
  private readonly said = element('p', { class: 'said', role: 'status' });
  private readonly repainter: Repainter;
  private readonly endTheme: () => void;
  private section: { readonly kind: AnalysisResult['kind']; readonly draw: (scene: Scene) => void; readonly dispose: () => void } | undefined;
  private data: AnalysisData | undefined;
  /** As it is during one repaint. */
  private theme: Theme | undefined;
  private noted = '';

  constructor({ strings, host, place, saved, save }: ViewOptions) {
    this.strings = strings;
    this.root = element('div', { class: `lab ${place}`, lang: strings.locale });
    applyTheme(this.root);
    this.repainter = new Repainter(this.root, () => this.attempt());
    const choices = new Choices(saved, save);
    this.parts = { strings, words: analysisWords(strings.locale), host, choices, files: filesOf(host, strings, (sentence) => setText(this.said, sentence)), theme: () => (this.theme ??= readTheme(this.root)), repaint: () => this.repainter.request() };
    choices.onChange(() => this.repainter.request());
    this.header = new Header(this.parts, place === 'panel', this.parts.words);
    this.networks = new NetworkList(this.parts);
    this.toolbar = new ArmToolbar(this.parts);
    const json = actionButton({ class: 'quiet', 'data-item': 'json' }, () => this.data !== undefined && this.parts.files.save(this.data.title, 'json', `${JSON.stringify(this.data, undefined, 2)}\n`), icon('save'), strings.saveJson);
    this.root.append(element('div', { class: 'analysis' }, this.subject, this.header.root, this.networks.root, this.notes, this.toolbar.root, this.none, this.figures, element('footer', {}, json, this.said)));
    this.endTheme = onThemeChange(() => {
      applyTheme(this.root);
      this.repainter.request();
    });
  }

  /** Shows the first data at once, so that the output has its height, and other data soon. @throws Error where they were written by a newer version */
  update(data: AnalysisData): void {
    if (data.version > ANALYSIS_VERSION) throw new Error(this.strings.newer(data.version));
    const first = this.data === undefined;
    this.data = data;
    if (first && this.root.isConnected) this.attempt();
    else this.repainter.request();
  }

  dispose(): void {
    this.repainter.dispose();
    this.endTheme();
    this.section?.dispose();
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

  private paint(data: AnalysisData): void {
    this.theme = undefined;
    adoptStyle(this.root);
    const { words, choices } = this.parts;
    const arms = armsOf(data.networks);
    setText(this.subject, [words.kinds[data.result.kind], ...(data.title === '' ? [] : [data.title])].join(': '));
    this.header.update(data);
    this.networks.update(data.networks);
    this.note(data);
    const begun = data.result.networks.length > 0;
    this.toolbar.root.hidden = !begun;
    this.toolbar.update(arms, data);
    this.none.hidden = begun;
    setText(this.none, begun ? '' : isLive(data.state) ? words.soon : words.nothing);
    this.sectionOf(data.result)({ data, arms: shownArms(arms, choices, this.parts.theme()), partial: data.networks.some(({ done }) => !done) });
  }

  /** What draws the figures of a kind; made when the first data tell the kind. */
  private sectionOf({ kind }: AnalysisResult): (scene: Scene) => void {
    if (this.section?.kind !== kind) {
      this.section?.dispose();
      const made = this.makeSection(kind);
      this.figures.replaceChildren(made.root);
      this.section = { kind, draw: made.draw, dispose: made.dispose };
    }
    return this.section.draw;
  }

  private makeSection(kind: AnalysisResult['kind']): { root: HTMLElement; draw: (scene: Scene) => void; dispose: () => void } {
    switch (kind) {
      case 'lesion':
        return drawing(kind, new LesionSection(this.parts));
      case 'landscape':
        return drawing(kind, new LandscapeSection(this.parts));
      case 'shattered':
        return drawing(kind, new ShatteredSection(this.parts));
    }
  }

  private note({ notes }: AnalysisData): void {
    const noted = JSON.stringify(notes);
    if (noted === this.noted) return;
    this.noted = noted;
    this.notes.replaceChildren(...noteSection({ notes }, this.strings));
  }
}

/** A section that takes its result out of the data. */
function drawing<Kind extends AnalysisResult['kind']>(kind: Kind, section: Section<Extract<AnalysisResult, { kind: Kind }>>): { root: HTMLElement; draw: (scene: Scene) => void; dispose: () => void } {
  const isOwn = (result: AnalysisResult): result is Extract<AnalysisResult, { kind: Kind }> => result.kind === kind;
  return {
    root: section.root,
    draw: (scene) => {
      if (isOwn(scene.data.result)) section.draw(scene, scene.data.result);
    },
    dispose: () => section.dispose(),
  };
}
