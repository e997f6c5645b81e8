import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inputError } from '../../base/errors';
import { t } from '../../base/l10n';

/** The folder of a run that a cell names by its id or by its path. @throws LabError where there is none */
export function findRun(runs: string, run: string): string {
  const folder = [join(runs, run), resolve(run)].find((path) => existsSync(join(path, 'trial.json')));
  if (folder !== undefined) return folder;
  throw inputError(t('there is no run "{0}" in {1}.', run, runs), { mend: t('Give the id of a trial that was run, or its folder, or choose the folder of the runs with --runs, or by the setting resnetLab.runsFolder.') });
}
