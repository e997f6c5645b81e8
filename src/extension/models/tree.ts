import { basename } from 'node:path';
import type { DiagramNetwork } from '../../diagram/diagram-data';
import type { ModelReference } from '../../models/classification-data';
import type { ModelCard } from '../../models/model';

/** A model in the list. What is beside its card is what `resnetLab.showArchitecture` takes. */
export interface ModelNode {
  readonly kind: 'model';
  readonly key: string;
  readonly card: ModelCard;
  readonly networks: readonly DiagramNetwork[];
}

export interface ModelGroup {
  readonly kind: 'imported' | 'runs';
  readonly models: readonly ModelNode[];
}

/** Names a model: the same for each listing of it, and for what a setting remembers. */
export function referenceKey(reference: ModelReference): string {
  switch (reference.kind) {
    case 'run':
      return `run:${reference.folder}:${reference.checkpoint}`;
    case 'imported':
      return `imported:${reference.folder}`;
    case 'file':
      return `file:${JSON.stringify([reference.file, reference.architecture, reference.order, reference.labels])}`;
  }
}

/** Each model once: the imported ones by name, then the checkpoints of runs by architecture and order, the best of a run before its last. Groups without any are left out. */
export function groupModels(cards: readonly ModelCard[]): ModelGroup[] {
  const models = [...new Map(cards.map((card) => [referenceKey(card.reference), nodeOf(card)])).values()];
  const runs = models.filter(({ card }) => card.reference.kind === 'run').sort((a, b) => compare(runRank(a), runRank(b)));
  const imported = models.filter(({ card }) => card.reference.kind !== 'run').sort((a, b) => compare(a.card.name, b.card.name));
  return ([{ kind: 'imported', models: imported }, { kind: 'runs', models: runs }] as const).filter((group) => group.models.length > 0);
}

export function nodeOf(card: ModelCard): ModelNode {
  return { kind: 'model', key: referenceKey(card.reference), card, networks: [{ label: card.name, options: card.network }] };
}

/** The only model there is, or undefined. Of one run with both its checkpoints, that is the best. */
export function onlyModel(cards: readonly ModelCard[]): ModelCard | undefined {
  const [first, ...others] = groupModels(cards).flatMap(({ models }) => models);
  return others.every(({ card }) => placeOf(card) === (first && placeOf(first.card))) ? first?.card : undefined;
}

/** Where a model lies: a run's folder, an imported model's, or the file. */
export function placeOf({ reference }: Pick<ModelCard, 'reference'>): string {
  return reference.kind === 'file' ? reference.file : reference.folder;
}

function runRank({ card }: ModelNode): string {
  const { network, reference } = card;
  const last = reference.kind === 'run' && reference.checkpoint === 'last' ? '1' : '0';
  return [network.architecture, network.order ?? '', basename(placeOf(card)), last].join('\n');
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
