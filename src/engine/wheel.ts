import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ADDON_FILE } from '../backend/tensorflow/addon';
import { t } from '../base/l10n';
import { buildAddon, findToolchain } from './build-addon';
import { fetchWheel } from './fetch-wheel';
import { checkSpace } from './files';
import { writeMarker } from './marker';
import { prebuiltAddon } from './prebuilt';
import { smokeTest } from './smoke';
import { TENSORFLOW_WHEEL, thisSystem, wheelBarred, type WheelRecipe } from './tensorflow-wheel';
import { unpack } from './unpack';
import { byteMeter, type Way, WayBarred, type WayContext } from './way';

/** Headers and the addon, beside the libraries. */
const SMALL_FILES = 50_000_000;

/** The native library from TensorFlow's Python wheel: downloaded, unpacked, and joined by the addon that came with this program or one compiled against it. */
export function wheelWay(recipe: WheelRecipe = TENSORFLOW_WHEEL): Way {
  return {
    name: 'wheel',
    title: t("TensorFlow's wheel from PyPI"),
    async go(context) {
      const barred = wheelBarred(thisSystem());
      if (barred !== undefined) throw new WayBarred(barred);
      const prebuilt = prebuiltAddon(context.env);
      if (prebuilt === undefined) await findToolchain(context); // before the large download, which would be in vain
      const archive = await fetchWheel(recipe, recipe.unpackedBytes + SMALL_FILES, context);
      const partial = `${context.folder}.partial`;
      try {
        await install(recipe, { archive, prebuilt, partial }, context);
      } finally {
        await rm(partial, { recursive: true, force: true });
      }
    },
  };
}

/** Unpacks and tests in a folder of its own that takes its name only when all of it is done. */
async function install(recipe: WheelRecipe, { archive, prebuilt, partial }: { archive: string; prebuilt: string | undefined; partial: string }, context: WayContext): Promise<void> {
  const { folder } = context;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await checkSpace(partial, recipe.unpackedBytes + SMALL_FILES);
  const libraries = await unpackWheel(recipe, archive, partial, context);
  const addon = await makeAddon({ prebuilt, partial, libraries }, context);
  await rm(join(partial, 'include'), { recursive: true, force: true });
  await writeMarker(partial, addon.tensorflow, `tfjs-node's addon, ${addon.made} ${recipe.name}`, [...libraries, ADDON_FILE]);
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  await rm(context.downloads, { recursive: true, force: true });
}

interface Making {
  prebuilt: string | undefined;
  partial: string;
  libraries: readonly string[];
}

/** Leaves an addon that works beside the libraries: the prebuilt one, or one compiled here where that does not work. */
async function makeAddon({ prebuilt, partial, libraries }: Making, context: WayContext): Promise<{ tensorflow: string; made: string }> {
  let trouble: string | undefined;
  if (prebuilt !== undefined) {
    await copyFile(prebuilt, join(partial, ADDON_FILE));
    const test = await tryOut(partial, context);
    if (test.works) return { tensorflow: test.version, made: 'as shipped, beside the libraries of' };
    trouble = t('The addon that came with this program does not work here: {0}.', test.reason);
  }
  try {
    await compile({ partial, libraries }, context);
  } catch (error) {
    if (trouble === undefined || !(error instanceof WayBarred)) throw error;
    throw new WayBarred(`${trouble} ${error.message}`, ...error.mends);
  }
  const test = await tryOut(partial, context);
  if (!test.works) throw new WayBarred(t('The library was built, but {0}.', test.reason));
  return { tensorflow: test.version, made: 'compiled against' };
}

async function compile({ partial, libraries }: Pick<Making, 'partial' | 'libraries'>, context: WayContext): Promise<void> {
  const name = t('compile the addon');
  context.onStep({ name, state: 'start' });
  const toolchain = await findToolchain(context);
  await buildAddon({ toolchain, folder: partial, libraries, headers: join(partial, 'include') }, context);
  context.onStep({ name, state: 'done' });
}

async function tryOut(partial: string, { env, signal, onStep }: WayContext): ReturnType<typeof smokeTest> {
  const name = t('test the library');
  onStep({ name, state: 'start' });
  const test = await smokeTest(join(partial, ADDON_FILE), env, signal);
  onStep(test.works ? { name, state: 'done', detail: `TensorFlow ${test.version}` } : { name, state: 'failed', detail: test.reason });
  return test;
}

async function unpackWheel(recipe: WheelRecipe, archive: string, partial: string, context: WayContext): Promise<string[]> {
  const name = t('unpack the libraries');
  context.onStep({ name, state: 'start', total: recipe.unpackedBytes });
  const base = (member: string): string => member.slice(member.lastIndexOf('/') + 1);
  const written = await unpack(archive, partial, {
    place: (member) => {
      if (recipe.libraries.includes(member)) return base(member);
      const header = recipe.headers.exec(member)?.[1];
      return header === undefined ? undefined : join('include', header);
    },
    limit: recipe.unpackedBytes + SMALL_FILES,
    signal: context.signal,
    onBytes: byteMeter(name, recipe.unpackedBytes, context.onStep),
  });
  const libraries = recipe.libraries.map(base);
  const missing = libraries.find((library) => !written.includes(library));
  if (missing !== undefined) throw new WayBarred(t('The wheel lacks {0}.', missing));
  context.onStep({ name, state: 'done', done: recipe.unpackedBytes, total: recipe.unpackedBytes });
  return libraries;
}
