import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './output';

/** A new folder with a copy of the sample notebooks, as a user's project. */
export function newWorkspace(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'resnet-lab-workspace-')));
  mkdirSync(join(folder, 'notebooks'));
  cpSync(join(ROOT, 'notebooks'), join(folder, 'notebooks'), { recursive: true });
  return folder;
}

export function removeWorkspace(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
