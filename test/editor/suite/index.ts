import { appendFileSync } from 'node:fs';
import { format } from 'node:util';

/** The module of the tests, and the file that gets what mocha says. */
interface Orders {
  readonly tests: string;
  readonly output: string;
}

/**
 * Called by the extension host of whichever editor runs this: runs the tests with `vscode` at hand. Rejects when any fails.
 * What mocha says goes to a file, because an editor in a browser has no standard output.
 */
export async function run(): Promise<void> {
  const { tests, output } = JSON.parse(process.env['RESNET_LAB_TEST_ORDERS'] ?? '{}') as Orders;
  const { default: Mocha } = await import('mocha');
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => appendFileSync(output, `${format(...args)}\n`);
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', timeout: 60_000, color: false, ...(process.env['RESNET_LAB_TEST_GREP'] !== undefined && { grep: process.env['RESNET_LAB_TEST_GREP'] }) });
  mocha.addFile(tests);
  await mocha.loadFilesAsync();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}
