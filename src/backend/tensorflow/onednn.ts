import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { LabError } from '../../base/errors';
import { t } from '../../base/l10n';
import type { OwnAddon, TensorFlowBinding } from './addon';

/** Where Linux tells of a processor's caches, if the processor tells of them. */
const CACHES = '/sys/devices/system/cpu/cpu0/cache/index0';
/** TensorFlow's switch for oneDNN. It is read once, when the first operation is computed. */
const SWITCH = 'TF_ENABLE_ONEDNN_OPTS';

/**
 * Turns oneDNN's kernels on, unless the user said otherwise. TensorFlow does so by itself only on processors with AVX-512; they train twice as fast on
 * others too. Where a machine hides its caches they need the help of our own addon, and stay off without it.
 * @throws LabError where that help fails
 */
export function startOneDnn(binding: TensorFlowBinding, own: OwnAddon | undefined, hidden = hidesCaches()): void {
  process.env[SWITCH] ??= hidden && own === undefined ? '0' : '1';
  if (!hidden || own === undefined || !/^(1|true)$/i.test(process.env[SWITCH])) return;
  lookAtProcessor(binding);
  if (own.tellCaches()) return;
  throw new LabError(t("TensorFlow's fast kernels (oneDNN) cannot work on this machine, which does not tell the sizes of its caches."), {
    place: SWITCH,
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
