import type { Backend } from './backend';

/** What to compute with: TensorFlow by an addon's path, or WASM. */
export type BackendChoice = { readonly name: 'tensorflow'; readonly addon: string } | { readonly name: 'wasm' };

/**
 * Loads a backend, with the given number of threads where it has any; neither is loaded before this, since both are heavy.
 * @throws LabError where the addon cannot be loaded
 */
export async function loadBackend(choice: BackendChoice, threads: number): Promise<Backend> {
  if (choice.name === 'wasm') return (await import('./wasm/backend')).wasmBackend();
  // TensorFlow takes its thread pools from the environment when it is loaded; there is no other way through the addon.
  process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
  process.env['TF_NUM_INTEROP_THREADS'] = '1';
  const { TensorFlowBackend } = await import('./tensorflow/session');
  return new TensorFlowBackend(choice.addon);
}
