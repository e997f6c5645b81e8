import { t } from '../../base/l10n';
import { buildGraph } from '../../resnet/build';
import { architectureNamed } from '../../resnet/catalogue';
import { describe, type Description } from '../../resnet/describe';
import { DIAGRAM_VERSION, type DiagramData } from '../../diagram/diagram-data';
import type { Graph, ImageSize, NetworkOptions } from '../../resnet/graph';
import { NAMED_ORDERS } from '../../resnet/order';
import { markdownTable } from '../markdown';
import type { DiagramKeys } from './schema';

/** The network of a `diagram` cell. @throws LabError where its keys don't go together */
export function diagramGraph(keys: DiagramKeys): Graph {
  return buildGraph(diagramNetwork(keys));
}

/** What a `diagram` cell's network is built of. */
function diagramNetwork({ input, against: _, ...options }: DiagramKeys): NetworkOptions {
  return { ...options, ...(input !== undefined && { input: imageSize(input, options.architecture) }) };
}

/** The networks of a `diagram` cell, one or two. */
export function diagramKeys(keys: DiagramKeys): DiagramKeys[] {
  return keys.against === undefined ? [keys] : [keys, againstKeys(keys)];
}

/** What the view of a `diagram` cell draws. */
export function diagramData(keys: DiagramKeys): DiagramData {
  return { version: DIAGRAM_VERSION, networks: diagramKeys(keys).map((own) => ({ label: networkLabel(own), options: diagramNetwork(own) })) };
}

function networkLabel({ architecture, order }: DiagramKeys): string {
  return order === undefined ? architecture : `${architecture}, ${order}`;
}

/** The keys of the network that a `diagram` cell puts beside its own. */
export function againstKeys({ against, ...own }: DiagramKeys): DiagramKeys {
  return { ...own, ...against, architecture: against?.architecture ?? own.architecture, zeroInitResidual: against?.zeroInitResidual ?? own.zeroInitResidual };
}

/** A number is the side of a square with the architecture's own channels. */
function imageSize(input: Exclude<DiagramKeys['input'], undefined>, architecture: string): ImageSize {
  if (typeof input === 'number') return { height: input, width: input, channels: architectureNamed(architecture).input.channels };
  const [channels, height, width] = input;
  return { channels, height, width };
}

/** The layer table of He 2015 (table 1) for a network, with the order of its units and where that comes from, as Markdown. */
export function diagramMarkdown(description: Description): string {
  const { title, architecture, order, tokens, input, classes, parameters, macs, stages } = description;
  const source = NAMED_ORDERS.find(({ name }) => name === order)?.source;
  const named = order === tokens ? `\`${tokens}\`` : `**${order}**: \`${tokens}\``;
  const rows = stages.map(({ stage, output, layers, parameters: own, macs: work }) => [stage, `${output.height}×${output.width}×${output.channels}`, layers.replaceAll('; ', '<br>'), count(own), count(work)]);
  return [
    `### ${title} (\`${architecture}\`)`,
    `${t('Order of a unit')} ${named}${source === undefined ? '' : ` (${t(source)})`}`,
    t('Input {0}, {1} classes: **{2}** parameters, **{3} GMACs** (multiply-adds for one image; FLOPs = 2 × MACs).', input.join('×'), classes, count(parameters), (macs / 1e9).toFixed(3)),
    markdownTable([t('part'), t('output'), t('layers'), t('parameters'), t('MACs')], rows, ['left', 'left', 'left', 'right', 'right']),
  ].join('\n\n');
}

/** The networks of a diagram as Markdown, for readers without its view. */
export function diagramDataMarkdown({ networks }: DiagramData): string {
  return networks.map(({ options }) => diagramMarkdown(describe(buildGraph(options)))).join('\n\n');
}

/** What a `diagram` cell says. @throws LabError where its keys don't go together */
export function describeDiagram(keys: DiagramKeys): Description {
  return describe(diagramGraph(keys));
}

function count(value: number): string {
  return value === 0 ? '' : value.toLocaleString('en-US');
}
