import { CLASSIFICATION_VERSION, type ClassificationData } from '../../models/classification-data';
import { classificationWords } from '../text/classification-words';
import { element } from '../ui/dom';
import { styleOf } from '../ui/style-sheet';
import type { ViewOptions } from '../view/context';
import { LiveView } from '../view/live-view';
import { ClassificationHeader } from './header';
import { ImagesPart } from './list/images-part';
import type { ClassificationParts } from './parts';
import style from './style.css' with { type: 'text' };
import { SummaryPane } from './summary/summary';
import { Tabs } from './tabs';

const adoptStyle = styleOf(style);
/** From which width on, in pixels, an image's details stand beside the list: two models need more room in both. */
const BESIDE = { one: 760, two: 1000 } as const;

/** What models say of images, as they say it and afterwards: its rows are asked for, the rest is a function of the data and the reader's choices. */
export class ClassificationView extends LiveView<ClassificationData> {
  private readonly own: ClassificationParts;
  private readonly header: ClassificationHeader;
  private readonly images: ImagesPart;
  private readonly summary: SummaryPane;
  private readonly summaryPlace: HTMLElement;
  private readonly tabs: Tabs<'images' | 'summary'>;
  private readonly resized = new ResizeObserver(() => this.layOut());

  constructor(options: ViewOptions) {
    super(options, CLASSIFICATION_VERSION);
    const words = classificationWords(this.strings.locale);
    this.own = { ...this.parts, words };
    const { choices } = this.own;
    this.header = new ClassificationHeader(this.own, this.inPanel);
    this.images = new ImagesPart(this.own);
    this.summary = new SummaryPane(this.parts, { select: (row) => this.images.select(row), filter: (wish) => this.images.filter(wish) });
    this.summaryPlace = element('div', { class: 'summary-place' }, this.summary.root);
    const parts = [{ id: 'images', title: words.tabs.images, panel: this.images.root }, { id: 'summary', title: words.tabs.summary, panel: this.summaryPlace }] as const;
    this.tabs = new Tabs(words.tabList, parts, (tab) => choices.setClassification({ tab }));
    this.root.classList.add('classification');
    this.resized.observe(this.root);
    this.root.append(this.header.root, this.tabs.root, this.images.root, this.summaryPlace, element('footer', {}, this.said));
  }

  protected paint(data: ClassificationData): void {
    adoptStyle(this.root);
    this.layOut();
    this.header.update(data);
    this.images.update(data);
    const summed = data.scores !== undefined || data.models.length > 1;
    const chosen = summed ? (this.own.choices.now.classification?.tab ?? 'images') : 'images';
    this.tabs.show(chosen, summed);
    if (chosen === 'images') this.images.show(data);
    else this.summary.show(data);
  }

  protected disposeParts(): void {
    this.resized.disconnect();
    this.images.dispose();
    this.summary.dispose();
  }

  private layOut(): void {
    const several = (this.data?.models.length ?? 1) > 1;
    this.root.classList.toggle('beside', this.root.clientWidth >= (several ? BESIDE.two : BESIDE.one));
  }
}
