import type { ClassificationData, Preprocessing } from '../../models/classification-data';
import type { Kept, Order } from '../classification/choice';
import { english } from './english';

const number = english.number;
const images = (n: number): string => `${number(n)} ${n === 1 ? 'image' : 'images'}`;
const IN_ORDER = ['A', 'B'] as const;

/** Every word of a classification's frame, header and list that does not come with the data. */
export const classificationEnglish = {
  states: { running: 'Classifying', stopping: 'Stopping', stopped: 'Stopped', done: 'Finished', failed: 'Failed' } as Record<ClassificationData['state'], string>,
  letters: IN_ORDER as readonly string[],

  change: 'Change…',
  compare: 'Compare with…',
  changeModel: (model: string): string => `${model}. Classify these images with another model`,
  compareModel: 'Classify the same images with a second model and show both answers',
  changeSecond: (model: string): string => `${model}. Compare with another model`,
  save: 'Save…',
  actionHelp: { resume: 'Classify the images that are left', stop: 'Stop; what is classified is kept', save: 'Save the results as CSV or JSON', openPanel: 'The same view beside the notebook' },
  model: (architecture: string, order: string): string => `${architecture}, order ${order}`,
  input: 'Input:',
  inputOf: (letter: string): string => `Input of ${letter}:`,
  scaled: (resize: number, { height, width }: Preprocessing['crop']): string => `shorter side to ${resize} pixels, middle ${height} × ${width}`,
  grey: 'as grey',
  imageNetMeans: 'ImageNet mean and deviation',
  unitRange: 'values from 0 to 1',
  means: (mean: string, deviation: string): string => `mean ${mean}, deviation ${deviation}`,

  progress: 'Images classified',
  doneOf: (done: number, total: number): string => `${number(done)} of ${images(total)}`,
  doneSoFar: (done: number): string => `${images(done)} so far`,
  doneAll: images,
  unreadableCount: (n: number): string => `${number(n)} unreadable`,
  saidPercent: (percent: number, done: number): string => `${percent} percent, ${images(done)} classified.`,
  saidState: (state: string, done: number, unreadable: number): string => `${state}: ${images(done)}${unreadable === 0 ? '' : `, ${number(unreadable)} unreadable`}.`,

  tabs: { images: 'Images', summary: 'Summary' },
  tabList: 'Parts of the result',
  list: 'Images; arrow keys choose, Enter goes to the image’s details',
  detail: 'Details of the chosen image; Escape goes back to the list',
  soon: 'The images appear here as they are classified.',
  nothing: 'There is no image in this result.',
  noMatch: 'No image fits these filters.',
  previewOnly: (shown: number, all: number): string => `These are the first ${number(shown)} of ${images(all)}. All of them, larger pictures and where the network looked can be had where ResNet Lab may run: in a trusted workspace, with the notebook open in VS Code.`,
  previewAll: 'Larger pictures and where the network looked can be had where ResNet Lab may run: in a trusted workspace, with the notebook open in VS Code.',
  rowsProblem: (reason: string): string => `The rest of the rows could not be had: ${reason}`,
  again: 'Try again',

  filterText: 'Filter by file or class',
  order: 'Sort',
  orders: { file: 'File order', name: 'Name', surest: 'Surest first', unsurest: 'Least sure first', class: 'Class', difference: 'Most different answers', mistakes: 'Surest mistakes first' } as Record<Order, string>,
  filters: 'Filters',
  activeFilters: (n: number): string => (n === 0 ? 'Filters' : `Filters (${n})`),
  compact: 'Compact',
  compactHelp: 'Show the most likely class alone',
  logits: 'Logits',
  logitsHelp: 'Show logits beside the probabilities',
  kept: 'Show',
  keptKinds: { all: 'All images', hits: 'Right', misses: 'Wrong', firstOnly: 'A alone is right', secondOnly: 'B alone is right', differ: 'Models differ', unreadable: 'Unreadable' } as Record<Kept, string>,
  keptFirst: { hits: 'A is right', misses: 'A is wrong' } as Partial<Record<Kept, string>>,
  counted: (name: string, n: number): string => `${name} (${number(n)})`,
  prediction: 'Predicted',
  secondPrediction: 'Predicted by B',
  truth: 'True class',
  anyClass: 'Any class',
  confidence: 'Confidence',
  confidenceOf: 'Confidence of A',
  least: 'Lowest confidence',
  most: 'Highest confidence',
  bounds: (least: number, most: number): string => `${least}–${most}\u00a0%`,
  clear: 'Clear',
  shownOf: (shown: number, all: number): string => (shown === all ? images(all) : `${number(shown)} of ${images(all)}`),

  /** A probability, never rounded to what it is not. */
  probability: (p: number): string => (!Number.isFinite(p) ? '–' : p > 0 && p < 0.0005 ? '<0.1\u00a0%' : p < 1 && p >= 0.9995 ? '>99.9\u00a0%' : `${(100 * p).toFixed(1)}\u00a0%`),
  logit: (value: number): string => (Number.isFinite(value) ? value.toFixed(2).replace('-', '−') : '–'),
  differ: 'differ',
  truthIs: (label: string): string => `true: ${label}`,
  /** A row for the ear. */
  said: {
    guess: (label: string, probability: string): string => `${label}, ${probability}`,
    ofModel: (letter: string, answer: string): string => `${letter}: ${answer}`,
    verdict: (right: boolean): string => (right ? 'right' : 'wrong'),
    truth: (label: string): string => `true class ${label}`,
    differ: 'the models differ',
    unreadable: (reason: string): string => `unreadable: ${reason}`,
  },
};

export type ClassificationWords = typeof classificationEnglish;
