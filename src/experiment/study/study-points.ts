import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readable } from '../../runs/files';
import type { AnalysedNetwork } from '../analysis-data';
import type { StudySettings } from './studies';
import { canonicalJson } from '../cell/trial-config';

/** The folder of the analyses beside the run folders. */
const ANALYSES = 'analyses';

/** Folder of a cell's analysis: `analyses/lab-2`. */
export function analysisFolder(runs: string, name: string): string {
  return join(runs, ANALYSES, name);
}

/** Where the measurements of one network are kept: named by all that decides them, so that any cell that asks for the same finds them. */
export function pointsPath(runs: string, id: string, weights: AnalysedNetwork['weights'], settings: StudySettings): string {
  const hash = createHash('sha256').update(canonicalJson({ weights, ...settings })).digest('hex').slice(0, 8);
  return join(runs, ANALYSES, 'points', id, `${settings.kind}-${hash}.jsonl`);
}

/** Under this name stands that nothing is left to measure. */
export const COMPLETE = 'complete';

/** What was measured before, by name. A last line that was cut off is measured again. */
export async function readPoints(path: string): Promise<Map<string, unknown>> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const points = new Map<string, unknown>();
  for (const line of text.split('\n')) {
    const point = parsed(line);
    if (point !== undefined) points.set(point.name, point.value);
  }
  return points;
}

/** @throws LabError where it can't be written */
export async function appendPoint(path: string, name: string, value: unknown): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await appendFile(path, `\n${JSON.stringify({ name, value })}`);
  } catch (error) {
    throw readable(error, path);
  }
}

function parsed(line: string): { name: string; value: unknown } | undefined {
  try {
    const { name, value } = JSON.parse(line) as { name?: unknown; value?: unknown };
    return typeof name === 'string' ? { name, value } : undefined;
  } catch {
    return undefined;
  }
}
