import { inputError } from '../base/errors';
import { t } from '../base/l10n';
import { didYouMean } from '../base/nearest';
import type { ImageSize } from './graph';

export type UnitKind = 'basic' | 'bottleneck';
/** What a shortcut does where a unit changes shape (He 2015, section 4.1): A subsample and pad with zeros, B project there, C project everywhere. */
export type ShortcutOption = 'A' | 'B' | 'C';

/** One named entry: everything that tells two architectures apart, nothing that the options may change. */
export interface Architecture {
  readonly name: string;
  readonly title: string;
  readonly family: 'imagenet' | 'cifar';
  readonly unit: UnitKind;
  /** Units in each stage. */
  readonly units: readonly number[];
  /** Channels of the 3×3 convs in each stage, before `widthPerGroup` and `groups`. */
  readonly planes: readonly number[];
  readonly groups: number;
  readonly widthPerGroup: number;
  readonly shortcut: ShortcutOption;
  readonly order: 'original' | 'plain';
  readonly input: ImageSize;
  readonly classes: number;
  readonly source: string;
}

const IMAGENET = { family: 'imagenet', planes: [64, 128, 256, 512], shortcut: 'B', order: 'original', input: { height: 224, width: 224, channels: 3 }, classes: 1000 } as const;
const CIFAR = { family: 'cifar', planes: [16, 32, 64], groups: 1, widthPerGroup: 64, order: 'original', input: { height: 32, width: 32, channels: 3 }, classes: 10 } as const;

function imagenet(name: string, title: string, unit: UnitKind, units: readonly number[], groups = 1, widthPerGroup = 64): Architecture {
  return { ...IMAGENET, name, title, unit, units, groups, widthPerGroup, source: `torchvision.models.${name}` };
}

function cifar(depth: number, unit: UnitKind): Architecture {
  const n = unit === 'basic' ? (depth - 2) / 6 : (depth - 2) / 9;
  const source = unit === 'basic' ? 'He 2015 (arXiv 1512.03385), section 4.2' : 'He 2016 (arXiv 1603.05027), section 4';
  // He 2016's own code projects where a bottleneck net changes shape (1.70 M parameters at depth 164); the basic nets pad (He 2015).
  const shortcut = unit === 'basic' ? 'A' : 'B';
  return { ...CIFAR, shortcut, name: `resnet${depth}`, title: `ResNet-${depth} (CIFAR)`, unit, units: [n, n, n], source };
}

function plainTwin(architecture: Architecture): Architecture {
  return { ...architecture, name: architecture.name.replace('resnet', 'plain'), title: architecture.title.replace('ResNet', 'Plain'), order: 'plain', source: `${architecture.source}, without shortcuts` };
}

const TORCHVISION: readonly Architecture[] = [
  imagenet('resnet18', 'ResNet-18', 'basic', [2, 2, 2, 2]),
  imagenet('resnet34', 'ResNet-34', 'basic', [3, 4, 6, 3]),
  imagenet('resnet50', 'ResNet-50', 'bottleneck', [3, 4, 6, 3]),
  imagenet('resnet101', 'ResNet-101', 'bottleneck', [3, 4, 23, 3]),
  imagenet('resnet152', 'ResNet-152', 'bottleneck', [3, 8, 36, 3]),
  imagenet('resnext50_32x4d', 'ResNeXt-50 32×4d', 'bottleneck', [3, 4, 6, 3], 32, 4),
  imagenet('resnext101_32x8d', 'ResNeXt-101 32×8d', 'bottleneck', [3, 4, 23, 3], 32, 8),
  imagenet('resnext101_64x4d', 'ResNeXt-101 64×4d', 'bottleneck', [3, 4, 23, 3], 64, 4),
  imagenet('wide_resnet50_2', 'Wide ResNet-50-2', 'bottleneck', [3, 4, 6, 3], 1, 128),
  imagenet('wide_resnet101_2', 'Wide ResNet-101-2', 'bottleneck', [3, 4, 23, 3], 1, 128),
];
const CIFAR_RESNETS: readonly Architecture[] = [
  ...[8, 14, 20, 32, 44, 56, 110].map((depth) => cifar(depth, 'basic')),
  ...[164, 1001].map((depth) => cifar(depth, 'bottleneck')),
  cifar(1202, 'basic'),
];

/** All named architectures: torchvision's ten, the CIFAR ResNets, and the plain twins of what the papers compare with. */
export const ARCHITECTURES: readonly Architecture[] = [
  ...TORCHVISION,
  ...CIFAR_RESNETS,
  ...TORCHVISION.filter((a) => a.unit === 'basic').map(plainTwin),
  ...CIFAR_RESNETS.map(plainTwin),
];
export const ARCHITECTURE_NAMES: readonly string[] = ARCHITECTURES.map((a) => a.name);

/** @throws LabError that names the nearest architecture. */
export function architectureNamed(name: string): Architecture {
  const found = ARCHITECTURES.find((a) => a.name === name);
  if (found !== undefined) return found;
  throw inputError(t('unknown architecture "{0}".', name), { mend: didYouMean(name, ARCHITECTURE_NAMES) });
}
