import { join } from 'node:path';
import { build } from 'esbuild';
import type { ReportView } from '../../../src/experiment/report-html';

const root = join(__dirname, '../../..');

/** The report's script and style, made from the sources as the build makes them. */
export async function bundleView(): Promise<ReportView> {
  const { outputFiles } = await build({ bundle: true, platform: 'browser', target: 'es2022', format: 'iife', minify: true, write: false, logLevel: 'silent', entryPoints: [join(root, 'src/views/report/main.ts')], outfile: 'report.js' });
  const text = (extension: string): string => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  return { script: text('.js'), style: text('.css') };
}
