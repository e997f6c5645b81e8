import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../package.json';
import { ADDON_FILE, OWN_ADDON_FILE, packageFolder } from '../backend/tensorflow/addon';
import { t } from '../base/l10n';
import { lastWords, runCommand } from './command';
import { WayBarred, type WayContext } from './way';

const COMPILERS = ['c++', 'g++', 'clang++'];
const TIME_LIMIT = 5 * 60_000;

/** What it takes to compile the addon. */
export interface Toolchain {
  compiler: string;
  /** Folder of tfjs-node's package, which has the sources. */
  source: string;
  /** Folder of the Node-API's headers. */
  nodeApi: string;
}

/** Where the addon's sources and the headers of the Node-API are; undefined where this program came without them. */
export function addonSources(): Pick<Toolchain, 'source' | 'nodeApi'> | undefined {
  const source = packageFolder('@tensorflow/tfjs-node');
  const nodeApi = packageFolder('node-api-headers');
  return source === undefined || nodeApi === undefined ? undefined : { source, nodeApi };
}

/** Everything that compiling needs, and a sentence where some of it is missing. */
export async function findToolchain({ env, signal }: Pick<WayContext, 'env' | 'signal'>): Promise<Toolchain> {
  const sources = addonSources();
  if (sources === undefined) {
    throw new WayBarred(t("This package of ResNet Lab has neither an addon for this system nor the addon's sources."), {
      what: t('Install the package that is made for linux-x64: it brings the addon along.'),
      command: `code --install-extension resnet-lab-linux-x64-${version}.vsix`,
    });
  }
  const chosen = env['CXX'];
  for (const compiler of chosen === undefined || chosen === '' ? COMPILERS : [chosen, ...COMPILERS]) {
    const result = await runCommand(compiler, ['--version'], { env, signal, timeLimit: TIME_LIMIT });
    if (result.failure === undefined) return { compiler, ...sources };
  }
  throw new WayBarred(t('No C++ compiler was found (looked for $CXX, c++, g++, clang++).'), {
    what: t('Install a C++ compiler (g++ or clang), then set up the native engine again.'),
    command: 'sudo apt-get install g++ && resnet-lab engine install',
  });
}

export interface AddonBuild {
  toolchain: Toolchain;
  /** The folder that holds the libraries and gets the addons, which look for them beside themselves. */
  folder: string;
  libraries: readonly string[];
  /** TensorFlow's include folder. */
  headers: string;
}

type Context = Pick<WayContext, 'env' | 'signal'>;

/**
 * Compiles tfjs-node's addon (two C++ files of its package) against TensorFlow's C headers and libraries. Needs neither node-gyp nor
 * Node's headers: the Node-API is a stable C interface whose headers are an npm package.
 */
export async function buildAddon(build: AddonBuild, context: Context): Promise<void> {
  const { source } = build.toolchain;
  await compile(build, [join(source, 'binding', 'tfjs_backend.cc'), join(source, 'binding', 'tfjs_binding.cc')], ADDON_FILE, context);
}

/** Compiles our own addon beside it, against TensorFlow's C++ headers: it goes with these libraries alone. */
export async function buildOwnAddon(build: AddonBuild, context: Context): Promise<void> {
  const folder = ownSources();
  const sources = readdirSync(folder).filter((name) => name.endsWith('.cc'));
  await compile(build, sources.map((name) => join(folder, name)), OWN_ADDON_FILE, context);
}

/** Where our own C++ files are: beside the bundle that runs, or among the sources. */
function ownSources(): string {
  const beside = join(__dirname, 'native-sources');
  return existsSync(beside) ? beside : join(__dirname, '..', 'backend', 'tensorflow', 'native');
}

async function compile({ toolchain: { compiler, nodeApi }, folder, libraries, headers }: AddonBuild, sources: readonly string[], product: string, { env, signal }: Context): Promise<void> {
  const args = [
    '-O2', '-shared', '-fPIC', '-std=c++17', '-w', '-DNAPI_VERSION=8',
    `-I${join(nodeApi, 'include')}`, `-I${headers}`,
    ...sources,
    `-L${folder}`, ...libraries.map((name) => `-l:${name}`),
    '-Wl,-rpath,$ORIGIN',
    '-o', join(folder, product),
  ];
  const result = await runCommand(compiler, args, { env, signal, timeLimit: TIME_LIMIT });
  if (result.failure !== undefined) throw new WayBarred(t('The compiler {0} {1} ({2}).', compiler, result.failure, lastWords(result)));
}
