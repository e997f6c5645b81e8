export const SIZE: string;
export function pythonEnvironment(): string | undefined;
export function installPython(options?: { signal?: AbortSignal }): Promise<string | undefined>;
