import type { OrderDifference } from '../../resnet/order-difference';

const numbers = new Intl.NumberFormat('en');
const number = (value: number): string => numbers.format(value);
const tokens = (some: readonly string[]): string => (some.length === 0 ? 'nothing' : some.join('-'));

/** Every word of the order workbench that does not come with the order. */
export const workbenchEnglish = {
  number,
  title: 'Order workbench',
  intro: 'Put the layers of a residual unit in any order, and see at once what that makes of it.',
  architecture: 'Architecture',
  families: { cifar: 'For CIFAR', imagenet: 'For ImageNet' },
  named: 'Named orders',

  strip: 'Layers of the unit, from the first to the last',
  stripHelp: 'Drag a layer, or move it with Alt + ← →. Delete removes it; C, B, R and A put a conv, bn, relu or add behind it. Ctrl + Z takes back.',
  signal: 'x',
  signalHelp: 'what the unit reads',
  tokenAt: (token: string, place: number, count: number): string => `${token}, ${place} of ${count}`,
  wrongToken: 'wrong here',
  add: (token: string): string => `Add ${token}`,
  remove: 'Remove',
  moveLeft: 'Move left',
  moveRight: 'Move right',
  undo: 'Undo',
  redo: 'Redo',
  empty: 'No layers yet: add one, or choose a named order.',

  text: 'The order as text',
  textHelp: 'As it stands in a cell; names of orders are understood too',
  copy: 'Copy',
  isNamed: (name: string): string => `This is ${name}`,
  unnamed: 'This order has no name.',
  useMended: (order: string): string => `Use ${order}`,
  tooLong: (most: number): string => `an order has at most ${most} characters.`,
  lastValid: (order: string): string => `Below is the last valid order, ${order}.`,

  said: {
    moved: (token: string, place: number, count: number): string => `${token} moved to place ${place} of ${count}.`,
    added: (token: string, place: number, count: number): string => `${token} added at place ${place} of ${count}.`,
    removed: (token: string): string => `${token} removed.`,
    undone: 'Taken back.',
    redone: 'Done again.',
    order: (order: string): string => `The order is ${order}.`,
    invalid: (message: string): string => `Not valid: ${message}`,
    summary: (parameters: string, macs: string): string => `${parameters} parameters, ${macs} MACs.`,
  },

  unit: 'The unit',
  figures: { basic: 'Basic unit', bottleneck: 'Bottleneck unit' },
  figureOf: (kind: string, order: string, unit: string, title: string): string => `${kind} with the order ${order}: ${unit} of ${title}`,
  which: 'Unit shown',
  same: 'Same shape',
  changing: 'Shape changes',
  from: (title: string): string => `as in ${title}`,
  noFigure: (reason: string): string => `There is none: ${reason}`,

  numbers: 'Parameters and cost',
  numbersCaption: (title: string): string => `${title}, for one image. MACs are multiply-adds of convolutions and the fully connected layer; FLOPs = 2 × MACs.`,
  numbersHead: { what: '', own: 'this order', original: 'original', difference: 'difference' },
  parameters: 'parameters',
  macs: 'MACs',
  none: 'none',

  differs: 'What differs from original',
  sameAsOriginal: 'Nothing: this is original.',
  difference: ({ place, gap, was, now }: OrderDifference): string => {
    const where: Record<OrderDifference['place'], string> = {
      convs: 'Convs',
      addition: 'Addition',
      beforeFirstConv: 'Before the first conv',
      betweenConvs: gap === undefined ? 'Between the convs' : `Between conv ${gap} and conv ${gap + 1}`,
      beforeAddition: 'Between the last conv and the addition',
      afterAddition: 'After the addition',
      atEnd: 'After the last conv',
    };
    if (place === 'convs') return `${now.length} convs instead of ${was.length}.`;
    if (place === 'addition') return now.length === 0 ? 'No addition: no shortcut.' : 'There is an addition.';
    return `${where[place]}: ${tokens(now)} instead of ${tokens(was)}.`;
  },

  known: 'What is known of it',
  measured: 'Measured',
  measuredCaption: 'Numbers of this very order, beside those of original in the same experiment. They are of other data, depths and schedules than a short run here.',
  measuredHead: { network: 'network', measure: 'measure', own: 'this order', original: 'original', source: 'source' },
  notMeasured: 'No paper that is listed here has measured this order. The workbench can make a cell that does.',
  sequences: 'Measured in networks without such units',
  sequencesHead: { network: 'network', measure: 'measure', own: 'as here', others: 'otherwise', source: 'source' },
  shortcuts: 'Measured with other shortcuts',
  shortcutsHead: { shortcut: 'shortcut', network: 'network', value: 'error', source: 'source' },
  tableNumber: (table: number): string => `table ${table}`,
  secondHand: 'at second hand',

  compare: 'Try it',
  compareWith: 'Compare this order with',
  seeds: 'Seeds',
  seedsHelp: 'Differences are paired by seed: six or more can show p < 0.05',
  insert: 'Insert a Cell That Compares Them',
  copyCell: 'Copy the Cell',
  trials: (orders: number, seeds: number): string => `${orders} orders × ${seeds} ${seeds === 1 ? 'seed' : 'seeds'} = ${orders * seeds} trainings, each 3 epochs of 10,000 images`,
  chooseOther: 'Choose at least one other order.',
  inserted: 'The cell is in the notebook.',
};

export type WorkbenchWords = typeof workbenchEnglish;
