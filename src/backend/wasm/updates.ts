import type { AdamwSpec, SgdSpec } from '../operations';

/** torch.optim.SGD with dampening 0, in place. */
export function sgdStep(value: Float32Array, velocity: Float32Array | undefined, gradient: Float32Array, lr: number, spec: SgdSpec): void {
  const { momentum, nesterov, weightDecay } = spec;
  for (let i = 0; i < value.length; i++) {
    const v = value[i] as number;
    let step = (gradient[i] as number) + weightDecay * v;
    if (velocity !== undefined) {
      const moved = Math.fround(momentum * (velocity[i] as number) + step);
      velocity[i] = moved;
      step = nesterov ? step + momentum * moved : moved;
    }
    value[i] = v - lr * step;
  }
}

/** torch.optim.AdamW, in place; the bias corrections are in `stepSize` and `epsilon` (see Operations.adamw). */
export function adamwStep(value: Float32Array, first: Float32Array, second: Float32Array, gradient: Float32Array, rates: { lr: number; stepSize: number; epsilon: number }, spec: AdamwSpec): void {
  const { beta1, beta2, weightDecay } = spec;
  const kept = 1 - rates.lr * weightDecay;
  for (let i = 0; i < value.length; i++) {
    const g = gradient[i] as number;
    const m = Math.fround(beta1 * (first[i] as number) + (1 - beta1) * g);
    const v = Math.fround(beta2 * (second[i] as number) + (1 - beta2) * g * g);
    first[i] = m;
    second[i] = v;
    value[i] = (value[i] as number) * kept - (rates.stepSize * m) / (Math.sqrt(v) + rates.epsilon);
  }
}
