import { LabError } from '../base/errors';
import { t } from '../base/l10n';
import type { Backends } from './backends';
import type { Handlers } from './server';

export interface ModelSetup {
  readonly cache: string;
  /** The bundle or source file of a process that computes. */
  readonly trialModule: string;
  readonly backends: Backends;
}

type ModelHandlers = Pick<Handlers, 'listModels' | 'importModel' | 'getPretrained' | 'removeModel' | 'exportModel' | 'classify' | 'openClassification' | 'askClassification' | 'saveClassification'>;

/** What the engine can be asked about models and classifications. */
export function modelMethods(setup: ModelSetup): ModelHandlers {
  const missing = (): Promise<never> => Promise.reject(new LabError(t("this version cannot do that yet.") + setup.cache));
  return { listModels: missing, importModel: missing, getPretrained: missing, removeModel: missing, exportModel: missing, classify: missing, openClassification: missing, askClassification: missing, saveClassification: missing };
}
