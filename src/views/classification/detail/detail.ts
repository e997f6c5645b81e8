import type { ClassificationData, ResultRow } from '../../../models/classification-data';
import { classificationDetailWords } from '../../text/classification-detail-words';
import { classificationWords } from '../../text/classification-words';
import { element, setText } from '../../ui/dom';
import type { ViewParts } from '../../view/context';
import { ClassScores } from './class-scores';
import { adoptDetailStyle } from '../detail-style';
import type { DetailParts } from '../detail-parts';
import { FeatureSection } from './feature-maps';
import { FilterSection } from './filter-grid';
import { FoldSection } from './fold-section';
import { LogitList } from './logit-list';
import { Classes } from '../list/row-facts';
import { SeenSection } from './seen-section';

/** What the models said of one image, and where they looked. */
export class DetailPane {
  readonly root: HTMLElement;
  private readonly parts: DetailParts;
  private readonly name = element('h3', { class: 'file-name' });
  private readonly facts = element('p', { class: 'file-facts' });
  private readonly problem = element('p', { class: 'message alarming', hidden: true });
  private readonly answered: HTMLElement;
  private readonly seen: SeenSection;
  private readonly logits: LogitList;
  private readonly scores: FoldSection<ClassScores>;
  private readonly features: FoldSection<FeatureSection>;
  private readonly filters: FoldSection<FilterSection>;
  private subject: { readonly data: ClassificationData; readonly row: ResultRow } | undefined;

  constructor(parts: ViewParts) {
    const { locale } = parts.strings;
    this.parts = { ...parts, common: classificationWords(locale), words: classificationDetailWords(locale) };
    const { words } = this.parts;
    this.seen = new SeenSection(this.parts, () => this.showMore());
    this.logits = new LogitList(this.parts);
    this.scores = new FoldSection(this.parts, 'scores', words.allClasses, () => new ClassScores(this.parts));
    this.features = new FoldSection(this.parts, 'features', words.features, () => new FeatureSection(this.parts));
    this.filters = new FoldSection(this.parts, 'filters', words.filters, () => new FilterSection(this.parts));
    // Without anybody to ask there is only what came with the data.
    const asked = parts.host === undefined ? [] : [this.scores.root, this.features.root, this.filters.root];
    this.answered = element('div', { class: 'detail-body' }, this.seen.root, this.logits.root, ...asked);
    this.root = element('section', { class: 'detail' }, this.name, this.facts, this.problem, this.answered);
  }

  /** Without a row nothing is chosen. The same row again costs next to nothing. */
  show(data: ClassificationData, row: ResultRow | undefined): void {
    adoptDetailStyle(this.root);
    this.root.hidden = row === undefined;
    this.subject = row === undefined ? undefined : { data, row };
    const readable = row !== undefined && row.error === undefined;
    if (!readable) this.rest();
    if (row === undefined) return;
    setText(this.name, row.image.split('/').at(-1) ?? row.image);
    this.name.title = row.image;
    setText(this.facts, this.factsOf(data, row));
    this.problem.hidden = readable;
    setText(this.problem, row.error ?? '');
    this.answered.hidden = !readable;
    if (!readable) return;
    this.seen.show(data, row);
    this.logits.show(data, row);
    this.showMore();
  }

  dispose(): void {
    this.seen.dispose();
    this.features.made?.dispose();
    this.filters.made?.dispose();
    this.root.remove();
  }

  /** What lies open below, with what the pictures' answers tell. */
  private showMore(): void {
    if (this.subject === undefined || this.parts.host === undefined) return;
    const { data, row } = this.subject;
    const { explanations, shown: picture } = this.seen;
    this.scores.opened?.show({ data, row, explanations });
    const features = this.features.opened;
    if (features === undefined) this.features.made?.rest();
    features?.show({ data, row, picture, explanations });
    this.filters.opened?.show(data);
  }

  private rest(): void {
    this.seen.rest();
    this.features.made?.rest();
  }

  private factsOf({ models }: ClassificationData, { image, width, height, truth, error }: ResultRow): string {
    const folder = image.slice(0, image.lastIndexOf('/') + 1);
    const size = error === undefined ? [this.parts.words.size(width, height)] : [];
    const known = truth === undefined ? [] : [this.parts.common.truthIs(new Classes(models).name(0, truth))];
    return [...(folder === '' ? [] : [folder]), ...size, ...known].join(' · ');
  }
}
