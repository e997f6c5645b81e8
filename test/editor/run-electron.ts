import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { OUTPUT, ROOT } from './output';
import { bundleSuite } from './suite/bundle';
import { newWorkspace, removeWorkspace } from './workspace';

// The same suite in desktop VS Code, which is downloaded: `run-electron.ts`, or `run-electron.ts 1.100.0` for that version. Needs a display
// (on Linux, `xvfb-run` will do).
async function main(version: string): Promise<void> {
  const suite = await bundleSuite('trusted');
  const said = join(OUTPUT, 'suite-electron.log');
  writeFileSync(said, '');
  const workspace = newWorkspace();
  try {
    await runTests({
      version,
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: suite.index,
      launchArgs: [workspace, '--disable-extensions'],
      extensionTestsEnv: { RESNET_LAB_TEST_ORDERS: JSON.stringify({ tests: suite.tests, output: said }) },
    });
  } finally {
    process.stdout.write(readFileSync(said, 'utf8'));
    removeWorkspace(workspace);
  }
}

main(process.argv[2] ?? 'stable').catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
