import { ANALYSIS_VERSION, type AnalysisData, type AnalysisResult } from '../../experiment/analysis-data';
import { analysisWords } from '../text/analysis-words';
import { actionButton, element, setText } from '../ui/dom';
import { icon } from '../ui/icons';
import { styleOf } from '../ui/style-sheet';
import type { ViewOptions } from '../view/context';
import { Header, isLive } from '../view/header';
import { LiveView } from '../view/live-view';
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
export class AnalysisView extends LiveView<AnalysisData> {
  private readonly own: AnalysisParts;
  private readonly header: Header;
  private readonly subject = element('h2', { class: 'subject' });
  private readonly networks: NetworkList;
  private readonly notes = element('div');
  private readonly toolbar: ArmToolbar;
  private readonly none = element('p', { class: 'none' });
  private readonly figures = element('div');
  private section: { readonly kind: AnalysisResult['kind']; readonly draw: (scene: Scene) => void; readonly dispose: () => void } | undefined;
  private noted = '';

  constructor(options: ViewOptions) {
    super(options, ANALYSIS_VERSION);
    const { strings } = this;
    this.own = { ...this.parts, words: analysisWords(strings.locale) };
    this.header = new Header(this.own, this.inPanel, this.own.words);
    this.networks = new NetworkList(this.own);
    this.toolbar = new ArmToolbar(this.own);
    const json = actionButton({ class: 'quiet', 'data-item': 'json' }, () => this.data !== undefined && this.parts.files.save(this.data.title, 'json', `${JSON.stringify(this.data, undefined, 2)}\n`), icon('save'), strings.saveJson);
    this.root.append(element('div', { class: 'analysis' }, this.subject, this.header.root, this.networks.root, this.notes, this.toolbar.root, this.none, this.figures, element('footer', {}, json, this.said)));
  }

  protected paint(data: AnalysisData): void {
    adoptStyle(this.root);
    const { words, choices } = this.own;
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

  protected disposeParts(): void {
    this.section?.dispose();
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
        return drawing(kind, new LesionSection(this.own));
      case 'landscape':
        return drawing(kind, new LandscapeSection(this.own));
      case 'shattered':
        return drawing(kind, new ShatteredSection(this.own));
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
