import { join } from 'node:path';
import { ADDON_FILE, packageFolder } from '../backend/tensorflow/addon';
import { lastWords, runCommand } from './command';
import { WayBarred, type WayContext } from './way';

const COMPILERS = ['c++', 'g++', 'clang++'];
const TIME_LIMIT = 5 * 60_000;

/** The first C++ compiler that runs: `$CXX`, then the usual names. */
export async function findCompiler({ env, signal }: Pick<WayContext, 'env' | 'signal'>): Promise<string> {
  const chosen = env['CXX'];
  for (const compiler of chosen === undefined || chosen === '' ? COMPILERS : [chosen, ...COMPILERS]) {
    const result = await runCommand(compiler, ['--version'], { env, signal, timeLimit: TIME_LIMIT });
    if (result.failure === undefined) return compiler;
  }
  throw new WayBarred('No C++ compiler was found (looked for $CXX, c++, g++, clang++).', {
    what: 'Install a C++ compiler, then install the engine again.',
    command: 'sudo apt-get install g++ && resnet-lab engine install',
  });
}

export interface AddonBuild {
  compiler: string;
  /** The folder that holds the libraries and gets the addon, which looks for them beside itself. */
  folder: string;
  libraries: readonly string[];
  /** TensorFlow's include folder. */
  headers: string;
}

/**
 * Compiles tfjs-node's addon (two C++ files of its package) against TensorFlow's C headers and libraries. Needs neither node-gyp nor
 * Node's headers: the Node-API is a stable C interface whose headers are an npm package.
 */
export async function buildAddon({ compiler, folder, libraries, headers }: AddonBuild, { env, signal }: Pick<WayContext, 'env' | 'signal'>): Promise<void> {
  const source = packageFolder('@tensorflow/tfjs-node');
  const nodeApi = packageFolder('node-api-headers');
  if (source === undefined || nodeApi === undefined) throw new WayBarred('The addon\'s sources (npm packages @tensorflow/tfjs-node and node-api-headers) are not installed beside this program.');
  const args = [
    '-O2', '-shared', '-fPIC', '-std=c++17', '-DNAPI_VERSION=8',
    `-I${join(nodeApi, 'include')}`, `-I${headers}`,
    join(source, 'binding', 'tfjs_backend.cc'), join(source, 'binding', 'tfjs_binding.cc'),
    `-L${folder}`, ...libraries.map((name) => `-l:${name}`),
    '-Wl,-rpath,$ORIGIN',
    '-o', join(folder, ADDON_FILE),
  ];
  const result = await runCommand(compiler, args, { env, signal, timeLimit: TIME_LIMIT });
  if (result.failure !== undefined) throw new WayBarred(`The compiler ${compiler} ${result.failure} (${lastWords(result)}).`);
}
