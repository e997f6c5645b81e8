import { packageFolder } from '../backend/tensorflow/addon';
import { addonSources } from './build-addon';
import { prebuiltAddon } from './prebuilt';
import { TENSORFLOW_WHEEL, thisSystem, wheelBarred, type System } from './tensorflow-wheel';
import type { Way } from './way';

/** A way of getting the native library that this machine and this program leave open; whether the network does too shows when it is gone. */
export interface OpenWay {
  readonly name: Way['name'];
  /** The host that is asked. */
  readonly host: string;
  /** Bytes to download, and what they take on the disk; absent where they are not known before. */
  readonly bytes?: number;
  readonly unpackedBytes?: number;
}

/** The open ways in the order in which they are tried. */
export function openWays(env: NodeJS.ProcessEnv, system: System = thisSystem()): OpenWay[] {
  const ways: OpenWay[] = [];
  if (packageFolder('@tensorflow/tfjs-node') !== undefined) ways.push({ name: 'tfjs-node', host: 'storage.googleapis.com' });
  if (wheelBarred(system) === undefined && hasAddon(env)) {
    const { url, bytes, unpackedBytes } = TENSORFLOW_WHEEL;
    ways.push({ name: 'wheel', host: new URL(url).host, bytes, unpackedBytes });
  }
  return ways;
}

/** The wheel brings libraries only: the addon comes with this program, or is compiled from sources that do. */
function hasAddon(env: NodeJS.ProcessEnv): boolean {
  try {
    return prebuiltAddon(env) !== undefined || addonSources() !== undefined;
  } catch {
    return false; // a prebuilt addon was named that is not there
  }
}
