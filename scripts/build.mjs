import { copyFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Bundles for Node (the command line, the engine, one trial's process, the extension) and for the browser (the views).
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const require = createRequire(import.meta.url);

const node = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: true,
  logLevel: 'warning',
  absWorkingDir: root,
  // sharp loads its own native part from its package.
  external: ['sharp'],
};

const browser = { bundle: true, platform: 'browser', target: 'es2022', minify: true, logLevel: 'warning', absWorkingDir: root };

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
await Promise.all([
  build({ ...node, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } }),
  build({ ...node, entryPoints: ['src/engine/compute-process.ts'], outfile: 'dist/trial.js' }),
  build({ ...node, entryPoints: ['src/engine/main.ts'], outfile: 'dist/engine.js' }),
  build({ ...node, entryPoints: ['src/extension/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'], minify: true }),
  build({ ...browser, format: 'iife', entryPoints: ['src/views/report/main.ts'], outfile: 'dist/report.js' }),
  build({ ...browser, format: 'esm', entryPoints: ['src/views/renderer/main.ts'], outfile: 'dist/renderer.js' }),
  build({ ...browser, format: 'iife', entryPoints: ['src/views/panel/main.ts'], outfile: 'dist/panel.js' }),
]);
// What the native engine's set-up compiles.
cpSync(join(root, 'src', 'backend', 'tensorflow', 'native'), join(dist, 'native-sources'), { recursive: true });
copyFileSync(require.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'), join(dist, 'tfjs-backend-wasm-simd.wasm'));
