import { acquireDataset, DATASETS, datasetPresent, type Progress } from '../data/dataset';
import { cacheDirectory } from '../base/paths';
import { LabError } from '../base/errors';
import { examine, formatDoctor } from '../engine/doctor';
import { summariseDataset } from '../experiment/dataset-summary';
import { installEngine, type Step } from '../engine/provision';
import type { Interrupt } from './interrupt';
import { plainTable } from './tables';
import { bar, duration, megabytes, type Terminal } from './terminal';

/** `resnet-lab doctor`. */
export async function doctorCommand(terminal: Terminal): Promise<void> {
  const report = await examine({ cache: cacheDirectory() });
  if (terminal.json) terminal.emit(report);
  else terminal.print(formatDoctor(report, { colour: terminal.colour }));
}

/** `resnet-lab engine install`. @throws LabError where WASM will have to do */
export async function engineInstallCommand(terminal: Terminal, { stop }: Interrupt): Promise<void> {
  const meter = new Meter(terminal);
  const report = await installEngine({ cache: cacheDirectory(), signal: stop, onStep: (step) => showStep(step, meter, terminal) });
  terminal.clear();
  if (terminal.json) terminal.emit(report);
  else {
    for (const { way, outcome, detail } of report.attempts) if (outcome === 'failed') terminal.note(`  not by ${way}: ${detail}`);
    terminal.print(report.summary);
  }
  if (report.backend === 'wasm') throw new LabError(terminal.json ? report.summary : 'trials will run on WASM, several times slower.', { mend: report.improve.map(({ what, command }) => `${what} ${command}`).join(' ') });
}

function showStep({ name, state, detail, done, total }: Step, meter: Meter, terminal: Terminal): void {
  if (state === 'progress') meter.show(name, done ?? 0, total, 'bytes');
  else if (state === 'start') {
    meter.reset();
    terminal.note(`  ${name}${detail === undefined ? '' : ` (${detail})`} …`);
  } else if (state === 'done') terminal.note(`  ${name}: done${detail === undefined ? '' : `, ${detail}`}`);
}

/** `resnet-lab dataset get NAME`. */
export async function datasetGetCommand(name: string, flags: { mirror?: string }, terminal: Terminal, { stop }: Interrupt): Promise<void> {
  const { source } = await acquireDataset(name, { cache: cacheDirectory(), signal: stop, mirror: mirrorOf(flags), onProgress: dataMeter(terminal) });
  terminal.clear();
  terminal.emit({ name, source });
  terminal.print(`${name}: ${source}`);
}

/** `resnet-lab dataset list`. */
export async function datasetListCommand(terminal: Terminal): Promise<void> {
  const rows = await Promise.all(Object.entries(DATASETS).map(async ([name, { title, shape, classes, description }]) => ({ name, title, shape, classes: classes.length, description, present: await datasetPresent(name, cacheDirectory()) })));
  if (terminal.json) return terminal.emit(rows);
  const table = plainTable(['name', 'images', 'classes', 'here', 'what'], ['left', 'left', 'right', 'left', 'left']);
  for (const { name, shape, classes, present, description } of rows) table.push([name, `${shape.height}×${shape.width}×${shape.channels}`, classes, present ? 'yes' : 'no', description]);
  table.push(['folder:PATH', 'any', 'any', '', 'a folder with one subfolder of images for each class']);
  terminal.print(table.toString());
}

/** Opens a data set and says what is in it. */
export async function describeDataset(spec: string, size: number | undefined, mirror: string | undefined, terminal: Terminal, { stop }: Interrupt): Promise<void> {
  const summary = await summariseDataset(spec, { cache: cacheDirectory(), signal: stop, size, mirror, onProgress: dataMeter(terminal) });
  terminal.clear();
  const { name, source, shape, classes, notices } = summary;
  terminal.emit({ event: 'dataset', ...summary });
  const table = plainTable(['class', 'training images', 'test images'], ['left', 'right', 'right']);
  for (const entry of classes) table.push([entry.label, entry.train, entry.test]);
  terminal.print(`${terminal.style('bold', name)} (${source}): ${summary.train} training and ${summary.test} test images of ${shape.height}×${shape.width}×${shape.channels}\n${table.toString()}`);
  for (const notice of notices) terminal.print(`note: ${notice}`);
}

export function mirrorOf(flags: { mirror?: string | undefined }): string | undefined {
  return flags.mirror ?? (process.env['RESNET_LAB_DATA_MIRROR'] || undefined);
}

/** Shows how far fetching and reading of a data set is. */
export function dataMeter(terminal: Terminal): (progress: Progress) => void {
  const meter = new Meter(terminal);
  return ({ task, done, total, unit }) => meter.show(task, done, total, unit);
}

/** A bar with the time that is left. */
class Meter {
  private task = '';
  private started = 0;
  private from = 0;

  constructor(private readonly terminal: Terminal) {}

  reset(): void {
    this.task = '';
  }

  show(task: string, done: number, total: number | undefined, unit: 'bytes' | 'images'): void {
    if (task !== this.task) [this.task, this.started, this.from] = [task, Date.now(), done];
    const amount = (n: number): string => (unit === 'bytes' ? megabytes(n) : String(n));
    const line = (): string => {
      if (total === undefined || total === 0) return `  ${task}  ${amount(done)}`;
      const elapsed = (Date.now() - this.started) / 1000;
      const left = done > this.from && elapsed > 1 ? `  ETA ${duration((elapsed * (total - done)) / (done - this.from))}` : '';
      return `  ${task}  ${bar(done / total)}  ${amount(done)} of ${amount(total)}${left}`;
    };
    this.terminal.live(() => [line()], line);
  }
}
