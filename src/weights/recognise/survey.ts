import { ARCHITECTURES, type Architecture, type ShortcutOption, type UnitKind } from '../../resnet/catalogue';
import type { NetworkOptions } from '../../resnet/graph';
import type { RenamedTensor } from './our-names';

/** What names and shapes say of a network. */
export interface Survey {
  readonly family: Architecture['family'];
  readonly unit: UnitKind;
  /** Units in each stage. */
  readonly units: readonly number[];
  readonly shortcut: ShortcutOption;
  readonly classes: number | undefined;
  readonly channels: number | undefined;
  /** [outputs, inputs of a group] of the first 3×3 conv. */
  readonly inner: readonly [outputs: number, inputs: number];
}

type Tensors = ReadonlyMap<string, RenamedTensor>;

/** Undefined where the names are not those of a network of three or four stages. */
export function survey(tensors: Tensors): Survey | undefined {
  const stages = unitsByStage(tensors.keys());
  const count = stages.size;
  const first = tensors.get('layer1.0.conv1.weight')?.shape;
  if (first?.length !== 4 || (count !== 3 && count !== 4)) return undefined;
  const units = Array.from({ length: count }, (_, s) => stages.get(s + 1)?.size ?? 0);
  if (units.includes(0)) return undefined;
  const unit = first[2] === 1 ? 'bottleneck' : 'basic';
  const [outputs = 0, inputs = 0] = tensors.get('layer1.0.conv2.weight')?.shape ?? [];
  return {
    family: count === 4 ? 'imagenet' : 'cifar',
    unit,
    units,
    shortcut: shortcutOf(tensors, unit),
    classes: tensors.get('fc.weight')?.shape[0],
    channels: tensors.get('conv1.weight')?.shape[1],
    inner: [outputs, inputs],
  };
}

/** The distinct units of each stage. */
function unitsByStage(names: Iterable<string>): Map<number, Set<string>> {
  const stages = new Map<number, Set<string>>();
  for (const name of names) {
    const [, stage, unit] = /^layer(\d{1,3})\.(\d{1,6})\./.exec(name) ?? [];
    if (stage === undefined || unit === undefined) continue;
    const units = stages.get(Number(stage)) ?? new Set();
    stages.set(Number(stage), units.add(unit));
  }
  return stages;
}

/** C projects where nothing changes too: in the first unit of a basic network, in the second of a bottleneck one. */
function shortcutOf(tensors: Tensors, unit: UnitKind): ShortcutOption {
  const projects = (name: string): boolean => tensors.has(`${name}.downsample.0.weight`);
  if (projects(unit === 'basic' ? 'layer1.0' : 'layer1.1')) return 'C';
  return projects('layer2.0') ? 'B' : 'A';
}

/** The named architecture with these units, groups and width; else one with these units, which takes groups and width as options. */
export function architectureOf(seen: Survey): Architecture | undefined {
  const alike = ARCHITECTURES.filter(({ order, family, unit, units }) => order !== 'plain' && family === seen.family && unit === seen.unit && units.join() === seen.units.join());
  return alike.find((architecture) => Object.keys(groupOptions(architecture, seen)).length === 0) ?? alike.find(({ groups, widthPerGroup }) => groups === 1 && widthPerGroup === 64);
}

/** Options of an architecture as the tensors have it; those that are its own are left out. */
export function surveyedOptions(architecture: Architecture, seen: Survey): Omit<NetworkOptions, 'architecture' | 'order'> {
  const { classes = architecture.classes, channels = architecture.input.channels, shortcut } = seen;
  return {
    ...(classes !== architecture.classes && { classes }),
    ...(channels !== architecture.input.channels && { input: { ...architecture.input, channels } }),
    ...(shortcut !== architecture.shortcut && { shortcut }),
  };
}

/** Groups and their width as the 3×3 conv of the first unit has them: int(planes · width / 64) · groups outputs. */
export function groupOptions(architecture: Architecture, { unit, inner: [outputs, inputs] }: Survey): Pick<NetworkOptions, 'groups' | 'widthPerGroup'> {
  const groups = outputs / inputs;
  const widthPerGroup = (64 * inputs) / (architecture.planes[0] ?? 64);
  if (unit === 'basic' || !Number.isInteger(groups) || !Number.isInteger(widthPerGroup)) return {};
  return { ...(groups !== architecture.groups && { groups }), ...(widthPerGroup !== architecture.widthPerGroup && { widthPerGroup }) };
}
