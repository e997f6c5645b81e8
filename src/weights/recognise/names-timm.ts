import { Gathering, type Renamed } from './our-names';
import { isCounter } from './names-torch';
import type { StateDict } from '../state-dict';

/** Whether the names are those of timm's `resnetv2`. */
export function isTimmV2(names: Iterable<string>): boolean {
  for (const name of names) if (/^(stem\.|stages\.\d+\.blocks\.)/.test(name)) return true;
  return false;
}

/** Tensors of timm's `resnetv2` with batch norm: our full-preact with shortcut B, its classifier a 1×1 conv. @throws LabError */
export function renameTimmV2({ tensors, file }: StateDict): Renamed {
  const gathering = new Gathering(file);
  const passedOver: string[] = [];
  for (const [from, tensor] of tensors) {
    if (isCounter(from)) passedOver.push(from);
    else gathering.add(ours(from), { from, shape: from === 'head.fc.weight' ? withoutOnes(tensor.shape) : tensor.shape, values: () => tensor.values() });
  }
  return { scheme: 'timm-v2', tensors: gathering.tensors, passedOver, fixed: { order: 'full-preact' }, remarks: [], theirs };
}

function ours(name: string): string {
  const unit = /^stages\.(\d{1,3})\.blocks\.(\d{1,5})\.(.+)$/.exec(name);
  if (unit !== null) {
    const [, stage = '', block = '', rest = ''] = unit;
    return `layer${Number(stage) + 1}.${block}.${rest.replace(/^norm(?=\d)/, 'bn').replace(/^downsample\.conv\./, 'downsample.0.')}`;
  }
  return name.replace(/^stem\.conv\./, 'conv1.').replace(/^norm\./, 'head.bn1.').replace(/^head\.fc\./, 'fc.');
}

function theirs(name: string): string {
  const unit = /^layer(\d+)\.(\d+)\.(.+)$/.exec(name);
  if (unit !== null) {
    const [, stage = '', block = '', rest = ''] = unit;
    return `stages.${Number(stage) - 1}.blocks.${block}.${rest.replace(/^bn/, 'norm').replace(/^downsample\.0\./, 'downsample.conv.')}`;
  }
  return name.replace(/^conv1\./, 'stem.conv.').replace(/^head\.bn1\./, 'norm.').replace(/^fc\./, 'head.fc.');
}

/** The shape of a 1×1 conv's weight as that of fc's. */
function withoutOnes(shape: readonly number[]): readonly number[] {
  return shape.length === 4 && shape[2] === 1 && shape[3] === 1 ? shape.slice(0, 2) : shape;
}
