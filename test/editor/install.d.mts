export const SIZE: string;
export const cache: string;
export function getNode(version: string, options?: { signal?: AbortSignal }): Promise<string | undefined>;
export function installed(): boolean;
export function install(options?: { signal?: AbortSignal }): Promise<string | undefined>;
export function nodeOfEditor(): string;
