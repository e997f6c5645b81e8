import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { LabError } from '../../base/errors';
import { t } from '../../base/l10n';
import type { OwnAddon, TensorFlowBinding } from './addon';

/** Where Linux tells of a processor's caches, if the processor tells of them. */
const CACHES = '/sys/devices/system/cpu/cpu0/cache/index0';
/** TensorFlow's switch for oneDNN. It is read once, when the first operation is computed. */
export const ONEDNN_SWITCH = 'TF_ENABLE_ONEDNN_OPTS';

/**
 * The switch's position: the user's, else on. TensorFlow turns oneDNN's kernels on by itself only on processors with AVX-512; they train twice as fast on
 * others too. Where a machine hides its caches they need the help of our own addon, and stay off without it.
 */
export function oneDnnSwitch(hasOwnAddon: boolean, env: NodeJS.ProcessEnv = process.env, hidden = hidesCaches()): string {
  return env[ONEDNN_SWITCH] ?? (hidden && !hasOwnAddon ? '0' : '1');
}

export function isOn(position: string): boolean {
  return /^(1|true)$/i.test(position);
}

/** Switches oneDNN's kernels, and lets our own addon help them where they need it. @throws LabError where that fails */
export function startOneDnn(binding: TensorFlowBinding, own: Pick<OwnAddon, 'tellCaches'> | undefined, hidden = hidesCaches()): void {
  const position = oneDnnSwitch(own !== undefined, process.env, hidden);
  process.env[ONEDNN_SWITCH] = position;
  if (!hidden || own === undefined || !isOn(position)) return;
  lookAtProcessor(binding);
  if (own.tellCaches()) return;
  throw new LabError(t("TensorFlow's fast kernels (oneDNN) cannot work on this machine, which does not tell the sizes of its caches."), {
    place: ONEDNN_SWITCH,
    mend: t('Set the environment variable TF_ENABLE_ONEDNN_OPTS to 0: TensorFlow then computes with slower kernels.'),
  });
}

/**
 * Whether this machine keeps the sizes of its caches to itself, as some virtual machines on AMD's processors do (CPUID leaf 0x8000001D is empty).
 * oneDNN takes that for caches of one byte and divides by what fits into them: the process ends with SIGFPE at a bottleneck's pointwise convolution.
 */
export function hidesCaches(platform: NodeJS.Platform = process.platform, model = cpus()[0]?.model ?? '', caches = CACHES): boolean {
  return platform === 'linux' && /\b(AMD|Hygon)\b/.test(model) && !existsSync(caches);
}

/** oneDNN looks when it first computes something; a product of 1 × 1 matrices is small enough for caches of one byte. */
function lookAtProcessor(binding: TensorFlowBinding): void {
  const one = binding.createTensor([1, 1], binding.TF_FLOAT, Float32Array.of(1));
  const products = binding.executeOp('MatMul', [{ name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }], [one, one], 1);
  for (const id of [one, ...products.map((product) => product.id)]) binding.deleteTensor(id);
}
