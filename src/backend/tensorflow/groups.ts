import type { Executable, HostTensor, Program } from '../backend';
import type { ConvSpec } from '../operations';

const SPEC: ConvSpec = { kernel: 3, stride: 1, padding: 1, dilation: 1, groups: 2 };
const SIDE = 4;
const CHANNELS = 16;

const PROBE: Program = {
  inputs: { x: { shape: [-1, SIDE, SIDE, CHANNELS], type: 'float32' } },
  build: (operations, inputs) => {
    const [x] = Object.values(inputs);
    if (x === undefined) throw new Error('the probe has no input');
    return { y: operations.relu(operations.bias(operations.conv(x, operations.variable('weight'), SPEC), operations.variable('bias'))) };
  },
};

/**
 * Whether TensorFlow's convolution takes groups on this machine: with oneDNN it does; TensorFlow's own kernels do not once a bias or a relu is
 * fused into them. There is no asking but trying. `prepare` makes a session in which convolutions have their groups.
 */
export function takesGroups(prepare: (programs: Readonly<Record<string, Program>>, constants: ReadonlyMap<string, HostTensor>) => Executable): boolean {
  const zeros = (...shape: number[]): HostTensor => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) });
  const session = prepare({ probe: PROBE }, new Map([['weight', zeros(3, 3, CHANNELS / SPEC.groups, CHANNELS)], ['bias', zeros(CHANNELS)]]));
  try {
    session.run('probe', { x: zeros(1, SIDE, SIDE, CHANNELS) });
    return true;
  } catch {
    return false;
  } finally {
    session.dispose();
  }
}
