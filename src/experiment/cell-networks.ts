import type { DiagramNetwork } from '../diagram/diagram-data';
import { DATASETS, isDatasetName } from '../data/catalogue';
import { architectureNamed } from '../resnet/catalogue';
import type { NetworkOptions } from '../resnet/graph';
import type { Cell } from './cell';
import { FOLDER_SIZE } from './defaults';
import { diagramData } from './diagram';
import { expandCompare, expandTrain } from './expand';
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
  return distinct(trialsOf(cell));
}

/** The networks of trials, each once, the first label of each. */
export function distinct(trials: readonly { readonly label: string; readonly config: TrialConfig }[]): DiagramNetwork[] {
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
export function networkLabel({ architecture, order }: TrialConfig): string {
  return `${architecture}, ${order}`;
}

function trialsOf(cell: Cell): { label: string; config: TrialConfig }[] {
  if (cell.kind === 'train') {
    const config = expandTrain(cell);
    return [{ label: networkLabel(config), config }];
  }
  if (isStudy(cell) && cell.keys.run !== undefined) return [];
  const comparison = cell.kind === 'compare' ? cell : isProbed(cell) || isStudy(cell) ? comparisonCell(cell) : undefined;
  if (comparison === undefined) return [];
  const { arms: all, baseline } = expandCompare(comparison);
  const arms = all.toSorted((a, b) => Number(b.label === baseline) - Number(a.label === baseline)).flatMap(({ label, trials: [config] }) => (config === undefined ? [] : [{ label, config }]));
  return arms.length === 1 ? arms.map(({ config }) => ({ label: networkLabel(config), config })) : arms;
}
