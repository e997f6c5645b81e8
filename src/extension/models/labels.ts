import { basename } from 'node:path';
import { t } from '../../base/l10n';
import { plainMarkdown } from '../../experiment/markdown';
import type { ModelCard } from '../../models/model';
import { ARCHITECTURES } from '../../resnet/catalogue';
import { factTable, timeText } from '../fact-table';
import type { ModelGroup } from './tree';
import { placeOf } from './tree';

const JOINT = ' · ';
/** Class names that a tooltip names. */
const NAMED = 5;

/** `resnet20 · full-preact · best` of a run's checkpoint, the name of an imported model. */
export function modelLabel(card: ModelCard): string {
  const { name, network, reference } = card;
  if (reference.kind !== 'run') return name;
  return [network.architecture, orderText(card), reference.checkpoint === 'best' ? t('best') : t('last')].join(JOINT);
}

/** What the label does not say: where a run's checkpoint was trained and how well, what an imported model is. */
export function modelDescription(card: ModelCard): string {
  if (card.reference.kind === 'run') return [card.origin, basename(card.reference.folder)].join(JOINT);
  return [architectureTitle(card.network.architecture), orderText(card), classesText(card)].join(JOINT);
}

/** Everything known of a model, as Markdown. `language` writes numbers and times. */
export function modelTooltip(card: ModelCard, language: string): string {
  const { name, network, origin, bytes, created, labels } = card;
  const names = labels.kind === 'names' ? labels.names.slice(0, NAMED).join(', ') : 'ImageNet-1k';
  const more = labels.kind === 'names' && labels.names.length > NAMED ? ', …' : '';
  const rows: [string, string][] = [
    [t('architecture'), `${architectureTitle(network.architecture)} (${network.architecture})`],
    [t('order'), orderText(card)],
    [t('classes'), `${classCount(card).toLocaleString(language)}: ${names}${more}`],
    [t('preprocessing'), preprocessingText(card)],
    [t('origin'), origin],
    [t('size'), megabytes(bytes)],
    [t('last change'), timeText(created, language)],
    [t('place'), placeOf(card)],
  ];
  return [`**${plainMarkdown(name)}**`, factTable(rows)].join('\n\n');
}

/** For a screen reader. */
export function modelSpoken(card: ModelCard): string {
  return [modelLabel(card), modelDescription(card)].join(', ').replaceAll(JOINT, ', ');
}

export function groupLabel({ kind }: Pick<ModelGroup, 'kind'>): string {
  return kind === 'imported' ? t('Imported') : t('Runs');
}

export function classCount({ labels }: Pick<ModelCard, 'labels'>): number {
  return labels.kind === 'names' ? labels.names.length : 1000;
}

/** `97.8 MB`. */
export function megabytes(bytes: number): string {
  return t('{0} MB', (bytes / 1e6).toFixed(1));
}

/** `ResNet-50`. */
export function architectureTitle(architecture: string): string {
  return ARCHITECTURES.find(({ name }) => name === architecture)?.title ?? architecture;
}

function classesText(card: ModelCard): string {
  return card.labels.kind === 'names' ? t('{0} classes', classCount(card)) : 'ImageNet-1k';
}

function orderText({ network }: ModelCard): string {
  return network.order ?? ARCHITECTURES.find(({ name }) => name === network.architecture)?.order ?? '';
}

/** `V2: shorter side to 232, middle 224 × 224`. */
function preprocessingText({ preprocessing }: ModelCard): string {
  const { name, resize, crop, channels } = preprocessing;
  const names = { v1: 'V1', v2: 'V2', cifar: 'CIFAR', run: t("the run's"), keras: 'Keras' };
  const colours = channels === 1 ? `, ${t('grey')}` : '';
  return `${t('{0}: shorter side to {1} pixels, of that the middle {2} × {3}', names[name], resize, crop.width, crop.height)}${colours}`;
}
