import type { Backend, WeightUse } from './backend';

/** What to compute with: TensorFlow by an addon's path, or WASM. */
export type BackendChoice = { readonly name: 'tensorflow'; readonly addon: string } | { readonly name: 'wasm' };

/** What this process was first to do with weights on TensorFlow, which asks but once. */
let settled: WeightUse | undefined;

/**
 * Loads a backend, with the given number of threads where it has any; neither is loaded before this, since both are heavy. In a process whose
 * weights stay, TensorFlow keeps the filters of convs in the order that its kernels compute with; to order them anew makes a single image half as slow again.
 * @throws LabError where the addon cannot be loaded; Error where weights are to change in a process in which they were to stay
 */
export async function loadBackend(choice: BackendChoice, threads: number, weights: WeightUse = 'change'): Promise<Backend> {
  if (choice.name === 'wasm') return (await import('./wasm/backend')).wasmBackend();
  settled ??= weights;
  if (settled === 'stay' && weights === 'change') throw new Error('the weights of this process were to stay as they are');
  const { TensorFlowBackend } = await import('./tensorflow/session');
  return new TensorFlowBackend(choice.addon, settled, threads);
}
