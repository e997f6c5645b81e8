import { existsSync } from 'node:fs';
import { cpus } from 'node:os';

/** Where Linux tells of a processor's caches, if the processor tells of them. */
const CACHES = '/sys/devices/system/cpu/cpu0/cache/index0';

/**
 * Whether this machine keeps the sizes of its caches to itself, as some virtual machines on AMD's processors do (CPUID leaf 0x8000001D is empty).
 * oneDNN takes that for caches of one byte and divides by what fits into them: the process ends with SIGFPE at a bottleneck's pointwise convolution.
 */
export function hidesCaches(platform: NodeJS.Platform = process.platform, model = cpus()[0]?.model ?? '', caches = CACHES): boolean {
  return platform === 'linux' && /\b(AMD|Hygon)\b/.test(model) && !existsSync(caches);
}
