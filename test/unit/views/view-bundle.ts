import { join } from 'node:path';
import { build } from 'esbuild';
import type { ReportView } from '../../../src/experiment/report/report-html';

const root = join(__dirname, '../../..');

/** The report's script and style, made from the sources as the build makes them. */
export async function bundleView(): Promise<ReportView> {
  const outputs = await bundle('report');
  return { script: outputs('.js'), style: outputs('.css') };
}

/** The notebook renderer, as a module. */
export async function bundleRenderer(): Promise<string> {
  return (await bundle('renderer', 'esm'))('.js');
}

/** The script of a panel's page. */
export async function bundlePanel(): Promise<string> {
  return (await bundle('panel'))('.js');
}

async function bundle(name: string, format: 'iife' | 'esm' = 'iife'): Promise<(extension: string) => string> {
  const { outputFiles } = await build({ bundle: true, platform: 'browser', target: 'es2022', format, minify: true, write: false, logLevel: 'silent', entryPoints: [join(root, `src/views/${name}/main.ts`)], outfile: `${name}.js` });
  return (extension) => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
}
