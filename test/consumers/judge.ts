import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { pythonEnvironment } from '../../scripts/python.mjs';

/**
 * Runs a script of this folder in the environment of the consumers, with a question, and gives its answer; both are JSON. The modules of
 * `test/reference` are at hand.
 * @throws Error with what Python said
 */
export async function ask<Answer>(script: string, question: unknown, folder: string): Promise<Answer> {
  const python = pythonEnvironment();
  if (python === undefined) throw new Error('The Python packages that judge are not there: run node scripts/python.mjs.');
  const [asked, answered] = [join(folder, 'question.json'), join(folder, 'answer.json')];
  writeFileSync(asked, JSON.stringify(question));
  // Compiling the packages takes Python longer than running them: it keeps what it compiled, beside them.
  const env = { ...process.env, OMP_NUM_THREADS: '1', PYTHONPATH: join(__dirname, '..', 'reference'), PYTHONDONTWRITEBYTECODE: '', PYTHONPYCACHEPREFIX: join(dirname(dirname(python)), 'pycache') };
  await promisify(execFile)(python, [join(__dirname, script), asked, answered], { env });
  return JSON.parse(readFileSync(answered, 'utf8')) as Answer;
}
