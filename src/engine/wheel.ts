import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ADDON_FILE } from '../backend/tensorflow/addon';
import { buildAddon, findCompiler } from './build-addon';
import { fetchWheel, type WheelFile } from './fetch-wheel';
import { checkSpace } from './files';
import { writeMarker } from './marker';
import { smokeTest } from './smoke';
import { unpack } from './unpack';
import { type Way, WayBarred, type WayContext } from './way';

/** A Python wheel as a carrier of libraries and headers; nothing in it is run by Python. */
export interface WheelRecipe extends WheelFile {
  /** Members that are libraries; they are kept under their own names. */
  libraries: readonly string[];
  /** Members that are headers: the first group is the path below the include folder. Its form leaves no room for `..` or an absolute path. */
  headers: RegExp;
  /** What is kept has this many bytes, unpacked. */
  unpackedBytes: number;
}

/** PyPI's tensorflow-cpu 2.21.0 for Linux on x86-64 with glibc 2.27 or later; its size and SHA-256 as PyPI lists them, its address made of its BLAKE2b hash as PyPI makes it. */
export const TENSORFLOW_WHEEL: WheelRecipe = {
  requirement: 'tensorflow-cpu==2.21.0',
  name: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
  url: 'https://files.pythonhosted.org/packages/59/03/9a99555a762de8cd4a405efbd39a732d926d8e58791441889560b7675b3e/tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
  bytes: 273_829_956,
  sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  libraries: ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'],
  headers: /^tensorflow\/include\/((?:tensorflow\/c|tensorflow\/core\/platform|tsl\/platform|xla\/tsl\/c)\/(?:\w+\/)*\w+\.h)$/,
  unpackedBytes: 853_308_936,
};

/** Headers and the addon, beside the libraries. */
const SMALL_FILES = 50_000_000;

/** The native library from TensorFlow's Python wheel: it is downloaded, unpacked, and the addon compiled against it. */
export function wheelWay(recipe: WheelRecipe = TENSORFLOW_WHEEL): Way {
  return {
    name: 'wheel',
    title: 'TensorFlow\'s wheel from PyPI',
    async go(context) {
      checkPlatform();
      const compiler = await findCompiler(context); // before the large download, which would be in vain
      const archive = await fetchWheel(recipe, recipe.unpackedBytes + SMALL_FILES, context);
      const partial = `${context.folder}.partial`;
      try {
        await install(recipe, { archive, compiler, partial }, context);
      } finally {
        await rm(partial, { recursive: true, force: true });
      }
    },
  };
}

function checkPlatform(): void {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new WayBarred(`TensorFlow's wheel is used on Linux x64 only; this is ${process.platform} ${process.arch}.`);
  }
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  const glibc = header?.glibcVersionRuntime;
  if (glibc === undefined) throw new WayBarred('TensorFlow\'s wheel needs glibc; this system uses another C library (musl).');
  const [major = 0, minor = 0] = glibc.split('.').map(Number);
  if (major < 2 || (major === 2 && minor < 27)) throw new WayBarred(`TensorFlow's wheel needs glibc 2.27 or later; this system has ${glibc}.`);
}

/** Unpacks, compiles and tests in a folder of its own that takes its name only when all of it is done. */
async function install(recipe: WheelRecipe, { archive, compiler, partial }: { archive: string; compiler: string; partial: string }, context: WayContext): Promise<void> {
  const { folder, signal, onStep } = context;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await checkSpace(partial, recipe.unpackedBytes + SMALL_FILES);
  const libraries = await unpackWheel(recipe, archive, partial, context);
  const headers = join(partial, 'include');
  onStep({ name: 'compile the addon', state: 'start' });
  await buildAddon({ compiler, folder: partial, libraries, headers }, context);
  await rm(headers, { recursive: true });
  onStep({ name: 'compile the addon', state: 'done' });
  onStep({ name: 'test the library', state: 'start' });
  const test = await smokeTest(join(partial, ADDON_FILE), context.env, signal);
  if (!test.works) throw new WayBarred(`The library was built, but ${test.reason}.`);
  onStep({ name: 'test the library', state: 'done', detail: `TensorFlow ${test.version}` });
  await writeMarker(partial, test.version, `tfjs-node's addon, compiled against ${recipe.name}`, [...libraries, ADDON_FILE]);
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  await rm(context.downloads, { recursive: true, force: true });
}

async function unpackWheel(recipe: WheelRecipe, archive: string, partial: string, context: WayContext): Promise<string[]> {
  const name = 'unpack the libraries';
  context.onStep({ name, state: 'start', total: recipe.unpackedBytes });
  let reported = 0;
  const base = (member: string): string => member.slice(member.lastIndexOf('/') + 1);
  const written = await unpack(archive, partial, {
    place: (member) => {
      if (recipe.libraries.includes(member)) return base(member);
      const header = recipe.headers.exec(member)?.[1];
      return header === undefined ? undefined : join('include', header);
    },
    limit: recipe.unpackedBytes + SMALL_FILES,
    signal: context.signal,
    onBytes: (done) => {
      if (done - reported < recipe.unpackedBytes / 100) return;
      reported = done;
      context.onStep({ name, state: 'progress', done: Math.min(done, recipe.unpackedBytes), total: recipe.unpackedBytes });
    },
  });
  const libraries = recipe.libraries.map(base);
  const missing = libraries.find((library) => !written.includes(library));
  if (missing !== undefined) throw new WayBarred(`The wheel lacks ${missing}.`);
  context.onStep({ name, state: 'done', done: recipe.unpackedBytes, total: recipe.unpackedBytes });
  return libraries;
}
