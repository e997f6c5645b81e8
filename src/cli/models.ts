import { basename, resolve } from 'node:path';
import { inputError } from '../base/errors';
import { cacheDirectory } from '../base/paths';
import { importModel, type Imported } from '../models/import-model';
import { findModel } from '../models/find-model';
import { labelsOf } from '../models/labels';
import { loadModel } from '../models/load-model';
import { listImported } from '../models/model-folder';
import { downloadsFolder } from '../models/places';
import { fetchPretrained } from '../models/pretrained';
import { PRETRAINED, PRETRAINED_BASE } from '../models/pretrained-table';
import { EXPORT_FORMATS, type ExportFormat } from '../weights/export-format';
import { exportModel } from '../weights/export/export-model';
import { exportRemarks } from '../weights/export/remarks';
import type { Interrupt } from './interrupt';
import { dataMeter } from './setup';
import { plainTable } from './tables';
import { megabytes, percent, type Terminal } from './terminal';

export interface ImportFlags {
  readonly name?: string;
  readonly arch?: string;
  readonly order?: string;
  readonly labels?: string;
}

/** `resnet-lab import FILE`. @throws LabError where the file is no weights of a known architecture */
export async function importCommand(file: string, { name, arch, order, labels }: ImportFlags, terminal: Terminal, { stop }: Interrupt): Promise<void> {
  const reference = { kind: 'file', file: resolve(file), ...(arch !== undefined && { architecture: arch }), ...(order !== undefined && { order }), ...(labels !== undefined && { labels: resolve(labels) }) } as const;
  showImported(await importModel(reference, { cache: cacheDirectory(), name, signal: stop }), terminal);
}

/** `resnet-lab pretrained NAME`: downloads, checks and imports; without a name it lists what there is. */
export async function pretrainedCommand(name: string | undefined, flags: { readonly base?: string }, terminal: Terminal, { stop }: Interrupt): Promise<void> {
  if (name === undefined) return listPretrained(terminal);
  const cache = cacheDirectory();
  const base = flags.base ?? (process.env['RESNET_LAB_PRETRAINED_BASE'] || PRETRAINED_BASE);
  const file = await fetchPretrained(name, { base, folder: downloadsFolder(cache), signal: stop, onProgress: dataMeter(terminal) });
  terminal.clear();
  showImported(await importModel({ kind: 'file', file }, { cache, signal: stop }), terminal);
}

/** `resnet-lab models`. */
export async function modelsCommand(terminal: Terminal): Promise<void> {
  const cards = await listImported(cacheDirectory());
  if (terminal.json) return terminal.emit(cards);
  if (cards.length === 0) return terminal.print('No model was imported yet: see "resnet-lab import --help" and "resnet-lab pretrained". Runs classify by their ids.');
  const table = plainTable(['name', 'architecture', 'order', 'size', 'origin'], ['left', 'left', 'left', 'right', 'left']);
  for (const { name, network, bytes, origin } of cards) table.push([name, network.architecture, network.order ?? '', megabytes(bytes), origin]);
  terminal.print(table.toString());
}

export interface ExportFlags {
  readonly format: string;
  readonly out?: string;
  readonly fold?: boolean;
  readonly checkpoint: string;
  readonly runs: string;
}

/** `resnet-lab export MODEL --format F`. @throws LabError where there is no such model, or the format can't hold it */
export async function exportCommand(model: string, { format, out, fold, checkpoint, runs }: ExportFlags, terminal: Terminal, { stop }: Interrupt): Promise<void> {
  if (!isFormat(format)) throw inputError(`--format is "${format}"; expected one of ${EXPORT_FORMATS.join(', ')}.`);
  if (checkpoint !== 'best' && checkpoint !== 'last') throw inputError(`--checkpoint is "${checkpoint}"; expected best or last.`);
  const cache = cacheDirectory();
  const { card, graph, weights } = await loadModel(await findModel(model, { runs: resolve(runs), cache, base: process.cwd(), checkpoint }), { cache, signal: stop });
  const path = resolve(out ?? `${basename(model).replace(/\.(safetensors|pth|pt|bin|json)$/i, '')}${format === 'tfjs' ? '-tfjs' : `.${format}`}`);
  const files = await exportModel({ graph, weights, name: card.name, preprocessing: card.preprocessing, labels: labelsOf(card.labels) }, format, path, { signal: stop, ...(fold !== undefined && { fold }) });
  const remarks = exportRemarks(graph, format);
  terminal.emit({ format, files, remarks });
  terminal.print(files.join('\n'));
  for (const remark of remarks) terminal.print(`note: ${remark}`);
}

function isFormat(format: string): format is ExportFormat {
  return (EXPORT_FORMATS as readonly string[]).includes(format);
}

function listPretrained(terminal: Terminal): void {
  if (terminal.json) return terminal.emit(PRETRAINED);
  const table = plainTable(['name', 'architecture', 'preprocessing', 'top-1', 'size'], ['left', 'left', 'left', 'right', 'right']);
  for (const { name, architecture, preprocessing, top1, bytes } of PRETRAINED) table.push([name, architecture, preprocessing, percent(top1, 2), megabytes(bytes)]);
  terminal.print(table.toString());
}

function showImported({ card, remarks }: Imported, terminal: Terminal): void {
  terminal.emit({ ...card, remarks });
  terminal.print(`${terminal.style('bold', card.name)}: ${card.network.architecture}, order ${card.network.order ?? 'original'}`);
  for (const remark of remarks) terminal.print(`note: ${remark}`);
}
