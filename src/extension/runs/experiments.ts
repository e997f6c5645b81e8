import { basename, resolve } from 'node:path';
import { experimentFolder, type ExperimentRecord, readExperiments } from '../../experiment/experiment-record';

/** The record of a cell's experiment, as the list of runs uses it. */
export interface ListedExperiment extends ExperimentRecord {
  /** Full path of the notebook. */
  readonly notebook: string;
  /** Folder of the record and the report. */
  readonly folder: string;
  /** As runs name it: `lab.resnb#2`. */
  readonly name: string;
}

/** Every experiment of a folder of runs. One whose record can't be understood is left out: its runs are still there. */
export async function listExperiments(runs: string): Promise<ListedExperiment[]> {
  return (await readExperiments(runs)).map((record) => {
    const { notebook: file, cell: number } = record;
    return { ...record, notebook: resolve(runs, file), folder: experimentFolder(runs, { file, number }), name: `${basename(file)}#${number}` };
  });
}
