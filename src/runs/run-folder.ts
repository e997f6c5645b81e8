import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { Interrupted, LabError } from '../base/errors';
import { t } from '../base/l10n';
import { isLocked, tryLock } from '../base/lock';
import { decodeSafetensors, encodeSafetensors, type TensorFile } from '../weights/safetensors';
import { anew, readable, readJson, writeAtomic } from './files';

/** Version of the run folder's files; a newer one is refused. */
const VERSION = 1;
/** A training step may take long, and a lock's sign of life waits for its end. */
export const LOCK_PATIENCE = 600_000;
/** Milliseconds between two looks at a lock that is waited for. */
const LOCK_LOOK = 100;

const trialSchema = z.object({
  version: z.number(),
  id: z.string(),
  /** The resolved config of the trial, as the cell language expands it. */
  config: z.record(z.string(), z.unknown()),
  created: z.string(),
  backend: z.string(),
  /** Threads of the backend; a resumed run uses as many, so that it computes the same numbers. */
  threads: z.number(),
  versions: z.record(z.string(), z.string()),
  /** Where the data came from. */
  data: z.string(),
  /** What the network was trained on, as far as somebody needs it who has other images to classify; runs of the first versions lack it. */
  images: z.object({ height: z.number(), width: z.number(), channels: z.number(), classes: z.array(z.string()), mean: z.array(z.number()), std: z.array(z.number()) }).optional(),
});
/** `trial.json`: what was asked for and what ran it. */
export interface TrialRecord extends Readonly<Omit<z.infer<typeof trialSchema>, 'config'>> {
  readonly config: unknown;
}

const stateSchema = z.object({
  version: z.number(),
  state: z.enum(['running', 'done', 'failed', 'interrupted']),
  /** Epochs and steps completed, of all. */
  epoch: z.number(),
  epochs: z.number(),
  step: z.number(),
  steps: z.number(),
  /** Seconds spent training, over all starts. */
  seconds: z.number(),
  updated: z.string(),
  error: z.string().optional(),
  notices: z.array(z.string()).optional(),
  /** Of the last epoch, once there is one. */
  metrics: z.record(z.string(), z.number()).optional(),
});
/** `state.json`: how far a run is. */
export type RunState = z.infer<typeof stateSchema>;

/** The state of a run, or undefined where there is none yet. @throws LabError on a damaged or newer file */
export function readRunState(folder: string): Promise<RunState | undefined> {
  return readRecord(join(folder, 'state.json'), stateSchema, 'run');
}

/** Whether a living process has the run folder open. */
export function isHeld(folder: string): Promise<boolean> {
  return isLocked(join(folder, 'lock'), LOCK_PATIENCE);
}

/** What a run was asked to do, or undefined where it has not begun. @throws LabError on a damaged or newer file */
export function readTrialRecord(folder: string): Promise<TrialRecord | undefined> {
  return readRecord(join(folder, 'trial.json'), trialSchema, 'trial');
}

async function readRecord<T>(path: string, schema: z.ZodType<T>, what: 'run' | 'trial'): Promise<T | undefined> {
  const json = await readJson(path);
  if (json === undefined) return undefined;
  refuseNewer(json, path);
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new LabError(t(what === 'run' ? 'this file is damaged: it does not describe a run.' : 'this file is damaged: it does not describe a trial.'), { place: path, mend: anew() });
  return parsed.data;
}

/** Notes in the state of a run whose process is gone that it failed, and why. Returns the seconds that it had trained. */
export async function markFailed(folder: string, error: string): Promise<number> {
  const state = await readRunState(folder);
  if (state === undefined) return 0;
  await writeAtomic(join(folder, 'state.json'), [`${JSON.stringify({ ...state, state: 'failed', error }, null, 2)}\n`]);
  return state.seconds;
}

function refuseNewer(json: unknown, path: string): void {
  const version = (json as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > VERSION) {
    throw new LabError(t('this run was written by a newer ResNet Lab (format {0}; this one reads up to {1}).', version, VERSION), { place: path, mend: t('Update ResNet Lab, or choose another folder with --runs, or by the setting resnetLab.runsFolder.') });
  }
}

/** How to wait for a run folder that another process of this machine has open. */
export interface WaitOptions {
  /** Milliseconds; 0, where nothing is given, does not wait. A process whose parent died goes on for a while to write its checkpoint. */
  readonly wait?: number;
  /** Called once, with who has it. */
  readonly onWait?: (holder: string) => void;
  readonly signal?: AbortSignal;
}

/** A run's folder, held by this process alone: text files that `cat` shows, and checkpoints. */
export class RunFolder {
  private constructor(
    readonly path: string,
    private readonly release: () => Promise<void>,
    private readonly metricsFile: number,
    private readonly timingFile: number,
    private readonly probesFile: number | undefined,
    private bytes: number,
    private probeBytes: number,
  ) {}

  /** Makes the folder or opens it again. @throws LabError where another process has it, it is newer, or it cannot be written */
  static async open(path: string, options: WaitOptions & { readonly probes?: boolean } = {}): Promise<RunFolder> {
    try {
      await mkdir(join(path, 'checkpoints'), { recursive: true });
    } catch (error) {
      throw readable(error, path);
    }
    const release = await lockFolder(path, options).catch((error: unknown) => {
      throw readable(error, path);
    });
    try {
      await readTrialRecord(path);
      await readRunState(path);
      const [metrics, timing, probes] = ['metrics.jsonl', 'timing.jsonl', 'probes.jsonl'].map((name) => join(path, name)) as [string, string, string];
      const metricsFile = openSync(metrics, 'a');
      const probesFile = options.probes === true ? openSync(probes, 'a') : undefined;
      const probeBytes = probesFile === undefined ? 0 : (await stat(probes)).size;
      return new RunFolder(path, release, metricsFile, openSync(timing, 'a'), probesFile, (await stat(metrics)).size, probeBytes);
    } catch (error) {
      await release();
      throw readable(error, path);
    }
  }

  async writeTrial(record: Omit<TrialRecord, 'version'>): Promise<void> {
    await writeAtomic(join(this.path, 'trial.json'), [`${JSON.stringify({ version: VERSION, ...record }, null, 2)}\n`]);
  }

  async writeState(state: Omit<RunState, 'version' | 'updated'>): Promise<void> {
    await writeAtomic(join(this.path, 'state.json'), [`${JSON.stringify({ version: VERSION, ...state, updated: new Date().toISOString() }, null, 2)}\n`]);
  }

  /** Appends a line that depends on the config and the backend alone: the same training gives the same file. Returns the file's length. */
  appendMetrics(line: object): number {
    const text = Buffer.from(`${JSON.stringify(line)}\n`);
    this.append(this.metricsFile, text);
    return (this.bytes += text.length);
  }

  /** Appends a line about speed and time, which differ from one run to the next. */
  appendTiming(line: object): void {
    this.append(this.timingFile, Buffer.from(`${JSON.stringify(line)}\n`));
  }

  /** Appends what probes saw, as `appendMetrics` does. */
  appendProbe(line: object): void {
    if (this.probesFile === undefined) throw new Error('this run records no probes');
    const text = Buffer.from(`${JSON.stringify(line)}\n`);
    this.append(this.probesFile, text);
    this.probeBytes += text.length;
  }

  get probesBytes(): number {
    return this.probeBytes;
  }

  get metricsBytes(): number {
    return this.bytes;
  }

  /** Drops what was written after a checkpoint, which will be computed again. */
  truncateMetrics(bytes: number, probeBytes: number): void {
    ftruncateSync(this.metricsFile, bytes);
    this.bytes = bytes;
    if (this.probesFile === undefined) return;
    ftruncateSync(this.probesFile, probeBytes);
    this.probeBytes = probeBytes;
  }

  /** Replaces a checkpoint; the metrics up to it are on the disk before it is. */
  async saveCheckpoint(name: 'last' | 'best', content: TensorFile): Promise<void> {
    this.sync();
    await writeAtomic(this.checkpointPath(name), encodeSafetensors(content));
  }

  /** A checkpoint, or undefined where there is none. @throws LabError on a damaged file */
  loadCheckpoint(name: 'last' | 'best'): Promise<TensorFile | undefined> {
    return readCheckpoint(this.path, name);
  }

  async close(): Promise<void> {
    closeSync(this.metricsFile);
    closeSync(this.timingFile);
    if (this.probesFile !== undefined) closeSync(this.probesFile);
    await this.release();
  }

  private sync(): void {
    try {
      fsyncSync(this.metricsFile);
      if (this.probesFile !== undefined) fsyncSync(this.probesFile);
    } catch (error) {
      throw readable(error, this.path);
    }
  }

  private append(file: number, bytes: Uint8Array): void {
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    } catch (error) {
      throw readable(error, this.path);
    }
  }

  private checkpointPath(name: 'last' | 'best'): string {
    return join(this.path, 'checkpoints', `${name}.safetensors`);
  }
}

async function lockFolder(path: string, { wait = 0, onWait, signal }: WaitOptions): Promise<() => Promise<void>> {
  const began = Date.now();
  for (let looks = 0; ; looks++) {
    const lock = await tryLock(join(path, 'lock'), LOCK_PATIENCE);
    if ('release' in lock) return lock.release;
    if (!lock.local || Date.now() - began >= wait) throw new LabError(t('this run is in use by {0}.', lock.holder), { place: path, mend: t('Wait for it to end, or stop it; if it is no more, delete the file "lock" there.') });
    if (signal?.aborted === true) throw new Interrupted();
    if (looks === 0) onWait?.(lock.holder);
    await pause(LOCK_LOOK);
  }
}

/** A checkpoint of a run that need not be held; undefined where there is none. @throws LabError on a damaged file */
export async function readCheckpoint(folder: string, name: 'last' | 'best'): Promise<TensorFile | undefined> {
  const path = join(folder, 'checkpoints', `${name}.safetensors`);
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw readable(error, path);
  }
  return decodeSafetensors(bytes, path);
}
