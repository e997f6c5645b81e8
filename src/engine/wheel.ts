import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ADDON_FILE, OWN_ADDON_FILE } from '../backend/tensorflow/addon';
import { sentence } from '../base/errors';
import { t } from '../base/l10n';
import { type AddonBuild, buildAddon, buildOwnAddon, findToolchain } from './build-addon';
import { fetchWheel } from './fetch-wheel';
import { checkSpace } from './files';
import { writeMarker } from './marker';
import { prebuiltAddon } from './prebuilt';
import { smokeTest } from './smoke';
import { TENSORFLOW_WHEEL, thisSystem, wheelBarred, type WheelRecipe } from './tensorflow-wheel';
import { unpack } from './unpack';
import { byteMeter, type Way, WayBarred, type WayContext } from './way';

/** Headers and the addons, beside the libraries. */
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
  const libraries = await unpackLibraries(recipe, archive, partial, context);
  const addon = await makeAddon({ recipe, archive, prebuilt, partial, libraries }, context);
  const made = [ADDON_FILE, OWN_ADDON_FILE].filter((file) => existsSync(join(partial, file)));
  await writeMarker(partial, addon.tensorflow, `tfjs-node's addon, ${addon.made} ${recipe.name}`, [...libraries, ...made]);
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  await rm(context.downloads, { recursive: true, force: true });
}

interface Making {
  recipe: WheelRecipe;
  archive: string;
  prebuilt: string | undefined;
  partial: string;
  libraries: readonly string[];
}

/** Leaves an addon that works beside the libraries, and our own that goes with it: the prebuilt ones, or ones compiled here where that does not work. */
async function makeAddon(making: Making, context: WayContext): Promise<{ tensorflow: string; made: string }> {
  const { prebuilt, partial } = making;
  let trouble: string | undefined;
  if (prebuilt !== undefined) {
    await copyFile(prebuilt, join(partial, ADDON_FILE));
    const own = join(dirname(prebuilt), OWN_ADDON_FILE);
    if (existsSync(own)) await copyFile(own, join(partial, OWN_ADDON_FILE));
    const test = await tryOut(partial, context);
    if (test.works) return { tensorflow: test.version, made: 'as shipped, beside the libraries of' };
    trouble = t('The addon that came with this program does not work here: {0}.', test.reason);
  }
  try {
    await compile(making, context);
  } catch (error) {
    if (trouble === undefined || !(error instanceof WayBarred)) throw error;
    throw new WayBarred(`${trouble} ${error.message}`, ...error.mends);
  }
  const test = await tryOut(partial, context);
  if (!test.works) throw new WayBarred(t('The library was built, but {0}.', test.reason));
  return { tensorflow: test.version, made: 'compiled against' };
}

async function compile({ recipe, archive, partial, libraries }: Making, context: WayContext): Promise<void> {
  const headers = join(partial, 'include');
  const name = t('compile the addon');
  context.onStep({ name, state: 'start' });
  const toolchain = await findToolchain(context);
  await unpackHeaders(recipe, archive, headers, context);
  const build: AddonBuild = { toolchain, folder: partial, libraries, headers };
  await buildAddon(build, context);
  context.onStep({ name, state: 'done' });
  await compileOwnAddon(build, context);
  await rm(headers, { recursive: true, force: true });
}

/** Without our own addon all works, if more slowly, so that its failure is said and no more. */
async function compileOwnAddon(build: AddonBuild, context: WayContext): Promise<void> {
  const name = t("compile ResNet Lab's own addon");
  context.onStep({ name, state: 'start' });
  try {
    await buildOwnAddon(build, context);
    context.onStep({ name, state: 'done' });
  } catch (error) {
    if (!(error instanceof WayBarred)) throw error;
    await rm(join(build.folder, OWN_ADDON_FILE), { force: true });
    context.onStep({ name, state: 'failed', detail: sentence(error) });
  }
}

async function tryOut(partial: string, { env, signal, onStep }: WayContext): ReturnType<typeof smokeTest> {
  const name = t('test the library');
  onStep({ name, state: 'start' });
  const test = await smokeTest(join(partial, ADDON_FILE), env, signal);
  onStep(test.works ? { name, state: 'done', detail: `TensorFlow ${test.version}` } : { name, state: 'failed', detail: test.reason });
  return test;
}

async function unpackLibraries(recipe: WheelRecipe, archive: string, partial: string, context: WayContext): Promise<string[]> {
  const name = t('unpack the libraries');
  context.onStep({ name, state: 'start', total: recipe.unpackedBytes });
  const base = (member: string): string => member.slice(member.lastIndexOf('/') + 1);
  const written = await unpack(archive, partial, {
    place: (member) => (recipe.libraries.includes(member) ? base(member) : undefined),
    limit: recipe.unpackedBytes,
    signal: context.signal,
    onBytes: byteMeter(name, recipe.unpackedBytes, context.onStep),
  });
  const libraries = recipe.libraries.map(base);
  const missing = libraries.find((library) => !written.includes(library));
  if (missing !== undefined) throw new WayBarred(t('The wheel lacks {0}.', missing));
  context.onStep({ name, state: 'done', done: recipe.unpackedBytes, total: recipe.unpackedBytes });
  return libraries;
}

async function unpackHeaders(recipe: WheelRecipe, archive: string, folder: string, { signal }: WayContext): Promise<void> {
  await unpack(archive, folder, { place: (member) => recipe.headers.exec(member)?.[1], limit: SMALL_FILES, signal, onBytes: () => undefined });
}
