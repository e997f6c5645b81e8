export const SIZE: string;
export function installed(): boolean;
export function install(options?: { signal?: AbortSignal }): Promise<string | undefined>;
export function nodeOfEditor(): string;
