import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const root = join(__dirname, '..', '..');

/** The engine and a trial's process, bundled as the build does it, in a folder of its own from which packages are found. */
export interface EngineBundle {
  readonly folder: string;
  readonly engine: string;
  remove(): void;
}

export async function bundleEngine(): Promise<EngineBundle> {
  const parent = join(root, 'node_modules', '.cache');
  await mkdir(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'engine-'));
  const shared = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'warning', absWorkingDir: root, external: ['sharp'] } satisfies BuildOptions;
  await Promise.all([
    build({ ...shared, entryPoints: ['src/engine/main.ts'], outfile: join(folder, 'engine.js') }),
    build({ ...shared, entryPoints: ['src/engine/compute-process.ts'], outfile: join(folder, 'trial.js') }),
  ]);
  // The page of a report is not what these tests look at.
  for (const name of ['report.js', 'report.css']) writeFileSync(join(folder, name), '');
  return { folder, engine: join(folder, 'engine.js'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
