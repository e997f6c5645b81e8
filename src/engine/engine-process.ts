import { useTranslationFile } from '../base/l10n-file';
import { cacheDirectory } from '../base/paths';
import { within } from '../base/within';
import { engineMethods } from './methods';
import type { FromEngine, ToEngine } from './protocol';
import { EngineServer } from './server';

/** Milliseconds for batches and checkpoints once the host is gone, and for killed processes to end. */
const GRACE = 10_000;
const END = 2000;

/** Makes this process the engine of the process that forked it. It does not outlive that, nor do its trials. */
export function runEngine(trialModule: string): void {
  useTranslationFile();
  const server = new EngineServer(engineMethods({ cache: cacheDirectory(), trialModule }), post);
  process.on('message', (message) => server.receive(message as ToEngine));
  process.once('disconnect', () => void end(server));
  process.once('SIGTERM', () => void end(server));
  // Ctrl-C reaches the whole process group; the host decides what it means.
  process.on('SIGINT', () => undefined);
  post({ type: 'log', level: 'info', message: `The engine runs in process ${process.pid} on Node ${process.versions.node}.` });
}

async function end(server: EngineServer): Promise<void> {
  server.close();
  await within(GRACE, server.idle());
  server.kill();
  await within(END, server.idle());
  process.exit(0);
}

/** Without a host there is nobody to tell. */
function post(message: FromEngine, taken: () => void = () => undefined): void {
  if (process.connected && process.send !== undefined) process.send(message, taken);
  else taken();
}
