import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OWN_ADDON_FILE } from '../backend/tensorflow/addon';
import { isOn, ONEDNN_SWITCH, oneDnnSwitch } from '../backend/tensorflow/onednn';
import { t } from '../base/l10n';
import { runCommand } from './command';

/**
 * What the child does, with oneDNN switched and helped as for a trial: one convolution of the numbers 1 to 9 with ones, whose sum is 45. It stands here
 * as text so that it runs the same from sources and from a bundle; it needs nothing but Node and the addons. An own addon that does not load is none.
 */
const SCRIPT = `
const tf = require(process.argv[1]);
let own;
try {
  own = require(process.argv[2]);
} catch {}
const one = tf.createTensor([1, 1], tf.TF_FLOAT, Float32Array.of(1));
tf.executeOp('MatMul', [{ name: 'T', type: tf.TF_ATTR_TYPE, value: tf.TF_FLOAT }], [one, one], 1);
const oneDnn = own?.tellCaches?.();
const x = tf.createTensor([1, 3, 3, 1], tf.TF_FLOAT, Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
const w = tf.createTensor([3, 3, 1, 1], tf.TF_FLOAT, new Float32Array(9).fill(1));
const [y] = tf.executeOp('Conv2D', [
  { name: 'T', type: tf.TF_ATTR_TYPE, value: tf.TF_FLOAT },
  { name: 'strides', type: tf.TF_ATTR_INT, value: [1, 1, 1, 1] },
  { name: 'padding', type: tf.TF_ATTR_STRING, value: 'VALID' },
], [x, w], 1);
console.log(JSON.stringify({ version: tf.TF_Version, sum: tf.tensorDataSync(y.id)[0], oneDnn }));
`;

const TIME_LIMIT = 60_000;

export type SmokeResult = { works: true; version: string } | { works: false; reason: string };

/** Loads the addon in a process of its own and lets it compute one convolution: a crash, a hang or a wrong number is an answer, not an accident. */
export async function smokeTest(addon: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<SmokeResult> {
  const own = join(dirname(addon), OWN_ADDON_FILE);
  const position = oneDnnSwitch(existsSync(own), env);
  const childEnv = { ...env, [ONEDNN_SWITCH]: position, TF_CPP_MIN_LOG_LEVEL: '2', ELECTRON_RUN_AS_NODE: '1' };
  const result = await runCommand(process.execPath, ['-e', SCRIPT, addon, own], { env: childEnv, signal, timeLimit: TIME_LIMIT });
  if (result.failure !== undefined) {
    const illegal = result.failure.includes('SIGILL') ? t(': this processor lacks instructions that the library needs (AVX)') : '';
    const words = result.stderr.split('\n').find((line) => line.startsWith('Error: '))?.slice('Error: '.length);
    return { works: false, reason: `${t("the library's test {0}", result.failure)}${illegal}${words === undefined ? '' : ` (${words})`}` };
  }
  return judge(result.stdout, isOn(position));
}

function judge(output: string, wantsOneDnn: boolean): SmokeResult {
  try {
    const { version, sum, oneDnn } = JSON.parse(output) as { version?: unknown; sum?: unknown; oneDnn?: unknown };
    if (oneDnn === false && wantsOneDnn) return { works: false, reason: t('oneDNN needs the sizes of the caches, which this machine does not tell; set TF_ENABLE_ONEDNN_OPTS to 0') };
    if (typeof version === 'string' && sum === 45) return { works: true, version };
    return { works: false, reason: t('the library computes wrongly: 45 expected, {0} received', String(sum)) };
  } catch {
    return { works: false, reason: t("the library's test gave no answer") };
  }
}
