import type { EngineDied, EngineError } from '../engine/client';

/** By name and not by class: the engine's client is loaded only once it is needed. */
export function isEngineDied(error: unknown): error is EngineDied {
  return error instanceof Error && error.name === 'EngineDied';
}

export function isEngineError(error: unknown): error is EngineError {
  return error instanceof Error && error.name === 'EngineError';
}
