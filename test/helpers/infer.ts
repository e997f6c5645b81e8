import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Inferred, Inferring } from './inferring-child';

/** Infers in a process of its own, since a process is either for training or for inferring. */
export function infer(asked: Inferring): Inferred {
  const args = ['--import', 'tsx', join(__dirname, 'inferring-child.ts'), JSON.stringify(asked)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 120_000 })) as Inferred;
}
