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
  // TensorFlow takes its thread pools, and whether filters are kept, from the environment; there is no other way through the addon.
  process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
  process.env['TF_NUM_INTEROP_THREADS'] = '1';
  // The thread that asks for a layer computes its share, too: to wake another one for it costs a single image a twentieth of its time.
  process.env['TF_ONEDNN_THREADPOOL_USE_CALLER_THREAD'] = '1';
  process.env['TF_ONEDNN_ASSUME_FROZEN_WEIGHTS'] = settled === 'stay' ? '1' : '0';
  const { TensorFlowBackend } = await import('./tensorflow/session');
  return new TensorFlowBackend(choice.addon, settled);
}
