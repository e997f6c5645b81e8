import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser, openPage, WINDOWS } from './browser';
import { OUTPUT } from './output';
import { MARK, marked } from './processes';
import { EditorServer } from './server';
import { bundleSuite } from './suite/bundle';
import { newWorkspace, removeWorkspace } from './workspace';

// The suite inside the workbench that code-server serves: `run-suite.ts`, or `run-suite.ts restricted`. Ends with 1 where a test fails, and
// also where the workbench does not report back in time: the failure of a wrong flag is silence.
const LIMIT = 300_000;

async function main(kind: 'trusted' | 'restricted'): Promise<number> {
  const suite = await bundleSuite(kind);
  const said = join(OUTPUT, `suite-${kind}.log`);
  mkdirSync(OUTPUT, { recursive: true });
  writeFileSync(said, '');
  const workspace = newWorkspace();
  const orders = JSON.stringify({ tests: suite.tests, output: said });
  const server = await EditorServer.start({ trusted: kind === 'trusted', env: { RESNET_LAB_TEST_ORDERS: orders } });
  const stop = async (): Promise<void> => {
    await server.stop();
    removeWorkspace(workspace);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop().finally(() => process.exit(130)));
  try {
    return await runIn(server, { folder: workspace, tests: suite.index, name: `suite-${kind}` });
  } finally {
    process.stdout.write(readFileSync(said, 'utf8'));
    await stop();
  }
}

/** Runs the suite in a page of that server; answers the exit code that the workbench reports. */
async function runIn(server: EditorServer, options: { folder: string; tests: string; name: string }): Promise<number> {
  let ended: (code: number) => void = () => undefined;
  const code = new Promise<number>((resolve) => (ended = resolve));
  rmSync(join(OUTPUT, `${options.name}.console.log`), { force: true });
  const context = await openBrowser('en', WINDOWS.unseen);
  const page = await openPage(context, server, {
    ...options,
    prepare: async (page) => {
      // What the workbench of VS Code calls in the window of an automated browser.
      await page.exposeFunction('codeAutomationLog', () => undefined);
      await page.exposeFunction('codeAutomationExit', (status: number) => ended(status));
    },
  });
  const late = setTimeout(() => {
    void page.screenshot({ path: join(OUTPUT, `${options.name}.late.png`) }).catch(() => undefined).finally(() => ended(-1));
  }, LIMIT);
  const result = await code;
  clearTimeout(late);
  if (result === -1) console.log(`The suite did not end within ${LIMIT / 1000} s. ${MARK}: ${marked(server.mark).length} processes. The server said:\n${server.log}`);
  await context.browser()?.close();
  return result === 0 ? 0 : 1;
}

main(process.argv[2] === 'restricted' ? 'restricted' : 'trusted').then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
