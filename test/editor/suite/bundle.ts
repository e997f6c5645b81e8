import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { OUTPUT, ROOT } from '../output';

export interface Suite {
  /** The module with `run`. */
  readonly index: string;
  /** All the tests as one module, so that they share what their helpers know. */
  readonly tests: string;
}

/** Bundles the tests for an extension host: all but those of Restricted Mode, or only those. */
export async function bundleSuite(kind: 'trusted' | 'restricted'): Promise<Suite> {
  const names = readdirSync(__dirname).filter((name) => name.endsWith('.test.ts') && (name === 'restricted.test.ts') === (kind === 'restricted'));
  const folder = join(OUTPUT, `suite-${kind}`);
  const common: BuildOptions = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', sourcemap: 'inline', logLevel: 'warning', absWorkingDir: ROOT, external: ['vscode', 'mocha'] };
  const suite = { index: join(folder, 'index.js'), tests: join(folder, 'tests.js') };
  await build({ ...common, entryPoints: [join(__dirname, 'index.ts')], outfile: suite.index });
  const contents = names.map((name) => `import './${name}';`).join('\n');
  await build({ ...common, stdin: { contents, resolveDir: __dirname, sourcefile: 'tests.ts', loader: 'ts' }, outfile: suite.tests });
  return suite;
}
