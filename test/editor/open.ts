import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EditorServer } from './server';

// Serves the workbench with the extension from its sources until Ctrl-C: `open.ts FOLDER`. Part of `npm run editor`.
async function main(folder: string): Promise<void> {
  const server = await EditorServer.start();
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  const address = server.address({ folder });
  console.log(`\nThe editor is served at\n\n  ${address}\n\nto this machine alone. Ctrl-C ends it.`);
  const shown = await promisify(execFile)('xdg-open', [address]).then(() => true, () => false);
  if (!shown) console.log('No browser could be opened from here: open the address in one.');
  await ended;
  await server.stop();
  console.log('\nThe editor has ended.');
}

main(process.argv[2] ?? process.cwd()).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
