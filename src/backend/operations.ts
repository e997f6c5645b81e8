/**
 * What a residual network is computed with: a dozen operations with their gradients, on values of any backend.
 * Images are NHWC, conv weights HWIO (I = input channels of a group), fc weights [in, out].
 * A backend computes each operation at once, or records it into a graph that runs later.
 */

/** A tensor of a backend. A dimension of -1 is the batch of a recorded graph, known only when it runs. */
export interface Value {
  readonly shape: readonly number[];
}

/** Square kernel, explicit symmetric padding, as torch. */
export interface ConvSpec {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly groups: number;
}

export interface PoolSpec {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  /** The padding is zeros, as Keras'; else it is smaller than any value, as torch's. */
  readonly zeros?: true;
}

/** What the backward pass needs of a batch norm in training; its content is the backend's own. */
export interface Saved<V> {
  readonly values: readonly V[];
}

export interface BatchNormSpec {
  readonly epsilon: number;
  /** Weight of the batch in the running statistics (torch's `momentum`); the running variance takes the unbiased estimate. */
  readonly momentum: number;
}

export interface SgdSpec {
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
}

export interface AdamwSpec {
  readonly beta1: number;
  readonly beta2: number;
  readonly weightDecay: number;
}

export interface Operations<V extends Value> {
  /** The present value of a variable. Not the caller's to release. */
  variable(name: string): V;

  conv(x: V, weight: V, spec: ConvSpec): V;
  /** ∂/∂x of conv; `x` gives the shape only. */
  convInputGradient(dy: V, weight: V, x: V, spec: ConvSpec): V;
  /** ∂/∂weight of conv. */
  convWeightGradient(dy: V, x: V, weight: V, spec: ConvSpec): V;

  /** Adds a vector to the last axis; its gradient sums over the others. */
  bias(x: V, bias: V): V;
  biasGradient(dy: V): V;

  /** Normalises by the batch's statistics, and moves the running ones (variables) towards them. */
  batchNormTraining(x: V, gamma: V, beta: V, running: { mean: string; variance: string }, spec: BatchNormSpec): { y: V; saved: Saved<V> };
  batchNormGradient(dy: V, x: V, gamma: V, saved: Saved<V>, spec: BatchNormSpec): { dx: V; dgamma: V; dbeta: V };
  /** Normalises by given statistics. */
  batchNormInference(x: V, gamma: V, beta: V, mean: V, variance: V, epsilon: number): V;
  /** ∂/∂x of that: dy·γ/√(variance + ε). */
  batchNormInferenceGradient(dy: V, gamma: V, variance: V, epsilon: number): V;

  relu(x: V): V;
  /** `y` is relu's output. */
  reluGradient(dy: V, y: V): V;
  add(a: V, b: V): V;

  maxPool(x: V, spec: PoolSpec): V;
  maxPoolGradient(dy: V, x: V, y: V, spec: PoolSpec): V;
  /** [N, H, W, C] → [N, C]. */
  globalAveragePool(x: V): V;
  globalAveragePoolGradient(dy: V, x: V): V;

  /** Shortcut option A: every `stride`-th pixel, zeros as the new last channels. */
  padShortcut(x: V, stride: number, channels: number): V;
  padShortcutGradient(dy: V, x: V, stride: number): V;

  /** [N, in] · [in, out]. */
  dense(x: V, weight: V): V;
  denseInputGradient(dy: V, weight: V): V;
  denseWeightGradient(dy: V, x: V): V;

  /** Mean cross-entropy over the batch with torch's label smoothing, and its gradient with respect to the logits. */
  softmaxCrossEntropy(logits: V, labels: V, smoothing: number): { loss: V; gradient: V };
  /** How many examples have their label among the `k` largest logits. */
  topCount(logits: V, labels: V, k: number): V;

  /** [N, H, W, C] → [2, C]: mean and (biased) variance of each channel. */
  channelMoments(x: V): V;
  /** [N, H, W, C] → [C]: share of each channel's values that are zero. */
  channelZeros(x: V): V;

  /** √Σ‖v‖² over all. */
  globalNorm(values: readonly V[]): V;

  /** torch.optim.SGD's step on the variable `name`, with its momentum in `slot`. */
  sgd(name: string, slot: string | undefined, gradient: V, lr: V, spec: SgdSpec): void;
  /**
   * torch.optim.AdamW's step. `rates` are scalars of this step: `lr`; `stepSize` = lr · √(1 − β₂ᵗ) / (1 − β₁ᵗ); `epsilon` = ε · √(1 − β₂ᵗ)
   * (the bias correction taken out of the square root, so that both backends do the same arithmetic).
   */
  adamw(name: string, slots: { first: string; second: string }, gradient: V, rates: { lr: V; stepSize: V; epsilon: V }, spec: AdamwSpec): void;

  /** Says that a value will not be used again. */
  release(...values: V[]): void;
}
