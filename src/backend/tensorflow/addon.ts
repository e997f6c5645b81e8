import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import { LabError } from '../../base/errors';
import { t } from '../../base/l10n';

/** A tensor inside the addon: its number, its shape and its type (`TF_FLOAT` and so on). */
export interface TensorHandle {
  id: number;
  shape: number[];
  dtype: number;
}

/** One attribute of an op; `type` is one of the binding's `TF_ATTR_*`. */
export interface OpAttribute {
  name: string;
  type: number;
  value: boolean | number | string | readonly number[];
}

/** What may be handed over: numbers in the layout of the type, booleans as bytes, strings as one byte array each. */
export type TensorData = Float32Array | Int32Array | BigInt64Array | Uint8Array | readonly Uint8Array[];

/** What tfjs-node's N-API addon exports: TensorFlow's C interface, everything at once and on the calling thread. */
export interface TensorFlowBinding {
  /** Wraps `data` without a copy: it must not be written to while the tensor lives. */
  createTensor(shape: readonly number[], dtype: number, data: TensorData): number;
  deleteTensor(id: number): void;
  /** A copy of the tensor's values. */
  tensorDataSync(id: number): Float32Array | Int32Array | BigInt64Array | Uint8Array | Uint8Array[];
  executeOp(name: string, attributes: readonly OpAttribute[], inputs: readonly number[], outputs: number): TensorHandle[];
  /** `tags` joined by commas. */
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  /** Names are `operation:output`, joined by commas, in the order of the ids and of the result. */
  runSavedModel(id: number, inputs: readonly number[], inputNames: string, outputNames: string): TensorHandle[];
  getNumOfSavedModels(): number;
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  readonly TF_BOOL: number;
  readonly TF_COMPLEX64: number;
  readonly TF_STRING: number;
  readonly TF_RESOURCE: number;
  readonly TF_UINT8: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_Version: string;
}

/** What our own addon exports. Besides, it registers its ops (the layer pool, convolutions) with TensorFlow when it is loaded. */
export interface OwnAddon {
  /** Floats in the vectors with which its convolutions compute on this processor; 0 where they do not. */
  readonly convLanes: number;
  /** Tells oneDNN the caches' sizes where the machine hides them. Answers whether oneDNN can work here; it must have computed something before, if only little. */
  tellCaches(): boolean;
}

/** Where an addon came from: named by the user, put there by tfjs-node's own install, or built against TensorFlow's wheel. */
export type AddonOrigin = 'environment' | 'tfjs-node' | 'wheel';

export interface FoundAddon {
  path: string;
  origin: AddonOrigin;
  /** TensorFlow's version as the install noted it; unknown for an addon that this program did not install. */
  version?: string;
}

export interface NoAddon {
  path: undefined;
  reason: string;
}

export const ADDON_FILE = 'tfjs_binding.node';
/** Our own addon beside it, from native/*.cc; without it all works, if more slowly. */
export const OWN_ADDON_FILE = 'resnet_lab.node';
/** What this program needs of it; an install notes which it has, and is made anew where it has another. */
export const OWN_ADDON_VERSION = 2;
/** What an install leaves beside its files once they are complete. */
export const MARKER_FILE = 'engine.json';

/** The folder of one kind of install: `<cache>/engine/<origin>`. */
export function engineFolder(cache: string, origin: 'tfjs-node' | 'wheel'): string {
  return join(cache, 'engine', origin);
}

/**
 * The native addon that a trial would load, best first: `RESNET_LAB_ADDON`, tfjs-node's own, the cache's copy of that, the cache's wheel.
 * A wrong `RESNET_LAB_ADDON` is not passed over: the user asked for that one.
 */
export function findAddon(cache: string, env: NodeJS.ProcessEnv = process.env): FoundAddon | NoAddon {
  const named = env['RESNET_LAB_ADDON'];
  if (named !== undefined && named !== '') {
    const path = resolve(named);
    return existsSync(path) ? { path, origin: 'environment' } : { path: undefined, reason: t('RESNET_LAB_ADDON names {0}, which does not exist.', path) };
  }
  const own = packageFolder('@tensorflow/tfjs-node');
  const ownPath = own === undefined ? undefined : addonOfPackage(own);
  if (ownPath !== undefined) return { path: ownPath, origin: 'tfjs-node' };
  for (const origin of ['tfjs-node', 'wheel'] as const) {
    const installed = installedAddon(engineFolder(cache, origin), origin);
    if (installed !== undefined) return installed;
  }
  return { path: undefined, reason: t("TensorFlow's native library is not installed.") };
}

/** The addon in a folder that an install completed (its marker is there), or undefined. */
function installedAddon(folder: string, origin: 'tfjs-node' | 'wheel'): FoundAddon | undefined {
  const version = markedVersion(join(folder, MARKER_FILE));
  if (version === undefined) return undefined;
  const flat = join(folder, ADDON_FILE);
  const path = existsSync(flat) ? flat : addonOfPackage(folder);
  return path === undefined ? undefined : { path, origin, version };
}

function markedVersion(marker: string): string | undefined {
  try {
    const { tensorflow } = JSON.parse(readFileSync(marker, 'utf8')) as { tensorflow?: unknown };
    return typeof tensorflow === 'string' ? tensorflow : undefined;
  } catch {
    return undefined; // no marker, or half of one: the install is not complete
  }
}

/** The addon inside a (copy of) tfjs-node's package, of the highest Node-API level that it was made for. */
export function addonOfPackage(folder: string): string | undefined {
  const lib = join(folder, 'lib');
  if (!existsSync(lib)) return undefined;
  const levels = readdirSync(lib).flatMap((name) => (/^napi-v\d+$/.test(name) ? [Number(name.slice('napi-v'.length))] : []));
  return levels
    .sort((a, b) => b - a)
    .map((level) => join(lib, `napi-v${level}`, ADDON_FILE))
    .find((path) => existsSync(path));
}

/** The folder of an installed npm package as seen from this program, whether it runs from sources or from its bundle. */
export function packageFolder(name: string): string | undefined {
  try {
    return dirname(createRequire(join(__dirname, 'here.js')).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

/**
 * Loads the addon into this process: once, on the main thread (it does not survive worker threads); a crash in it ends the process.
 * TensorFlow's own messages below errors are kept from the user's terminal unless `TF_CPP_MIN_LOG_LEVEL` says otherwise.
 */
export function loadAddon(path: string): TensorFlowBinding {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  if (process.platform === 'win32') showLibraryToWindows(path);
  try {
    return createRequire(path)(path) as TensorFlowBinding;
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new LabError(t('The native library could not be loaded ({0}).', String(why)), {
      place: path,
      mend: t('Run the command "ResNet Lab: Set Up Native Engine", or "resnet-lab engine install", to check and repair it; or compute with WASM (the setting resnetLab.backend, or RESNET_LAB_BACKEND=wasm).'),
      cause: error,
    });
  }
}

/** Loads our own addon, if there is one beside tfjs-node's. */
export function loadOwnAddon(addon: string): OwnAddon | undefined {
  const path = join(dirname(addon), OWN_ADDON_FILE);
  if (!existsSync(path)) return undefined;
  try {
    return createRequire(path)(path) as OwnAddon;
  } catch {
    return undefined; // made for another TensorFlow than the one beside it
  }
}

/** tfjs-node's install links tensorflow.dll into a folder of another Node-API level than the addon's; Windows then looks along PATH. */
function showLibraryToWindows(addon: string): void {
  const libraries = resolve(dirname(addon), '..', '..', 'deps', 'lib');
  if (existsSync(join(libraries, 'tensorflow.dll'))) process.env['PATH'] = `${libraries}${delimiter}${process.env['PATH'] ?? ''}`;
}
