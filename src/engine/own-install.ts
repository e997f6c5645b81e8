import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { delimiter, dirname, join, relative } from 'node:path';
import { dependencies } from '../../package.json';
import { addonOfPackage, packageFolder } from '../backend/tensorflow/addon';
import { t } from '../base/l10n';
import { lastWords, runCommand } from './command';
import { growthWatch } from './files';
import { writeMarker } from './marker';
import { smokeTest } from './smoke';
import { thisSystem, wheelBarred } from './tensorflow-wheel';
import { type Mend, type Way, WayBarred, type WayContext } from './way';

const TIME_LIMIT = 15 * 60_000;
/** A host that does not answer is given up after this; the compiler, which writes nothing for a while, needs less. */
const STALL = 60_000;

/**
 * tfjs-node's own install script: it downloads libtensorflow 2.9.1 and a prebuilt addon from Google's storage. It runs in a copy of the
 * package, because it rewrites package.json while it works and would leave node_modules half changed when stopped.
 */
export function ownInstallWay(): Way {
  return {
    name: 'tfjs-node',
    title: t("tfjs-node's own install"),
    async go(context) {
      const source = packageFolder('@tensorflow/tfjs-node');
      if (source === undefined) throw new WayBarred(t("tfjs-node's own install is skipped: its npm package did not come with this program."), ...byHand());
      const partial = `${context.folder}.partial`;
      await rm(partial, { recursive: true, force: true });
      try {
        await install(source, partial, context);
      } finally {
        await rm(partial, { recursive: true, force: true });
      }
    },
  };
}

/** Where no other way leads: the package in a folder of the user's. */
function byHand(): Mend[] {
  if (wheelBarred(thisSystem()) === undefined) return [];
  return [{
    what: t('Install the npm package @tensorflow/tfjs-node in a folder of your own, and name its addon (lib/napi-v8/tfjs_binding.node) by the variable RESNET_LAB_ADDON.'),
    command: `npm install @tensorflow/tfjs-node@${dependencies['@tensorflow/tfjs-node']}`,
  }];
}

async function install(source: string, partial: string, context: WayContext): Promise<void> {
  const { env, signal, onStep, folder } = context;
  const name = t("run tfjs-node's install script");
  await mkdir(partial, { recursive: true });
  for (const part of ['package.json', 'binding', 'binding.gyp', 'scripts']) await cp(join(source, part), join(partial, part), { recursive: true });
  onStep({ name, state: 'start' });
  const result = await runCommand(process.execPath, ['scripts/install.js'], {
    cwd: partial,
    env: scriptEnvironment(source, env),
    signal,
    timeLimit: TIME_LIMIT,
    watch: growthWatch(partial, STALL, (done) => onStep({ name, state: 'progress', done })),
  });
  if (result.failure !== undefined) {
    const unreachable = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b/.test(result.stderr);
    throw new WayBarred(unreachable ? t("tfjs-node's download host can't be reached ({0}).", lastWords(result)) : t("tfjs-node's own install {0} ({1}).", result.failure, lastWords(result)));
  }
  const addon = addonOfPackage(partial);
  if (addon === undefined) throw new WayBarred(t("tfjs-node's own install ended without an addon."));
  const test = await smokeTest(addon, env, signal);
  if (!test.works) throw new WayBarred(t("tfjs-node's own install ended, but {0}.", test.reason));
  await writeMarker(partial, test.version, 'tfjs-node\'s own install', [relative(partial, addon)]);
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  onStep({ name, state: 'done', detail: `TensorFlow ${test.version}` });
}

/** The copy lies outside of any node_modules: the script's packages and node-pre-gyp are shown to it where the original has them. */
function scriptEnvironment(source: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const modules = [join(source, 'node_modules'), dirname(dirname(source))];
  const programs = modules.map((folder) => join(folder, '.bin'));
  const path = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'; // Windows calls it Path
  return {
    ...env,
    NODE_PATH: [...modules, env['NODE_PATH']].filter(Boolean).join(delimiter),
    [path]: [...programs, dirname(process.execPath), env[path]].filter(Boolean).join(delimiter),
    ELECTRON_RUN_AS_NODE: '1',
  };
}
