import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabError } from '../../base/errors';
import { t } from '../../base/l10n';
import { readable, writeAtomic } from '../../runs/files';
import type { ReportData } from '../report-data';
import { resultTable } from './report-table';

/** The browser's part of a report: a script that draws the data, and its style. */
export interface ReportView {
  readonly script: string;
  readonly style: string;
}

/**
 * The report as one HTML page that needs nothing else: data, script and style are in it, and its policy lets nothing in from outside.
 * Where scripts are barred it still shows the result's table. A bundle of translations has the tag of its own language for `en`.
 */
export function renderReport(data: ReportData, view: ReportView): string {
  const script = embedded(view.script);
  const style = embedded(view.style);
  const policy = `default-src 'none'; script-src '${digest(script)}'; style-src '${digest(style)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="${t('en')}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(data.title)}</title>
<style>${style}</style>
</head>
<body>
<main id="report"><noscript>${withoutScript(data)}</noscript></main>
<script type="application/json" id="report-data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** Writes the report, whole or not at all. @throws LabError where the view is not built or the file can't be written */
export async function writeReport(path: string, data: ReportData, folder: string = viewFolder()): Promise<void> {
  const html = renderReport(data, await readView(folder));
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw readable(error, path);
  });
  await writeAtomic(path, [html]);
}

/** Beside the bundle that this runs in, or in the project's `dist` where this runs from its sources. */
function viewFolder(): string {
  return existsSync(join(__dirname, 'report.js')) ? __dirname : join(__dirname, '..', '..', '..', 'dist');
}

async function readView(folder: string): Promise<ReportView> {
  try {
    const [script, style] = await Promise.all(['report.js', 'report.css'].map((name) => readFile(join(folder, name), 'utf8')));
    return { script: script ?? '', style: style ?? '' };
  } catch (cause) {
    throw new LabError(t("the report's script or style is missing."), { place: folder, mend: t('Run "npm run build".'), cause });
  }
}

function withoutScript(data: ReportData): string {
  const { head, rows } = resultTable(data);
  const row = (cells: readonly string[], tag: string): string => `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  const sentences = data.conclusions.map((sentence) => `<p>${escaped(sentence)}</p>`).join('');
  return `<h1>${escaped(data.title)}</h1><p>${escaped(t('Allow scripts to see the charts.'))}</p>${sentences}<table>${row(head, 'th')}${rows.map((cells) => row(cells, 'td')).join('')}</table>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Script or style such that no string in it ends its element, with line ends as HTML reads them: the policy's digest is of what the browser sees. */
function embedded(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/<\/(?=script|style)/gi, '<\\/');
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
