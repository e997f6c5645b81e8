#!/usr/bin/env node
// Opens the extension from its sources with the sample notebooks: `npm run editor`. In VS Code where there is a `code` command, else in VS Code's
// workbench in a browser.
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, checkNode, handleSignals, installDependencies, root, run, step, Stop } from './start.mjs';
import { cache } from './tools.mjs';
import { install, installed, SIZE } from '../test/editor/install.mjs';

/** Copies to play with: the user's changes stay, and the runs with them. */
function playground() {
  const folder = join(cache, 'playground');
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'notebooks'), folder, { recursive: true, force: false });
  return folder;
}

/** Whether `code` starts VS Code here. In a terminal of a remote window it is another program, which cannot load an extension from its sources. */
async function hasCode() {
  if (process.env.VSCODE_IPC_HOOK_CLI !== undefined) return false;
  const { code } = await run('code', ['--version'], { shell: process.platform === 'win32' });
  return code === 0;
}

async function openInCode(folder) {
  const { code } = await run('code', ['--new-window', `--extensionDevelopmentPath=${root}`, folder], { show: true, shell: process.platform === 'win32' });
  if (code !== 0) throw new Stop('VS Code did not start.');
  console.log(`VS Code opens ${folder}: open a notebook there and press Run All.`);
}

async function openInBrowser(folder) {
  if (!installed()) console.log(`There is no command \`code\` here, so VS Code's workbench is fetched to be served to a browser: code-server from npm, ${SIZE}, into ${cache}.`);
  await step('Get the editor', async () => {
    const why = await install();
    if (why !== undefined) throw new Stop(`The editor is not to be had: ${why}.\nInstall VS Code with its \`code\` command (https://code.visualstudio.com), then run this again.`);
  });
  const { code } = await run(process.execPath, ['--import', 'tsx', join(root, 'test', 'editor', 'open.ts'), folder], { show: true });
  if (code !== 0) throw new Stop('The editor ended with an error.');
}

async function main() {
  checkNode();
  handleSignals();
  await step('Install the dependencies', installDependencies);
  await step('Build', build);
  const folder = playground();
  await ((await hasCode()) ? openInCode(folder) : openInBrowser(folder));
}

main().catch((error) => {
  const ended = error instanceof Stop;
  if (!ended) console.error(error);
  else if (error.code !== 130) console.error(error.message);
  process.exitCode = ended && error.code !== 130 ? error.code : ended ? 0 : 1;
});
