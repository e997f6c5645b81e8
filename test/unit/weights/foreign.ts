import { createHash } from 'node:crypto';
import { parameterSpecs } from '../../../src/network/initialise';
import { buildGraph } from '../../../src/resnet/build';
import type { NetworkOptions } from '../../../src/resnet/graph';
import type { StateDict } from '../../../src/weights/state-dict';
import { formulaValues } from '../../helpers/deterministic';

export type Line = readonly [name: string, shape: readonly number[]];

/** Mean and standard deviation of a tensor's values. */
export type Spread = (name: string, shape: readonly number[]) => readonly [std: number, mean: number];

/** A state dict of values by formula. */
export function dictOf(lines: readonly Line[], { format = 'pth', metadata = {}, spread = () => [0.1, 0] }: { format?: StateDict['format']; metadata?: Record<string, string>; spread?: Spread } = {}): StateDict {
  const tensors = lines.map(([name, shape]) => {
    const values = (): Float32Array => formulaValues(name, shape.reduce((a, b) => a * b, 1), ...spread(name, shape));
    return [name, { shape, type: 'F32', values }] as const;
  });
  return { format, file: '/weights/some.file', tensors: new Map(tensors), metadata };
}

/** A state dict as torch saves it, counters of batches included. */
export function torchLines(network: NetworkOptions): Line[] {
  return parameterSpecs(buildGraph(network)).flatMap(({ name, shape, role }): Line[] => [[name, shape], ...(role === 'running-variance' ? [[name.replace('running_var', 'num_batches_tracked'), []] as const] : [])]);
}

/** timm's `resnetv2_…` of bottleneck units with batch norm. */
export function timmV2Lines(units: readonly number[]): Line[] {
  const norm = (name: string, channels: number): Line[] => ['weight', 'bias', 'running_mean', 'running_var'].map((role) => [`${name}.${role}`, [channels]]);
  const lines: Line[] = [['stem.conv.weight', [64, 3, 7, 7]]];
  let from = 64;
  units.forEach((count, s) => {
    const width = 64 * 2 ** s;
    for (let b = 0; b < count; b++) {
      const unit = `stages.${s}.blocks.${b}`;
      if (b === 0) lines.push([`${unit}.downsample.conv.weight`, [4 * width, from, 1, 1]]);
      lines.push(...norm(`${unit}.norm1`, from), [`${unit}.conv1.weight`, [width, from, 1, 1]]);
      lines.push(...norm(`${unit}.norm2`, width), [`${unit}.conv2.weight`, [width, width, 3, 3]]);
      lines.push(...norm(`${unit}.norm3`, width), [`${unit}.conv3.weight`, [4 * width, width, 1, 1]]);
      from = 4 * width;
    }
  });
  return [...lines, ...norm('norm', from), ['head.fc.weight', [1000, from, 1, 1]], ['head.fc.bias', [1000]]];
}

/** keras.applications' ResNet50, 101 and 152 (version 1) and ResNet50V2, … (version 2). */
export function kerasLines(version: 1 | 2, units: readonly number[], classes = 1000): Line[] {
  const norm = (name: string, channels: number): Line[] => ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((role) => [`${name}/${role}`, [channels]]);
  const conv = (name: string, kernel: number, from: number, to: number, bias: boolean): Line[] => [[`${name}/kernel`, [kernel, kernel, from, to]], ...(bias ? [[`${name}/bias`, [to]] as const] : [])];
  const first = version === 1;
  const lines = [...conv('conv1_conv', 7, 3, 64, true), ...(first ? norm('conv1_bn', 64) : [])];
  let from = 64;
  units.forEach((count, s) => {
    const width = 64 * 2 ** s;
    for (let b = 1; b <= count; b++) {
      const unit = `conv${s + 2}_block${b}`;
      if (!first) lines.push(...norm(`${unit}_preact_bn`, from));
      if (b === 1) lines.push(...conv(`${unit}_0_conv`, 1, from, 4 * width, true), ...(first ? norm(`${unit}_0_bn`, 4 * width) : []));
      lines.push(...conv(`${unit}_1_conv`, 1, from, width, first), ...norm(`${unit}_1_bn`, width));
      lines.push(...conv(`${unit}_2_conv`, 3, width, width, first), ...norm(`${unit}_2_bn`, width));
      lines.push(...conv(`${unit}_3_conv`, 1, width, 4 * width, true), ...(first ? norm(`${unit}_3_bn`, 4 * width) : []));
      from = 4 * width;
    }
  });
  return [...lines, ...(first ? [] : norm('post_bn', from)), ['predictions/kernel', [from, classes]], ['predictions/bias', [classes]]];
}

/** SHA-256 of `name:shape`, sorted, as the reference scripts make it. */
export function digestOf(lines: readonly Line[]): string {
  const texts = lines.map(([name, shape]) => `${name}:${shape.join('x')}`).sort();
  return createHash('sha256').update(texts.join('\n')).digest('hex');
}
