import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Interrupted, sentence } from '../base/errors';
import { t } from '../base/l10n';
import { withLock } from '../base/lock';
import { type AddonOrigin, engineFolder, findAddon } from '../backend/tensorflow/addon';
import { ownInstallWay } from './own-install';
import { isOutdated } from './marker';
import { smokeTest } from './smoke';
import { type Mend, type Step, type Way, WayBarred } from './way';
import { wheelWay } from './wheel';

export type { Mend, Step, Way } from './way';

export interface InstallOptions {
  /** The cache folder; the engine goes to `<cache>/engine`. */
  cache: string;
  env?: NodeJS.ProcessEnv;
  /** Stops the work: what was started is ended, half a folder is left for the next call to clear, whole downloads are kept. */
  signal?: AbortSignal;
  onStep: (step: Step) => void;
  /** In the order in which they are tried. */
  ways?: readonly Way[];
}

export interface Attempt {
  way: string;
  outcome: 'ready' | 'failed';
  /** One sentence. */
  detail: string;
}

export interface EngineReport {
  backend: 'tensorflow' | 'wasm';
  engine: { path: string; origin: AddonOrigin; tensorflow: string } | null;
  /** What was tried, in order; the last one is ready where `backend` is `tensorflow`. */
  attempts: Attempt[];
  /** The outcome, for people. */
  summary: string;
  /** What would open a way that failed. */
  improve: Mend[];
}

/**
 * Gets TensorFlow's native library unless a working one is there: by tfjs-node's own install, else by TensorFlow's wheel; failing both, the
 * report says why and that WASM computes. What an earlier version of this program made of the wheel is made anew, and stays where that fails. It can be called again at any time, after any interruption, and by several processes at once.
 * Throws `Interrupted` when `signal` fires; everything else that goes wrong is in the report.
 */
export async function installEngine(options: InstallOptions): Promise<EngineReport> {
  const { cache, signal, onStep } = options;
  const env = options.env ?? process.env;
  try {
    const there = await check(cache, env, signal);
    if ('engine' in there && !there.outdated) return alreadyThere(there.engine);
    await mkdir(join(cache, 'engine'), { recursive: true });
    const onWait = (holder: string): void => onStep({ name: t('wait for another install'), state: 'start', detail: holder });
    return await withLock(join(cache, 'engine', 'install.lock'), { signal, onWait }, () => tryWays(options, env));
  } catch (error) {
    if (signal?.aborted === true) throw new Interrupted();
    return barred([{ way: 'cache', outcome: 'failed', detail: explain(error) }], []);
  }
}

async function tryWays({ cache, signal, onStep, ways = [ownInstallWay(), wheelWay()] }: InstallOptions, env: NodeJS.ProcessEnv): Promise<EngineReport> {
  const attempts: Attempt[] = [];
  const improve: Mend[] = [];
  // Again, now that no other process can be at it: it may have finished what was missing a moment ago.
  const there = await check(cache, env, signal);
  const works = 'engine' in there;
  if (works && !there.outdated) return alreadyThere(there.engine);
  if (!works && there.reason !== undefined) attempts.push({ way: 'what is installed', outcome: 'failed', detail: there.reason });
  for (const way of works ? ways.filter(({ name }) => name === there.engine.origin) : ways) {
    onStep({ name: way.title, state: 'start' });
    try {
      await way.go({ folder: engineFolder(cache, way.name), downloads: join(cache, 'engine', 'download'), env, signal, onStep });
      const made = await check(cache, env, signal);
      if (!('engine' in made)) throw new WayBarred(made.reason ?? t('The install left no library.'));
      attempts.push({ way: way.name, outcome: 'ready', detail: `${way.title}.` });
      onStep({ name: way.title, state: 'done' });
      return ready(made.engine, attempts, t('TensorFlow {0} was installed ({1}).', made.engine.tensorflow, made.engine.path));
    } catch (error) {
      if (signal?.aborted === true || error instanceof Interrupted) throw new Interrupted();
      const detail = explain(error);
      attempts.push({ way: way.name, outcome: 'failed', detail });
      if (error instanceof WayBarred) improve.push(...error.mends);
      onStep({ name: way.title, state: 'failed', detail });
    }
  }
  if (works) return ready(there.engine, attempts, t('TensorFlow {0} works ({1}). It could not be made anew, so that it is slower than it could be.', there.engine.tensorflow, there.engine.path));
  return barred(attempts, improve);
}

/** The library that a trial would load, tried out; or why there is none (no reason where nothing is installed). */
async function check(cache: string, env: NodeJS.ProcessEnv, signal: AbortSignal | undefined): Promise<{ engine: NonNullable<EngineReport['engine']>; outdated: boolean } | { reason: string | undefined }> {
  const found = findAddon(cache, env);
  if (found.path === undefined) return { reason: undefined };
  const test = await smokeTest(found.path, env, signal);
  if (!test.works) return { reason: t('{0} does not work: {1}.', found.path, test.reason) };
  const outdated = found.origin === 'wheel' && isOutdated(engineFolder(cache, 'wheel'));
  return { engine: { path: found.path, origin: found.origin, tensorflow: test.version }, outdated };
}

function alreadyThere(engine: NonNullable<EngineReport['engine']>): EngineReport {
  return ready(engine, [], t('TensorFlow {0} is already installed ({1}).', engine.tensorflow, engine.path));
}

function ready(engine: NonNullable<EngineReport['engine']>, attempts: Attempt[], summary: string): EngineReport {
  return { backend: 'tensorflow', engine, attempts, summary, improve: [] };
}

function barred(attempts: Attempt[], improve: Mend[]): EngineReport {
  return { backend: 'wasm', engine: null, attempts, summary: t("TensorFlow's native library could not be installed; trials will run on the slower WASM backend."), improve };
}

function explain(error: unknown): string {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return t('The disk is full.');
  if (code === 'EACCES' || code === 'EROFS') return t("{0} can't be written to.", path ?? t('The cache folder'));
  return sentence(error);
}
