import type { AnalysedNetwork, AnalysisResult } from '../../experiment/analysis-data';
import { english } from './english';

const count = (n: number, one: string, many = `${one}s`): string => `${english.number(n)} ${n === 1 ? one : many}`;

/** A figure in plain words. */
export interface Explanation {
  readonly what: string;
  readonly limits: string;
  /** Paper, and its number at arXiv. */
  readonly source: readonly [string, string];
}

const VEIT = ['Veit 2016', '1605.06431'] as const;
const LI = ['Li 2018', '1712.09913'] as const;
const BALDUZZI = ['Balduzzi 2017', '1702.08591'] as const;

/** Every word of the analyses' views that does not come with the data. */
export const analysisEnglish = {
  states: { ...english.states, running: 'Measuring' },
  whatNow: { ...english.whatNow, stop: 'Stop after the measurement under way; what is measured is kept', resume: 'Go on with what is not measured yet' },
  kinds: { lesion: 'Lesion study', landscape: 'Loss landscape', shattered: 'Shattered gradients' } as Record<AnalysisResult['kind'], string>,
  soon: 'The figures begin with the first measurement.',
  nothing: 'Nothing was measured: there are no figures.',
  csv: 'CSV of this figure',
  source: 'Source:',
  notShown: 'What it does not show:',

  networks: (n: number): string => count(n, 'network'),
  networksDone: (n: number): string => `${english.number(n)} measured`,
  networksOpen: (n: number): string => `${english.number(n)} not complete`,
  network: (label: string, seed: number): string => english.seedOf(label, seed),
  weights: { start: 'fresh weights', last: 'weights after the last epoch', best: 'weights of the best epoch' } as Record<AnalysedNetwork['weights'], string>,
  done: 'measured',
  open: 'not complete',

  interval: 'Lines are means over the seeds with their 95\u00a0% bands (Student’s t).',
  range: 'Lines are means over the seeds; the bands go from the lowest seed to the highest.',
  partial: 'Not everything is measured yet: what is there does not change any more.',
  mean: 'mean over the seeds',
  seedName: (seed: number): string => `seed ${seed}`,
  percent: (value: string): string => `${value}\u00a0%`,
  points: (value: string): string => `${value} points`,
  keys: 'arrow keys read its values',
  turnKeys: 'arrow keys turn it, Home brings it back',
  hatched: 'Hatched: not measured yet, or not finite.',
  holes: (label: string, n: number): string => `${label}: ${count(n, 'point')} of the grid ${n === 1 ? 'has' : 'have'} no finite loss and ${n === 1 ? 'is' : 'are'} left out.`,

  lesion: {
    showOnDiagram: (labels: readonly string[]): string => `Show on the diagram: ${labels.join(' and ')}`,
    heat: 'error without the unit, %',
    error: 'error, %',
    unit: 'unit',
    place: (unit: string): string => `without ${unit}`,
    nth: (n: number): string => `unit ${n}`,
    count: 'units deleted at random',
    countPlace: (n: number): string => (n === 0 ? 'the whole network' : `${count(n, 'unit')} deleted`),
    tau: 'Kendall’s τ with the trained order of the units',
    tauPlace: (tau: string): string => `τ = ${tau}`,
    images: (n: number): string => `Error on ${count(n, 'image')}.`,
    titles: { deleted: 'Error without one unit', several: 'Error without several units', swapped: 'Error with units swapped' },
    wholeLine: 'Dashed: the whole network.',
    crosses: 'A cross on the dashed line is a unit that cannot be deleted.',
    draws: 'Small circles are single draws.',
    damage: (arm: string, whole: string, middle: string, worst: string, unit: string): string => `${arm}: ${whole} whole; without one unit ${middle} in the median, at most ${worst} (without ${unit}).`,
    costly: (n: number, all: number): string => `${n} of ${count(all, 'unit')} cost${n === 1 ? 's' : ''} more than one point.`,
    impossible: (arm: string, units: readonly string[], reason: string): string => `${arm}: ${units.join(', ')} cannot be deleted. ${reason}`,
    least: (best: string, low: string, worst: string, high: string): string => `One deleted unit costs least in ${best} (${low} in the median) and most in ${worst} (${high}).`,
    from: (arm: string, start: string, first: string, end: string, last: string): string => `${arm}: ${start} with ${first}, ${end} with ${last}.`,
    deleted: {
      what: 'One residual unit is taken out of the trained network and the error is measured again, nothing is trained anew. A residual unit becomes its shortcut; a plain unit becomes a wire. If a residual network is many paths at once, it should hardly miss one unit; a plain network has one path, and every unit is on it. Units at the start of a stage do more: they alone change the size of the image.',
      limits: 'That a unit is not missed afterwards does not mean that it was of no use in training. The statistics of batch norm are still those of the whole network, which makes the damage somewhat larger than it would have to be.',
      source: VEIT,
    } as Explanation,
    several: {
      what: 'More and more units are taken out at random. An ensemble loses its members little by little, so the error should rise smoothly; a chain breaks with its first link.',
      limits: 'A few random draws stand for all ways of choosing units; units at the start of a stage weigh more than the others, so single draws lie far apart. A smooth rise agrees with the picture of an ensemble but does not prove it.',
      source: VEIT,
    } as Explanation,
    swapped: {
      what: 'Units of one stage change places. Kendall’s τ says how much of the trained order is left: 1 is all of it, less is more disorder. If units refine one representation step by step, their order should matter little.',
      limits: 'Only units of one stage with the same shape can change places, so τ cannot fall far in shallow networks. Nothing is trained anew.',
      source: VEIT,
    } as Explanation,
  },

  landscape: {
    loss: 'loss',
    error: 'error, %',
    images: (n: number): string => `On ${count(n, 'image')}, with the weights at 0 in the middle.`,
    distance: 'distance along the direction, in filter norms',
    place: (x: string): string => `at ${x}`,
    surfacePlace: (x: string, y: string): string => `at ${x}, ${y}`,
    directions: ['direction 1', 'direction 2'] as readonly [string, string],
    titles: { loss: 'Loss along a random direction', error: 'Error along the same direction', contours: 'Loss on a plane through the weights', relief: 'The same planes as reliefs' },
    cap: (loss: string): string => `Cap at guessing (${loss})`,
    capHelp: 'Losses above that of guessing, which gives every class the same probability, are cut off',
    logHeight: 'Logarithmic height',
    surfaceOf: 'Surface of',
    numbers: (centre: string, ratios: string, curvature: string): string => `loss ${centre} in the centre${ratios}\ncurvature ${curvature}`,
    ratio: (distance: string, factor: string): string => `, ×${factor} at ${distance}`,
    both: (first: string, second: string): string => `${first} and ${second}`,
    unknown: 'not measured yet',
    surroundings: (arm: string, centre: string, ratios: string, curvature: string): string => `${arm}: loss ${centre} at the weights${ratios}; curvature ${curvature}.`,
    flattest: (flat: string, steep: string, distance: string): string => `At distance ${distance} the loss has grown least in ${flat} and most in ${steep}; every seed of the one lies below every seed of the other.`,
    undecided: (flat: string, steep: string, distance: string): string => `At distance ${distance} the loss has grown least in ${flat} and most in ${steep}, but their seeds overlap or are single: these data do not decide which is flatter.`,
    contourCaption: (seed: string): string => `${seed}. The same levels everywhere, spaced by factors; the cross is where the weights are. ×: the loss at that distance over the loss in the centre, mean of the four points on the axes. Curvature: second difference at the centre along directions 1 and 2.`,
    reliefCaption: (logarithmic: boolean): string => `Colours as above. All reliefs have the same height for the same loss (${logarithmic ? 'logarithmic, so that a smooth bowl looks like a funnel' : 'proportional'}) and are turned together: drag, or use the arrow keys.`,
    cutOff: (loss: string): string => `Losses above ${loss} are cut off.`,
    capped: (loss: string): string => `Losses above ${loss} are drawn as ${loss}.`,
    key: 'loss',
    turned: (turn: string, tilt: string): string => `turned ${turn}°, seen from ${tilt}° above`,
    summary: (label: string, least: string, most: string, centre: string): string => `${label}: loss from ${least} to ${most}, ${centre} in the centre`,
    notFinite: 'no finite value',
    line: {
      what: 'The weights are moved along a random direction, and the loss is measured at each step. The direction is scaled filter by filter to the length of the weights, so that networks with larger weights do not look flatter than they are. A wide and smooth valley is easy ground for gradient descent; a narrow or jagged one is hard.',
      limits: 'One random line out of as many directions as there are weights: the valley may be narrow elsewhere. A flat picture is no proof of a better test error. Biases and batch norm’s parameters stay where they are.',
      source: LI,
    } as Explanation,
    errorLine: {
      what: 'The share of images that the moved weights get wrong, at the same steps. It ends at the error of guessing, where the loss goes on growing; a wide bottom means that small changes of the weights cost nothing.',
      limits: 'The error counts images and says nothing of how wrong they are; with few images it moves in steps. As with the loss, this is one random line of very many.',
      source: LI,
    } as Explanation,
    plane: {
      what: 'Two random directions span a plane through the weights; each contour joins points of the same loss. Round, evenly spaced contours mean that gradients point to the middle from everywhere; bays and islands mean other valleys and walls. In the paper, deep plain networks are jagged where residual ones are smooth.',
      limits: 'A plane shows two of very many dimensions. What looks round here may be a saddle in a direction that was not drawn, and training does not move in this plane. Means over the seeds smooth away what single networks have: look at single seeds too.',
      source: LI,
    } as Explanation,
    relief: {
      what: 'The same measurements seen as land: the height is the loss. A relief makes walls and plateaus visible that contours hide in their crowding.',
      limits: 'Near parts hide what lies behind them, and steepness depends on the scale of the height: compare numbers with the contours, not with the eye.',
      source: LI,
    } as Explanation,
  },

  shattered: {
    along: 'image on the circle',
    place: (n: number): string => `image ${n}`,
    derivativeShort: 'derivative',
    lag: 'lag, in images',
    lagPlace: (n: number): string => `lag ${n}`,
    correlationAxis: 'autocorrelation',
    depth: 'depth (layers with weights)',
    depthPlace: (depth: number): string => `depth ${depth}`,
    lagOne: 'autocorrelation at lag 1',
    titles: { trace: 'Derivative around a circle of images', correlation: 'How far the gradient resembles itself', depth: 'Resemblance by depth' },
    traceCaption: (points: number): string => `${count(points, 'image')} on a circle through an image of the data, towards a second one; each network has a scale of its own.`,
    correlationCaption: (points: number): string => `Autocorrelation of the derivative around a circle of ${count(points, 'image')}. Grey band: where white noise lies (±1.96/√n). Dashed grey: Brownian motion that comes back to its start.`,
    shownLags: (some: number, all: number): string => `Lags up to ${some} of ${all} are drawn; the CSV has all.`,
    brown: 'Brownian motion',
    depthCaption: 'Each point is one depth, mean over its seeds. The grey band is that of white noise.',
    atOne: (arm: string, value: string): string => `${arm}: ${value} at lag 1`,
    falls: (text: string, lag: string): string => `${text}; from lag ${lag} on no longer told from white noise.`,
    stays: (text: string): string => `${text}; above white noise at all lags measured.`,
    noise: (text: string): string => `${text}, which white noise would have too.`,
    rank: (most: string, least: string): string => `Neighbouring gradients resemble each other most in ${most} and least in ${least}.`,
    roughness: (arm: string, changes: number, all: number): string => `${arm}: the derivative changes its sign ${count(changes, 'time')} over ${all} images.`,
    trend: (family: string, from: string, to: string): string => `${family}: ${from}, ${to}.`,
    trendPoint: (value: string, depth: number): string => `${value} at depth ${depth}`,
    trace: {
      what: 'Walk in small steps around a circle in the plane of two images and watch the derivative of the network’s output along the way. On a circle, unlike on a straight line, all images have the same strength. Where it changes slowly, a gradient step that is good for one image is good for its neighbours too. Where it looks like noise, gradients of neighbours have little to do with each other: they are shattered.',
      limits: 'The derivative is taken with respect to the image, not to the weights, and on one circle only; most images on it are mixtures that are no data. Batch norm uses the statistics of these very images. A rough trace makes training harder; it does not say that training fails.',
      source: BALDUZZI,
    } as Explanation,
    correlation: {
      what: 'How strongly the derivative at one image goes with the derivative so many images further on: 1 is the same, 0 is unrelated. In plain networks with ReLUs it halves with every layer, until gradients are white noise; shortcuts with batch norm slow that to about one over the root of the depth, near to Brownian motion.',
      limits: 'The resemblance depends on how far apart the images on the circle are, so only networks measured on the same circle can be compared. It is a property of these weights: training changes it.',
      source: BALDUZZI,
    } as Explanation,
    byDepth: {
      what: 'The autocorrelation of neighbouring images for networks of several depths. A fast fall with the depth is the shattering of plain networks; a slow one is what shortcuts are good for.',
      limits: 'The networks differ in nothing but depth only if the cell says so. The paper’s rates are for networks at their start; trained ones need not follow them.',
      source: BALDUZZI,
    } as Explanation,
  },
};

export type AnalysisWords = typeof analysisEnglish;
