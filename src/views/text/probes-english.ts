import type { MeasureId, Summary } from '../probes/measures';
import type { SourceId } from '../probes/sources';

const numbers = new Intl.NumberFormat('en');
const number = (value: number): string => numbers.format(value);
/** `a`, `a and b`, `a, b and c`. */
const list = (items: readonly string[]): string => (items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`);

/** In plain words: what is drawn, how it is read, what it does not show. */
export interface Explanation {
  readonly what: string;
  readonly read: string;
  readonly limits: string;
  readonly sources: readonly SourceId[];
}

const healthy = 'Healthy gradients do not settle why depth is hard: He et al. (2015) saw plain nets get worse with depth although batch norm kept their gradients healthy, so vanishing gradients are not the whole story.';

const explanations: Readonly<Record<MeasureId, Explanation>> = {
  weightGradient: {
    what: 'The norm of the gradient of the batch’s mean loss by the weights of each convolution and of the fully connected layer, on one batch, before the step is taken.',
    read: 'A line that falls towards the input by orders of magnitude is a vanishing gradient, one that rises towards it an exploding one. A level line: all layers get a signal of like size.',
    limits: `Layers differ in the number and size of their weights, so a norm alone does not say how fast a layer learns; gradient ÷ weight is fairer. ${healthy} Nor does a norm say whether the gradients of different images agree: in plain nets they come to look like white noise with depth, in residual nets much less (Balduzzi et al. 2017).`,
    sources: ['he2015', 'balduzzi2017'],
  },
  gradientRatio: {
    what: 'The norm of each layer’s weight gradient over the norm of the weights themselves.',
    read: 'Times the learning rate it is about the share of a layer that one plain step of gradient descent changes. Layers far below the others hardly learn; layers far above may be torn about.',
    limits: `Momentum and weight decay are not in it. Weights in front of a batch norm have no scale that matters (Ioffe and Szegedy 2015): a small ratio there may only mean large weights. ${healthy}`,
    sources: ['ioffe2015', 'he2015'],
  },
  signal: {
    what: 'The norm of the gradient of the batch’s mean loss by the output of the stem and of each unit: what goes back through the network.',
    read: 'Through an identity shortcut with nothing after the addition, a unit’s output hands its gradient to its input unchanged, and the branch adds its part (He et al. 2016): towards the input the line is level or rises slowly. In a plain net each unit multiplies it.',
    limits: `${healthy} A norm does not say whether the gradients of different images agree (Balduzzi et al. 2017).`,
    sources: ['he2016', 'he2015', 'balduzzi2017'],
  },
  response: {
    what: 'The standard deviation of each convolution’s response over the batch: after its batch norm where one follows at once, before the nonlinearity.',
    read: 'He et al. (2015, figure 7) found smaller responses in residual nets than in plain ones, the smaller the deeper the net: a unit there changes little of what it is given.',
    limits: 'A batch norm sets the spread of each channel to its |γ|, so right after one this shows γ and not what the convolution did. Small responses are what shortcuts allow, not a proof that they help.',
    sources: ['he2015'],
  },
  mean: {
    what: 'The mean of the output of the stem and of each unit, over batch, pixels and channels.',
    read: 'A relu right before the addition lets the trunk only grow, and its mean with it (He et al. 2016). Means near zero: what is added has both signs.',
    limits: 'The mean over all channels hides channels that cancel each other. Where a batch norm follows, the mean is taken away again.',
    sources: ['he2016'],
  },
  std: {
    what: 'The standard deviation of the output of the stem and of each unit, over batch, pixels and channels.',
    read: 'With batch norm on the branch it grows slowly from unit to unit, as variances add up (De and Smith 2020). Without any normalisation it grows or shrinks by a factor with each unit.',
    limits: 'Where a batch norm follows, the scale alone does no harm. The mean is not in it.',
    sources: ['de2020'],
  },
  zero: {
    what: 'The share of each relu’s outputs that are zero on the batch.',
    read: 'About half is usual where the relu’s input is centred, as after a batch norm that has just started. Near 0 % the relu does next to nothing; near 100 % little gets through.',
    limits: 'Zero is not dead: another image may bring the same place to life. A relu after the addition sees a trunk that is mostly positive already, and so has few zeros (He et al. 2016).',
    sources: ['he2016'],
  },
  dead: {
    what: 'The share of each relu’s channels that are zero at every pixel of every image of the batch: no gradient goes through them.',
    read: 'A share that stays up for long is capacity that is lost. A short rise after the first steps often heals.',
    limits: 'It is of one batch: a channel that is silent there may speak on another.',
    sources: [],
  },
  variance: {
    what: 'What each unit adds: the variance of the trunk, which comes by the shortcut (thick), and of the branch (thin), by channel, averaged over channels.',
    read: 'At the start a batch norm keeps the branch’s variance near that of one layer, while the trunk’s grows with every addition: linearly, not exponentially, and it drops where a stage begins with a normalised projection (De and Smith 2020). The deeper the unit, the less its branch counts.',
    limits: 'This explains the start of training of normalised residual nets, and no more: after it γ is free. A plain net adds nothing, and is not here.',
    sources: ['de2020'],
  },
  branchShare: {
    what: 'The variance of each unit’s branch over that of its trunk, as a ratio of the means.',
    read: 'Far below 1 a unit is nearly the identity, and the network as shallow as its first units. At the start with batch norm it falls like one over the number of units before it (De and Smith 2020), which makes great depth trainable.',
    limits: 'It has no interval: the ratio of two means does not have theirs. It says how much a branch changes, not how useful the change is.',
    sources: ['de2020'],
  },
  gamma: {
    what: 'The root mean square of the scales γ of each batch norm; all are 1 at the start unless the last of each branch starts at 0.',
    read: 'The γ of a branch’s last batch norm decides how much the branch counts. Littwin and Wolf (2016) have it grow in training: the network begins as if it were shallow and gets deeper.',
    limits: 'Weight decay, where it takes in γ, pulls it down. γ in front of a convolution that has a batch norm behind it changes little, since that one takes the scale away again.',
    sources: ['littwin2016'],
  },
};

/** Every word of what was measured inside networks. */
export const probesEnglish = {
  heading: 'Inside the network',
  recorded: (every: number, shown: number, all: number): string => `Measured on the batch of every ${every === 1 ? '' : `${number(every)}${ordinal(every)} `}step while training${shown < all ? `; ${number(shown)} of ${number(all)} records are kept here` : ''}.`,
  nothing: 'Nothing has been measured inside the network yet.',
  measure: 'What was measured',
  measures: {
    weightGradient: 'weight gradient ‖∂L/∂W‖',
    gradientRatio: 'gradient ÷ weight ‖∂L/∂W‖ / ‖W‖',
    signal: 'signal going back ‖∂L/∂x‖',
    response: 'std of the convolutions’ responses',
    mean: 'mean of the outputs',
    std: 'std of the outputs',
    zero: 'zero relu outputs',
    dead: 'dead relu channels',
    variance: 'variance of trunk and branch',
    branchShare: 'branch ÷ trunk variance',
    gamma: 'γ of batch norms (rms)',
  } as Readonly<Record<MeasureId, string>>,
  /** In the middle of a sentence. */
  spoken: {
    weightGradient: 'weight gradient',
    gradientRatio: 'ratio of gradient to weight',
    signal: 'signal going back',
    response: 'std of the responses',
    mean: 'mean of the outputs',
    std: 'std of the outputs',
    zero: 'zero relu outputs',
    dead: 'dead relu channels',
    variance: 'variance',
    branchShare: 'ratio of branch to trunk',
    gamma: 'γ',
  } as Readonly<Record<MeasureId, string>>,
  measureGroups: { gradients: 'Gradients', activations: 'Activations' },
  parts: { trunk: 'trunk', branch: 'branch' },
  partOf: (arm: string, part: string): string => `${arm}, ${part}`,
  partIn: (arm: string, part: string): string => `the ${part} of ${arm}`,
  lacking: (labels: readonly string[]): string => `Not in ${list(labels)}, which ${labels.length === 1 ? 'has' : 'have'} nothing of the kind.`,
  logarithmic: 'Logarithmic',
  sameScale: 'Same scale at every step',

  byDepth: 'by depth',
  depthAxis: 'from input to output',
  step: 'Step shown',
  stepOf: (step: number): string => `step ${number(step)}`,
  start: (step: number): string => `start: step ${number(step)}`,
  end: (step: number): string => `end: step ${number(step)}`,
  newest: (step: number): string => `newest: step ${number(step)}`,
  play: 'Play the training',
  pause: 'Pause',
  next: 'Next record',
  onDiagram: 'Show on the diagram:',
  onDiagramHelp: (arm: string, step: number): string => `The network of ${arm}, coloured by what was measured at step ${number(step)}`,
  heatTitle: (measure: string, step: number): string => `${measure}, step ${number(step)}`,
  depthTitle: (measure: string, step: number): string => `${measure} by depth, step ${number(step)}`,
  depthSummary: (measure: string, step: number, arms: readonly string[]): string => `Line chart of ${measure} from input to output at step ${number(step)}. ${arms.join('. ')}.`,
  armSummary: (label: string, first: string, firstValue: string, last: string, lastValue: string): string => `${label}: ${firstValue} at ${first}, ${lastValue} at ${last}`,
  without: (labels: readonly string[], step: number): string => `${list(labels)}: no record near step ${number(step)}.`,
  band: 'Mean over the seeds with its 95\u00a0% band (Student’s t).',
  oneSeed: 'One seed: no band.',
  zeroes: 'Zeros and values below have no place on a logarithmic axis.',

  overTraining: 'over training',
  place: 'Layer',
  summaries: { first: 'first layer', middle: 'middle layer', last: 'last layer', max: 'largest of all layers', min: 'smallest of all layers' } as Readonly<Record<Summary, string>>,
  summaryGroup: 'Of each arm',
  layerGroup: 'By name',
  trainingTitle: (measure: string, place: string): string => `${measure} over training, ${place}`,
  trainingSummary: (measure: string, place: string, arms: readonly string[]): string => `Line chart of ${measure} by step, ${place}. ${arms.join('. ')}.`,
  trainingExplained: {
    layer: 'One layer at every recorded step.',
    first: 'The first layer of each arm, after the input, at every recorded step.',
    middle: 'The layer in the middle of each arm at every recorded step.',
    last: 'The last layer of each arm before the output (before the fully connected one, where there are others) at every recorded step.',
    max: 'The largest value of all layers at every recorded step; which layer it is may change, and it has no band.',
    min: 'The smallest value of all layers at every recorded step; which layer it is may change, and it has no band.',
  } as Readonly<Record<Summary | 'layer', string>>,
  jumps: 'Each record is of one batch: lines jump as batches differ, and a peak between two records is not seen.',

  heatMap: 'layer × step',
  heatArm: 'Arm',
  heatTitleOf: (measure: string, label: string): string => `${measure}, layer × step, ${label}`,
  heatSummary: (measure: string, label: string, rows: number, columns: number, low: string, high: string): string => `Heat map of ${measure} of ${label}: ${number(rows)} layers, ${number(columns)} steps, from ${low} to ${high}. Arrow keys read its values.`,
  heatKeys: 'heat map; arrow keys move from value to value, Home and End along a layer, Page Up and Page Down to the first and last layer',
  heatExplained: 'Rows are layers, the input at the top; columns are the recorded steps. Along a row: how a layer changes while training. Down a column: depth at one moment. The scale of colours is one for all arms that are shown; means over the seeds, without their intervals.',
  heatMissing: 'Blank: no value.',

  smoothness: 'Smoothness along the gradient',
  smoothnessTitles: { loss: 'range of the loss', gradient: 'change of the gradient (ℓ2)', beta: 'effective β' },
  smoothnessWhat: {
    loss: 'From the lowest to the highest loss met when going along the step’s gradient by a range of step sizes; one stretch an arm, all on one scale.',
    gradient: 'From the smallest to the largest distance (ℓ2) between the gradient met on that way and the step’s own; one stretch an arm, all on one scale.',
    beta: 'The largest change of the gradient on that way over the distance gone, at every recorded step: how curved the loss is there.',
  },
  smoothnessRange: (low: string, high: string): string => `${low} to ${high}`,
  smoothnessRead: 'Narrow bands and a small β: the loss ahead can be told from the gradient where one stands, and larger steps are safe. Santurkar et al. (2018) found that batch norm makes VGG nets smoother in this sense, and held this, not less “internal covariate shift”, to be why it helps.',
  smoothnessLimits: 'They left ResNets out on purpose, because shortcuts seem to do much of the same and would mix two causes. So they are mixed here wherever arms differ in both: only arms that differ in one of them tell it apart. It is one direction, on one batch: not the landscape, and β no bound. Means over the seeds.',
  facetStep: (arm: string, step: number): string => `${arm}, step ${number(step)}`,
  facetSummary: (title: string, arms: readonly string[]): string => `Chart of the ${title} by step, one stretch an arm. ${arms.join('. ')}.`,

  explanations,
  howToRead: 'How to read it:',
  notShown: 'What it does not show:',
  sources: 'Sources:',
  saveCsv: 'CSV of these values',
  layerColumn: 'layer',
  stepColumn: 'step',
  none: '–',
  interval: (low: string, high: string): string => `[${low}, ${high}]`,
  colon: ': ',

  larger: (factor: string): string => `${factor} times as large`,
  smaller: (factor: string): string => `${factor} times smaller`,
  same: 'about the same',
  inArm: (text: string, arm: string): string => `${text} in ${arm}`,
  ofArm: (text: string, arm: string): string => `${text} (${arm})`,
  findings: {
    ratio: (step: number, measure: string, a: string, b: string, items: readonly string[]): string => `Compared with ${b}, the ${measure} of ${a} at step ${number(step)} is ${list(items)}.`,
    ratioRange: (step: number, measure: string, a: string, b: string, count: number, low: string, high: string): string => `Compared with ${b}, the ${measure} of ${a} at step ${number(step)} is from ${low} to ${high}, over ${number(count)} arms.`,
    levels: (step: number, measure: string, items: readonly string[]): string => `At step ${number(step)}, ${measure}: ${items.join('; ')}.`,
    fromTo: (first: string, a: string, last: string, b: string): string => `${a} at ${first}, ${b} at ${last}`,
    average: (mean: string, most: string, where: string): string => `${mean} on average, at most ${most} in ${where}`,
    change: (from: number, to: number, measure: string, place: string, items: readonly string[]): string => `Compared with step ${number(from)}, the ${measure} (${place}) at step ${number(to)} is ${list(items)}.`,
    changeRange: (from: number, to: number, measure: string, place: string, count: number, low: string, high: string): string => `Compared with step ${number(from)}, the ${measure} (${place}) at step ${number(to)} is from ${low} to ${high}, over ${number(count)} arms.`,
    moved: (from: number, to: number, measure: string, place: string, items: readonly string[]): string => `From step ${number(from)} to step ${number(to)}, ${measure} (${place}): ${items.join('; ')}.`,
    movedItem: (a: string, b: string): string => `${a} → ${b}`,
    extremes: (label: string, high: string, highLayer: string, highStep: number, low: string, lowLayer: string, lowStep: number): string => `In ${label} the largest is ${high} in ${highLayer} at step ${number(highStep)}, the smallest ${low} in ${lowLayer} at step ${number(lowStep)}.`,
    firstLayer: 'the first layer',
    lastLayer: 'the last layer',
    width: (title: string, items: readonly string[]): string => `Width of the band, ${title}, at the median step: ${items.join(', ')}.`,
    range: (low: string, high: string, count: number): string => `from ${low} to ${high} over ${number(count)} arms`,
    median: (title: string, items: readonly string[]): string => `The median over the steps, ${title}: ${items.join(', ')}.`,
  },
};

export type ProbesWords = typeof probesEnglish;

function ordinal(value: number): string {
  const [ten, one] = [value % 100, value % 10];
  if (ten >= 11 && ten <= 13) return 'th';
  return one === 1 ? 'st' : one === 2 ? 'nd' : one === 3 ? 'rd' : 'th';
}
