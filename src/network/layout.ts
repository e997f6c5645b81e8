import type { HostTensor } from '../backend/backend';
import type { ParameterSpec } from '../resnet/graph';

/** A parameter's shape in the backends' layout: conv weights HWIO, fc weights [in, out]; vectors as they are. */
export function backendShape({ role, shape }: ParameterSpec): number[] {
  const [o = 1, i = 1, h = 1, w = 1] = shape;
  if (role === 'conv-weight') return [h, w, i, o];
  if (role === 'fc-weight') return [i, o];
  return [...shape];
}

/** From torch's layout (OIHW, [out, in]) to the backends'. */
export function toBackend(spec: ParameterSpec, data: Float32Array): HostTensor {
  return { shape: backendShape(spec), data: transposed(spec, data, 'to-backend') };
}

/** From the backends' layout to torch's. */
export function toTorch(spec: Pick<ParameterSpec, 'role' | 'shape'>, data: Float32Array): Float32Array {
  return transposed(spec, data, 'to-torch');
}

/** Values in a processor's cache line. */
const BLOCK = 16;

function transposed({ role, shape }: Pick<ParameterSpec, 'role' | 'shape'>, data: Float32Array, direction: 'to-backend' | 'to-torch'): Float32Array {
  if (role !== 'conv-weight' && role !== 'fc-weight') return data;
  const [o = 1, i = 1] = shape;
  const area = shape.slice(2).reduce((a, b) => a * b, 1);
  const row = i * area;
  const result = new Float32Array(data.length);
  // torch is [o][i][pixel], the backends are [pixel][i][o]: by blocks of o, so that neither side is read or written all over the memory.
  for (let block = 0; block < o; block += BLOCK) {
    const end = Math.min(o, block + BLOCK);
    for (let from = 0; from < i; from++) {
      for (let pixel = 0; pixel < area; pixel++) {
        const torch = from * area + pixel;
        const backend = (pixel * i + from) * o;
        if (direction === 'to-backend') for (let out = block; out < end; out++) result[backend + out] = data[out * row + torch] as number;
        else for (let out = block; out < end; out++) result[out * row + torch] = data[backend + out] as number;
      }
    }
  }
  return result;
}
