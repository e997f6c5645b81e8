import type { DiagramNetwork } from '../../diagram/diagram-data';
import type { ViewTarget } from '../../engine/view-protocol';
import { ARCHITECTURES } from '../../resnet/catalogue';

/** A way to show some networks: by themselves, or two side by side. */
export interface Offer {
  readonly label: string;
  readonly networks: readonly DiagramNetwork[];
}

/** What a cell's networks can be shown as. One is shown at once, and so are two, side by side: there is nothing to choose then. */
export function offers(networks: readonly DiagramNetwork[]): Offer[] {
  const [first, ...others] = networks;
  if (first === undefined) return [];
  if (others.length <= 1) return [{ label: labels(networks), networks }];
  return [...others.map((other) => pair(first, other)), ...networks.map((network) => ({ label: network.label, networks: [network] }))];
}

/** What a link or another extension may give a command: names, or networks as a view has them. Undefined where it is neither. */
export function networksIn(argument: unknown): DiagramNetwork[] | undefined {
  if (typeof argument === 'string') return [named({ architecture: argument })];
  if (!isRecord(argument)) return undefined;
  const { networks, architecture, order } = argument;
  if (Array.isArray(networks)) return networks.every(isNetwork) ? networks : undefined;
  return typeof architecture === 'string' ? [named({ architecture, ...(typeof order === 'string' && { order }) })] : undefined;
}

/** What a view asks to be shown; undefined where a message is no such thing. */
export function targetIn(argument: unknown): ViewTarget | undefined {
  if (!isRecord(argument)) return undefined;
  const { kind, networks, order, architecture, text } = argument;
  if (kind === 'diagram' && Array.isArray(networks) && networks.every(isNetwork)) return { kind, networks };
  if (kind === 'workbench' && typeof order === 'string') return { kind, order, ...(typeof architecture === 'string' && { architecture }) };
  return kind === 'cell' && typeof text === 'string' ? { kind, text } : undefined;
}

/** The order of a network's units: the architecture's own where none is named. */
export function orderOf({ options }: DiagramNetwork): string {
  return options.order ?? ARCHITECTURES.find(({ name }) => name === options.architecture)?.order ?? 'original';
}

function named(options: DiagramNetwork['options']): DiagramNetwork {
  return { label: options.order === undefined ? options.architecture : `${options.architecture}, ${options.order}`, options };
}

function pair(first: DiagramNetwork, second: DiagramNetwork): Offer {
  return { label: labels([first, second]), networks: [first, second] };
}

function labels(networks: readonly DiagramNetwork[]): string {
  return networks.map(({ label }) => label).join(' ↔ ');
}

function isNetwork(value: unknown): value is DiagramNetwork {
  return isRecord(value) && typeof value['label'] === 'string' && isRecord(value['options']) && typeof value['options']['architecture'] === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
