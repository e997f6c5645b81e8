import type { DiagramNetwork } from '../../diagram/diagram-data';
import { DATASETS, isDatasetName } from '../../data/catalogue';
import { architectureNamed } from '../../resnet/catalogue';
import type { NetworkOptions } from '../../resnet/graph';
import type { Cell } from './cell';
import { FOLDER_SIZE } from './defaults';
import { diagramData } from './diagram';
import { expandTrain } from './expand';
import { baselinePoints, distinct, gridOf } from './grid';
import { comparisonCell, isProbed, isStudy } from './networks';
import { parseCell } from './parse';
import type { TrialConfig } from './trial-config';

/**
 * The networks that a cell's text is about, each once: those of a diagram, of a training, of the arms of a comparison, its baseline first; none where it names a run or data.
 * @throws LabError where the text is no valid cell
 */
export function cellNetworks(text: string): DiagramNetwork[] {
  const cell = parseCell(text);
  if (cell.kind === 'diagram') return [...diagramData(cell.keys).networks];
  const networks = distinctNetworks(trialsOf(cell));
  // What is varied does not tell a network from itself.
  return networks.length === 1 ? networks.map(({ options }) => ({ label: networkLabel(options), options })) : networks;
}

/** The networks of trials, each once, the first label of each. */
export function distinctNetworks(trials: readonly { readonly label: string; readonly config: TrialConfig }[]): DiagramNetwork[] {
  const networks = new Map<string, DiagramNetwork>();
  for (const { label, config } of trials) {
    const options = trialNetwork(config);
    const key = JSON.stringify(options);
    if (!networks.has(key)) networks.set(key, { label, options });
  }
  return [...networks.values()];
}

/** What a trial's network is built of, with the images and classes of its data; of a folder, whose classes are known only once it is read, the architecture's own. */
export function trialNetwork({ architecture, order, options, dataset, size = FOLDER_SIZE }: TrialConfig): NetworkOptions {
  const { input, classes } = architectureNamed(architecture);
  const known = isDatasetName(dataset) ? { input: DATASETS[dataset].shape, classes: DATASETS[dataset].classes.length } : { input: { ...input, height: size, width: size }, classes };
  return { architecture, order, ...options, ...known };
}

/** What a trial's network is called: `resnet20, full-preact`. */
export function networkLabel({ architecture, order }: NetworkOptions): string {
  return order === undefined ? architecture : `${architecture}, ${order}`;
}

function trialsOf(cell: Cell): { label: string; config: TrialConfig }[] {
  if (cell.kind === 'train') return [{ label: '', config: expandTrain(cell) }];
  if (isStudy(cell) && cell.keys.run !== undefined) return [];
  const comparison = cell.kind === 'compare' ? cell : isProbed(cell) || isStudy(cell) ? comparisonCell(cell) : undefined;
  if (comparison === undefined) return [];
  const points = distinct(gridOf(comparison));
  const [baseline] = baselinePoints(comparison.keys, points);
  return points.toSorted((a, b) => Number(b === baseline) - Number(a === baseline));
}
