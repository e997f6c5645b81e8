import type { Backend } from '../../src/backend/backend';
import { findAddon } from '../../src/backend/tensorflow/addon';
import { loadBackend } from '../../src/backend/select';
import { cacheDirectory } from '../../src/base/paths';

/**
 * The backends to test on. The native library is looked for where the program looks; `npm test` installs it first. Where it cannot be had
 * the tests on it are skipped aloud, and fail in CI on a platform that has it.
 */
export function eachBackend(run: (name: string, load: () => Promise<Backend>) => void): void {
  const found = findAddon(cacheDirectory());
  if (found.path !== undefined) {
    const addon = found.path;
    run('tensorflow', () => loadBackend({ name: 'tensorflow', addon }, 2));
  } else {
    const reason = `skipped on tensorflow: ${found.reason} (resnet-lab engine install)`;
    it(reason, function () {
      if (process.env['CI'] !== undefined && process.platform === 'linux' && process.arch === 'x64') throw new Error(reason);
      this.skip();
    });
  }
  run('wasm', () => loadBackend({ name: 'wasm' }, 1));
}
