import type { Change } from '../../diagram/diff';
import type { BoxKind } from '../../diagram/drawing';
import type { ShortcutKind } from '../../diagram/model';

const numbers = new Intl.NumberFormat('en');
const number = (value: number): string => numbers.format(value);
const units = (count: number): string => (count === 1 ? '1 unit' : `${number(count)} units`);

/** Every word of the diagrams that does not come with the network. */
export const diagramEnglish = {
  number,
  kinds: {
    input: 'input',
    conv: 'convolution',
    bn: 'batch normalisation',
    relu: 'ReLU',
    maxpool: 'max pooling',
    add: 'addition',
    'pad-shortcut': 'padded shortcut',
    avgpool: 'global average pooling',
    fc: 'fully connected layer',
    softmax: 'softmax',
    stage: 'stage',
    unit: 'unit',
  } as Record<BoxKind, string>,
  /** Of both kinds. */
  pooling: 'pooling',
  shortcuts: {
    identity: 'identity shortcut',
    projection: 'projection shortcut (1×1 convolution)',
    padding: 'padded shortcut (no parameters)',
    none: 'no shortcut',
  } as Record<ShortcutKind, string>,

  toolbar: 'Diagram',
  architecture: 'Architecture',
  order: 'Order of the layers in a unit',
  own: 'as given',
  search: 'Search layers',
  searchHint: 'Search layers (/)',
  searchHelp: 'By name or kind: conv, layer3.5.bn2. Enter goes to the next, Shift+Enter to the one before, Escape clears',
  hits: (at: number, count: number): string => (at === 0 ? number(count) : `${number(at)} of ${number(count)}`),
  noHits: 'none',
  previousHit: 'Hit before (Shift+Enter)',
  nextHit: 'Next hit (Enter)',
  expandAll: 'Expand all',
  foldAll: 'Fold all',
  zoomIn: 'Zoom in (+)',
  zoomOut: 'Zoom out (−)',
  fit: 'Zoom to fit (0)',
  openPanel: 'Open in panel',
  workbench: 'Change the order of the layers',
  back: 'All architectures',
  help: 'Arrow keys move, Enter expands and folds, + − 0 zoom, / searches. Drag to move, Ctrl or ⌘ + wheel or two fingers to zoom.',

  colourBy: 'Colour by',
  colours: { none: 'kind of layer', parameters: 'parameters', macs: 'MACs', activation: 'activation memory' },
  heatLegend: (title: string, low: string, high: string): string => `Colours show ${title}, from ${low} to ${high}`,
  logarithmic: 'logarithmic',
  noValue: 'no value',
  kindLegend: 'Kinds of layer and shortcut',

  parameters: (value: string): string => `${value} parameters`,
  inputShape: (shape: string): string => `input ${shape}`,
  summary: (title: string, order: string, parameters: string, macs: string): string => `Block diagram of ${title}, order ${order}: ${parameters} parameters, ${macs} MACs for one image`,
  times: (count: number): string => `${units(count)} that are the same`,
  expandedState: 'expanded',
  layersIn: (count: number): string => (count === 1 ? '1 layer' : `${number(count)} layers`),

  details: {
    title: 'Selected',
    none: 'Select a box to see its shape, parameters, cost and receptive field.',
    what: 'does',
    units: 'units',
    layers: 'layers',
    output: 'output',
    parameters: 'parameters',
    macs: 'MACs',
    receptiveField: 'receptive field',
    activation: 'activation memory',
    shortcut: 'shortcut',
    share: (percent: string): string => `${percent}\u00a0% of the network`,
    each: (value: string): string => `${value} each`,
    shapeHelp: 'channels × height × width',
    macsHelp: 'Multiply-adds of convolutions and the fully connected layer for one image; FLOPs = 2 × MACs.',
    flops: (flops: string): string => `FLOPs = 2 × MACs = ${flops}`,
    receptiveFieldHelp: 'Side of the square of input pixels that one output value depends on, and the step between the squares of two neighbours.',
    receptiveFieldOf: (size: string, jump: string): string => `${size}×${size} px, step ${jump}`,
    activationHelp: 'The outputs of the layers as 32-bit floats, for one image. Training keeps most of them until the backward pass.',
    expand: 'Expand',
    fold: 'Fold',
  },

  diff: {
    heading: (first: string, second: string): string => `From ${first} to ${second}`,
    moved: 'moved',
    changed: 'changed',
    only: 'only here',
    legend: 'What differs',
    properties: { shape: 'output', kernel: 'kernel', stride: 'stride', dilation: 'dilation', groups: 'groups', bias: 'bias', parameters: 'parameters', units: 'units', shortcut: 'shortcut', order: 'order of a unit' } as Record<Change['what'], string>,
    yes: 'yes',
    no: 'no',
    counterpart: (id: string, network: string): string => `${id} in ${network}`,
    change: (property: string, here: string, there: string): string => `${property} ${here}, there ${there}`,
    sentence: (property: string, name: string, here: string, there: string): string => `${capital(property)}${name === '' ? '' : ` of ${name}`}: ${here} → ${there}`,
    counted: (text: string, count: number): string => (count === 1 ? text : `${text} (${number(count)}×)`),
    movedSentence: (list: string): string => `Moved: ${list}`,
    onlySentence: (network: string, list: string): string => `Only in ${network}: ${list}`,
    equal: (name: string, value: string): string => `${capital(name)}: ${value}, the same`,
    total: (name: string, before: string, after: string, percent: string): string => `${capital(name)}: ${before} → ${after} (${percent}\u00a0%)`,
  },

  showText: 'Show as text',
  showLayers: 'Show all layers as table',
  layersCaption: (title: string): string => `Every layer of ${title} in the order of execution, for one image. MACs are multiply-adds; FLOPs = 2 × MACs.`,
  layerHead: { name: 'layer', kind: 'kind', detail: 'detail', output: 'output', parameters: 'parameters', macs: 'MACs', receptiveField: 'receptive field', activation: 'activation memory' },

  save: 'Save or copy the diagram',
  saveAs: { svg: 'SVG figure, text stays text', png: 'PNG image', tex: 'LaTeX figure (TikZ)', text: 'Copy as text' },

  table: {
    heading: 'Architectures',
    caption: 'Architectures for ImageNet (He 2015, table 1): brackets hold the convolutions of one residual unit, with the number of units. Stages conv3_x, conv4_x and conv5_x begin with stride 2. Choose a column to open its diagram.',
    layer: 'layer name',
    output: 'output size',
    parameters: 'parameters',
    macs: 'MACs',
    macsHelp: 'Multiply-adds for one image of 224×224; the paper’s table calls them FLOPs. FLOPs = 2 × MACs. Bottleneck units have their stride on the 3×3 convolution, as in torchvision, which costs a little more than in the paper.',
    open: (title: string): string => `Open the diagram of ${title}`,
    others: 'Other architectures',
    families: { resnext: 'ResNeXt', wide: 'Wide ResNet', cifar: 'ResNet for CIFAR', plain: 'Plain: the same without shortcuts', plainCifar: 'Plain, for CIFAR' },
  },
};

export type DiagramWords = typeof diagramEnglish;

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
