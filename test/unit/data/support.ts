import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LabError, sentence } from '../../../src/base/errors';

/** A folder for one test file, removed at its end. */
export function scratchFolder(): { path: string } {
  const folder = { path: '' };
  before(() => {
    folder.path = mkdtempSync(path.join(tmpdir(), 'resnet-lab-data-'));
  });
  after(() => {
    rmSync(folder.path, { recursive: true, force: true });
  });
  return folder;
}

/** Runs `use` while a server on this machine answers; passes its base URL. */
export async function withServer(answer: (request: IncomingMessage, response: ServerResponse) => void, use: (base: string) => Promise<void>): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** The whole sentence of the LabError that `work` must throw. */
export async function complaint(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof LabError) return sentence(error);
    throw error;
  }
  throw new Error('it did not fail');
}
