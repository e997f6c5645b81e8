import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { OUTPUT, ROOT } from '../output';

export interface Suite {
  /** The module with `run`. */
  readonly index: string;
  readonly files: readonly string[];
}

/** Bundles the tests for an extension host: all but those of Restricted Mode, or only those. */
export async function bundleSuite(kind: 'trusted' | 'restricted'): Promise<Suite> {
  const names = readdirSync(__dirname).filter((name) => name.endsWith('.test.ts') && (name === 'restricted.test.ts') === (kind === 'restricted'));
  const outdir = join(OUTPUT, `suite-${kind}`);
  await build({
    entryPoints: ['index.ts', ...names].map((name) => join(__dirname, name)),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    logLevel: 'warning',
    absWorkingDir: ROOT,
    external: ['vscode', 'mocha'],
  });
  const built = (name: string): string => join(outdir, name.replace(/ts$/, 'js'));
  return { index: built('index.ts'), files: names.map(built) };
}
