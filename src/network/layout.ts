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

function transposed({ role, shape }: Pick<ParameterSpec, 'role' | 'shape'>, data: Float32Array, direction: 'to-backend' | 'to-torch'): Float32Array {
  if (role !== 'conv-weight' && role !== 'fc-weight') return data;
  const [o = 1, i = 1] = shape;
  const area = shape.slice(2).reduce((a, b) => a * b, 1);
  const result = new Float32Array(data.length);
  // torch is [o][i][pixel], the backends are [pixel][i][o].
  for (let out = 0; out < o; out++) {
    for (let from = 0; from < i; from++) {
      for (let pixel = 0; pixel < area; pixel++) {
        const torch = (out * i + from) * area + pixel;
        const backend = (pixel * i + from) * o + out;
        if (direction === 'to-backend') result[backend] = data[torch] as number;
        else result[torch] = data[backend] as number;
      }
    }
  }
  return result;
}
