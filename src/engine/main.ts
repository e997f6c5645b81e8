import { join } from 'node:path';
import { runEngine } from './engine-process';

/** The entry of the engine's process. The bundle of a trial's process stands beside its own. */
runEngine(join(__dirname, 'trial.js'));
