import { join } from 'node:path';

/** The bundle of a process that computes, beside the command line's. */
export const TRIAL_MODULE = join(__dirname, 'trial.js');
