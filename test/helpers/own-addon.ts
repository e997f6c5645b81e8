import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findAddon, OWN_ADDON_FILE } from '../../src/backend/tensorflow/addon';
import { cacheDirectory } from '../../src/base/paths';

/** Skips what needs our own addon where it is not there, and says so; fails in CI where it can be had. */
export function needsOwnAddon(context: Mocha.Context): void {
  const { path } = findAddon(cacheDirectory());
  if (path !== undefined && existsSync(join(dirname(path), OWN_ADDON_FILE))) return;
  const reason = 'skipped: our own addon is not beside the native library (resnet-lab engine install)';
  if (process.env['CI'] !== undefined && process.platform === 'linux' && process.arch === 'x64') throw new Error(reason);
  console.log(reason);
  context.skip();
}
