import { t } from '../base/l10n';
import { parseOrder, type Order } from './order';
import { orderFacts } from './order-facts';

/** Something that measured orders or shortcuts. */
export interface Paper {
  /** As it is cited: `He 2016`. */
  readonly name: string;
  readonly title: string;
  readonly year: number;
  readonly url: string;
}

/** A text in the reader's language. */
type Text = () => string;

export type Measure = 'test error' | 'top-1 error' | 'top-5 error' | 'accuracy' | 'log-loss';

/** One number of a paper. */
export interface LiteratureEntry {
  /** The order's name or tokens; for the scope `sequence` the part of a unit that was varied: `conv-bn-relu`. */
  readonly order: string;
  /** What was varied: the unit's order, a sequence of layers in a network that has no such units, or the shortcut of an order. */
  readonly scope: 'order' | 'sequence' | 'shortcut';
  readonly paper: Paper;
  /** The number of the paper's table; absent where it stands elsewhere. */
  readonly table?: number;
  readonly dataset: string;
  readonly architecture: string;
  readonly measure: Measure;
  /** Absent where the network did not learn: the paper says only that its error was above 20 %. */
  readonly value?: number;
  /** The other end, where the source gives a range. */
  readonly to?: number;
  readonly unit: '%' | '';
  /** Mean and standard deviation, where they are given beside the value. */
  readonly mean?: number;
  readonly deviation?: number;
  readonly shortcut?: Text;
  readonly note?: Text;
  /** Not read in the source itself but in another work that quotes it. */
  readonly secondHand?: true;
}

export const HE_2015: Paper = { name: 'He 2015', title: 'Deep Residual Learning for Image Recognition', year: 2015, url: 'https://arxiv.org/abs/1512.03385' };
export const HE_2016: Paper = { name: 'He 2016', title: 'Identity Mappings in Deep Residual Networks', year: 2016, url: 'https://arxiv.org/abs/1603.05027' };
export const GCR_2016: Paper = { name: 'gcr 2016', title: 'gcr/torch-residual-networks', year: 2016, url: 'https://github.com/gcr/torch-residual-networks' };
export const MISHKIN_2017: Paper = { name: 'Mishkin 2017', title: 'caffenet-benchmark, batchnorm.md', year: 2017, url: 'https://github.com/ducha-aiki/caffenet-benchmark' };
export const REPVGG_2021: Paper = { name: 'RepVGG 2021', title: 'RepVGG: Making VGG-style ConvNets Great Again', year: 2021, url: 'https://arxiv.org/abs/2101.03697' };

type Setting = Omit<LiteratureEntry, 'order' | 'value'>;
/** An order with its value, or with more than that. */
type Row = readonly [order: string, value: number | undefined, more?: Partial<LiteratureEntry>];

function entries(setting: Setting, ...rows: Row[]): LiteratureEntry[] {
  return rows.map(([order, value, more]) => ({ ...setting, order, ...(value !== undefined && { value }), ...more }));
}

const medianOfFive: Text = () => t('median of 5 runs');
const singleRun: Text = () => t('a single run');
const bestOfFive: Text = () => t('best of 5 runs');
const tenCrops: Text = () => t('10 crops');
const crop320: Text = () => t('one crop of 320×320');
const batch64: Text = () => t('median of 5 runs, batch 64');
const withScale: Text = () => t('with a learnt scale and bias');
const oneLayerSkips: Text = () => t('median of 5 runs, each shortcut around one layer');

const he2015 = { paper: HE_2015, scope: 'order', unit: '%' } as const;
const imagenet2015: Setting = { ...he2015, table: 2, dataset: 'ImageNet', architecture: '', measure: 'top-1 error', note: tenCrops };
const cifar2015: Setting = { ...he2015, table: 6, dataset: 'CIFAR-10', architecture: '', measure: 'test error' };
const he2016 = { paper: HE_2016, scope: 'order', unit: '%', measure: 'test error' } as const;
const cifar10: Setting = { ...he2016, dataset: 'CIFAR-10', architecture: 'ResNet-110', table: 2, note: medianOfFive };
const cifar100: Setting = { ...cifar10, dataset: 'CIFAR-100', table: 3 };
const imagenet2016 = { ...he2016, dataset: 'ImageNet' } as const;
const gcr = { paper: GCR_2016, scope: 'order', dataset: 'CIFAR-10', measure: 'test error', unit: '%', note: singleRun } as const;
const mishkin = { paper: MISHKIN_2017, scope: 'sequence', dataset: 'ImageNet (128×128)', architecture: 'CaffeNet' } as const;

/** Numbers that were read in the sources themselves, unless they say otherwise. */
export const LITERATURE: readonly LiteratureEntry[] = [
  ...entries({ ...imagenet2015, architecture: '18 layers' }, ['plain', 27.94], ['original', 27.88]),
  ...entries({ ...imagenet2015, architecture: '34 layers' }, ['plain', 28.54], ['original', 25.03]),
  ...[[20, 8.75], [32, 7.51], [44, 7.17], [56, 6.97]].flatMap(([depth, value]) => entries({ ...cifar2015, architecture: `ResNet-${depth ?? ''}` }, ['original', value])),
  ...entries({ ...cifar2015, architecture: 'ResNet-110' }, ['original', 6.43, { mean: 6.61, deviation: 0.16, note: bestOfFive }]),
  ...entries({ ...cifar2015, architecture: 'ResNet-1202' }, ['original', 7.93]),
  ...entries(cifar10, ['original', 6.61], ['bn-after-add', 8.17], ['relu-before-add', 7.84], ['relu-only-preact', 6.71], ['full-preact', 6.37]),
  ...entries({ ...cifar10, architecture: 'ResNet-164' }, ['original', 5.93], ['bn-after-add', 6.5], ['relu-before-add', 6.14], ['relu-only-preact', 5.91], ['full-preact', 5.46]),
  ...entries({ ...cifar10, table: 1, architecture: 'ResNet-110' }, ['plain', undefined]),
  ...entries({ ...cifar10, table: 3, architecture: 'ResNet-110', note: oneLayerSkips }, ['original', 9.9], ['full-preact', 8.91]),
  ...entries({ ...cifar10, table: 3, architecture: 'ResNet-1001' }, ['original', 7.61], ['full-preact', 4.92, { mean: 4.89, deviation: 0.14 }]),
  ...entries({ ...cifar10, table: 4, architecture: 'ResNet-1001', note: batch64 }, ['full-preact', 4.62, { mean: 4.69, deviation: 0.2 }]),
  ...entries({ ...cifar100, architecture: 'ResNet-164' }, ['original', 25.16], ['full-preact', 24.33]),
  ...entries({ ...cifar100, architecture: 'ResNet-1001' }, ['original', 27.82], ['full-preact', 22.71, { mean: 22.68, deviation: 0.22 }]),
  ...entries({ ...imagenet2016, architecture: 'ResNet-101', measure: 'top-1 error' }, ['original', 23.6], ['bn-after-add', 24.6]),
  ...entries({ ...imagenet2016, architecture: 'ResNet-101', measure: 'top-5 error' }, ['original', 7.1], ['bn-after-add', 7.5]),
  ...entries({ ...imagenet2016, table: 5, architecture: 'ResNet-152', measure: 'top-1 error', note: crop320 }, ['original', 21.3], ['full-preact', 21.1]),
  ...entries({ ...imagenet2016, table: 5, architecture: 'ResNet-200', measure: 'top-1 error', note: crop320 }, ['original', 21.8], ['full-preact', 20.7]),
  ...entries({ ...gcr, architecture: 'ResNet-20' }, ['original', 8.29], ['no-last-relu', 8.62], ['bn-after-add', 8.34], ['conv-bn-relu-conv-add-bn', 8.23]),
  ...entries({ ...gcr, architecture: 'ResNet-110' }, ['original', 6.97], ['no-last-relu', 6.32], ['bn-after-add', 13.56], ['conv-bn-relu-conv-add-bn', 12.3]),
  ...entries({ ...mishkin, measure: 'accuracy', unit: '%', note: singleRun }, ['conv-bn-relu', 47.4], ['conv-relu-bn', 49.9], ['conv-relu', 47.1]),
  ...entries({ ...mishkin, measure: 'log-loss', unit: '', note: singleRun }, ['conv-bn-relu', 2.35], ['conv-relu-bn', 2.21]),
  ...entries({ ...mishkin, measure: 'accuracy', unit: '%', note: withScale }, ['conv-bn-relu', 47.8], ['conv-relu-bn', 49.3]),
  ...entries({ ...mishkin, measure: 'log-loss', unit: '', note: withScale }, ['conv-bn-relu', 2.33], ['conv-relu-bn', 2.24]),
  ...entries({ ...mishkin, architecture: 'GoogLeNet', measure: 'accuracy', unit: '%' }, ['conv-bn-relu', 60.3, { to: 60.7 }], ['conv-relu-bn', 59.6, { to: 58.4 }], ['conv-relu', 61.9]),
  ...entries({ paper: REPVGG_2021, scope: 'sequence', dataset: 'ImageNet', architecture: 'RepVGG-B0', measure: 'accuracy', unit: '%', secondHand: true }, ['bn-add', 75.14], ['add-bn', 73.52]),
  ...shortcuts(),
];

/** What happens where not the order but the shortcut of `original` is changed. */
function shortcuts(): LiteratureEntry[] {
  const padded: Setting = { ...imagenet2015, table: 3, architecture: 'ResNet-34', scope: 'shortcut' };
  const changed: Setting = { ...cifar10, table: 1, scope: 'shortcut' };
  const of = (setting: Setting, value: number | undefined, shortcut: Text): LiteratureEntry[] => entries(setting, ['original', value, { shortcut }]);
  return [
    ...of(padded, 25.03, () => t('option A: padded with zeros')),
    ...of(padded, 24.52, () => t('option B: a projection where the shape changes')),
    ...of(padded, 24.19, () => t('option C: a projection in every unit')),
    ...of(changed, undefined, () => t('scaled by 0.5')),
    ...of(changed, 12.35, () => t('shortcut and branch scaled by 0.5')),
    ...of(changed, undefined, () => t('exclusive gate, bias 0 to −5')),
    ...of(changed, 8.7, () => t('exclusive gate, bias −6')),
    ...of(changed, 9.81, () => t('exclusive gate, bias −7')),
    ...of(changed, 12.86, () => t('gate on the shortcut alone, bias 0')),
    ...of(changed, 6.91, () => t('gate on the shortcut alone, bias −6')),
    ...of(changed, 12.22, () => t('1×1 convolution in every unit')),
    ...of(changed, undefined, () => t('dropout of 0.5')),
  ];
}

/** What is known of an order. */
export interface Known {
  /** The numbers of the papers: of this very order, of sequences of layers in it, and of other shortcuts. */
  readonly entries: readonly LiteratureEntry[];
  /** What follows from how it is built, in the reader's language, the most important first. */
  readonly sentences: readonly string[];
}

/** What is known of an order, named or not: what was measured, and what follows from its structure. */
export function knownOf(order: Order): Known {
  return { entries: LITERATURE.filter((entry) => concerns(entry, order)), sentences: orderFacts(order) };
}

/** The number that a paper gives for `original` in the same setting; undefined where there is none, or where the entry is that number. */
export function besideOriginal(entry: LiteratureEntry): LiteratureEntry | undefined {
  if (entry.scope !== 'order' || entry.order === 'original') return undefined;
  return LITERATURE.find((other) => other.scope === 'order' && other.order === 'original' && sameSetting(other, entry));
}

/** What other sequences gave in the same network: of an entry whose scope is `sequence`. */
export function otherSequences(entry: LiteratureEntry): LiteratureEntry[] {
  return LITERATURE.filter((other) => other.scope === 'sequence' && other.order !== entry.order && sameSetting(other, entry));
}

export function measureText(measure: Measure): string {
  const texts: Readonly<Record<Measure, Text>> = {
    'test error': () => t('test error'),
    'top-1 error': () => t('top-1 error'),
    'top-5 error': () => t('top-5 error'),
    accuracy: () => t('accuracy'),
    'log-loss': () => t('log-loss'),
  };
  return texts[measure]();
}

/** `6.61 %`, `6.43 % (6.61 ± 0.16)`, `60.3–60.7 %`. */
export function valueTextOf({ value, to, unit, mean, deviation }: LiteratureEntry): string {
  if (value === undefined) return t('above 20 %: it did not learn');
  const digits = unit === '%' ? 2 : undefined;
  const number = (of: number): string => (digits === undefined ? String(of) : String(Number(of.toFixed(digits))));
  const sign = unit === '' ? '' : '\u00a0%';
  const spread = mean === undefined || deviation === undefined ? '' : ` (${number(mean)} ± ${number(deviation)})`;
  return `${number(value)}${to === undefined ? '' : `–${number(to)}`}${sign}${spread}`;
}

function concerns(entry: LiteratureEntry, order: Order): boolean {
  if (entry.scope !== 'sequence') return parseOrder(entry.order).text === order.text;
  const within = `-${order.text}-`.includes(`-${entry.order}-`);
  return within && (entry.order.includes('bn') || !order.hasBatchNorm);
}

function sameSetting(a: LiteratureEntry, b: LiteratureEntry): boolean {
  return a.paper === b.paper && a.table === b.table && a.dataset === b.dataset && a.architecture === b.architecture && a.measure === b.measure && a.note?.() === b.note?.();
}
