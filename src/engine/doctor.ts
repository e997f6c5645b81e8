import { arch, availableParallelism, freemem, release, totalmem, type as systemType } from 'node:os';
import { dependencies, version } from '../../package.json';
import { type AddonOrigin, findAddon } from '../backend/tensorflow/addon';
import { inputError } from '../base/errors';
import { t } from '../base/l10n';
import { didYouMean } from '../base/nearest';
import { DATASETS, datasetPresent } from '../data/dataset';
import { openWays, type OpenWay } from './open-ways';
import { smokeTest } from './smoke';
import type { Mend } from './way';

export interface DoctorReport {
  /** What a trial started now would compute with. */
  backend: 'tensorflow' | 'wasm';
  reason: string;
  versions: { resnetLab: string; node: string; napi: string; tensorflow?: string; tfjs: string; wasm: string; os: string; arch: string };
  /** Threads that one trial alone would use. */
  threads: number;
  /** Bytes that this process may use: of the machine, or of its container where that has less. */
  memory: { total: number; free: number };
  datasets: { name: string; present: boolean }[];
  /** The native library that was found, whether it works or not. */
  engine: { path: string; origin: AddonOrigin } | null;
  /** Folder of data sets and of the native engine. */
  cache: string;
  /** The ways of getting the native library that this machine leaves open. */
  ways: OpenWay[];
  improve: Mend[];
}

type Choice = Pick<DoctorReport, 'backend' | 'reason' | 'engine' | 'improve'> & { tensorflow?: string };

/**
 * Says what trials would run on here and why, and what would make it better. Tries the native library in a process of its own.
 * @throws LabError where RESNET_LAB_BACKEND is not a backend's name
 */
export async function examine({ cache, env = process.env, signal }: { cache: string; env?: NodeJS.ProcessEnv; signal?: AbortSignal }): Promise<DoctorReport> {
  const { tensorflow, improve, ...choice } = await choose(cache, env, signal);
  const datasets = await Promise.all(Object.keys(DATASETS).map(async (name) => ({ name, present: await datasetPresent(name, cache) })));
  if (datasets.some(({ name, present }) => name === 'fashion-mnist' && !present)) {
    improve.push({ what: t('Fetch Fashion-MNIST, which the notebooks use.'), command: 'resnet-lab dataset get fashion-mnist' });
  }
  return {
    ...choice,
    versions: {
      resnetLab: version,
      node: process.versions.node,
      napi: process.versions['napi'] ?? 'unknown',
      ...(tensorflow !== undefined && { tensorflow }),
      tfjs: dependencies['@tensorflow/tfjs-core'],
      wasm: dependencies['@tensorflow/tfjs-backend-wasm'],
      os: `${systemType()} ${release()}`,
      arch: arch(),
    },
    threads: choice.backend === 'wasm' ? 1 : availableParallelism(), // TensorFlow.js keeps WASM to one thread under Node
    memory: memory(),
    datasets,
    cache,
    ways: openWays(env),
    improve,
  };
}

async function choose(cache: string, env: NodeJS.ProcessEnv, signal: AbortSignal | undefined): Promise<Choice> {
  const asked = env['RESNET_LAB_BACKEND'] ?? '';
  if (asked !== '' && asked !== 'wasm' && asked !== 'tensorflow') {
    throw inputError(t('RESNET_LAB_BACKEND is "{0}". {1}', asked, didYouMean(asked, ['tensorflow', 'wasm'])), { mend: t('Set it to tensorflow or wasm, or unset it.') });
  }
  const found = findAddon(cache, env);
  const test = found.path === undefined ? undefined : await smokeTest(found.path, env, signal);
  const engine = found.path === undefined ? null : { path: found.path, origin: found.origin };
  if (test?.works === true) {
    const rest = { engine, tensorflow: test.version };
    if (asked !== 'wasm') return { ...rest, backend: 'tensorflow', reason: t('TensorFlow {0} works here.', test.version), improve: [] };
    const improve = [{ what: t('Use TensorFlow, which works here and is several times faster.'), command: 'unset RESNET_LAB_BACKEND' }];
    return { ...rest, backend: 'wasm', reason: t('RESNET_LAB_BACKEND asks for it.'), improve };
  }
  const trouble = found.path === undefined ? found.reason : t('{0} does not work: {1}.', found.path, test?.reason ?? t('not tried'));
  const improve = [{ what: t("Install TensorFlow's native library: trials run several times faster."), command: 'resnet-lab engine install' }];
  if (asked === 'tensorflow') return { engine, backend: 'tensorflow', reason: t("RESNET_LAB_BACKEND asks for it, but trials can't start: {0}", trouble), improve };
  return { engine, backend: 'wasm', reason: trouble, improve };
}

function memory(): DoctorReport['memory'] {
  const allowed = process.constrainedMemory(); // 0, or more than there is, where nothing constrains
  const total = allowed !== undefined && allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
  return { total, free: Math.min(freemem(), total) };
}

/** The report for people, a line a fact. */
export function formatDoctor(report: DoctorReport, { colour }: { colour: boolean }): string {
  const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const { versions, memory: { total, free } } = report;
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  const facts: [string, string][] = [
    ['backend', `${paint(report.backend === 'tensorflow' ? 32 : 33, report.backend)}: ${report.reason}`],
    ['library', report.engine === null ? 'none' : `${report.engine.path} (${report.engine.origin})`],
    ['threads', String(report.threads)],
    ['memory', `${gigabytes(free)} free of ${gigabytes(total)}`],
    ['cache', report.cache],
    ['data sets', report.datasets.map(({ name, present }) => (present ? name : paint(2, `${name} (not here)`))).join(', ')],
    ['versions', [
      `resnet-lab ${versions.resnetLab}`, `Node ${versions.node} (Node-API ${versions.napi})`,
      ...(versions.tensorflow === undefined ? [] : [`TensorFlow ${versions.tensorflow}`]),
      `TensorFlow.js ${versions.tfjs}`, `WASM backend ${versions.wasm}`, `${versions.os} ${versions.arch}`,
    ].join(', ')],
  ];
  const lines = facts.map(([name, text]) => `${paint(1, name.padEnd(10))} ${text}`);
  const better = report.improve.flatMap(({ what, command }) => [`  ${what}`, `    ${paint(36, command)}`]);
  return [...lines, ...(better.length === 0 ? [] : ['', paint(1, 'To do better:'), ...better])].join('\n');
}
