import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ADDON_FILE } from '../backend/tensorflow/addon';
import { t } from '../base/l10n';
import { WayBarred } from './way';

/**
 * The addon that came with this program, compiled where it was packaged: the one that `RESNET_LAB_PREBUILT_ADDON` names, else
 * `native/tfjs_binding.node` beside the bundle that runs. Our own addon lies beside it. Both look for TensorFlow's libraries in their own folder, so they are copied there.
 */
export function prebuiltAddon(env: NodeJS.ProcessEnv): string | undefined {
  const named = env['RESNET_LAB_PREBUILT_ADDON'] ?? '';
  if (named !== '') {
    if (existsSync(named)) return resolve(named);
    throw new WayBarred(t('RESNET_LAB_PREBUILT_ADDON names {0}, which does not exist.', resolve(named)));
  }
  const beside = join(__dirname, 'native', ADDON_FILE);
  return existsSync(beside) ? beside : undefined;
}
