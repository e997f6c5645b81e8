import { join } from 'node:path';

/** Folder of the imported models. */
export function modelsFolder(cache: string): string {
  return join(cache, 'models');
}

/** Folder of published weights as they were downloaded, or put there by hand. */
export function downloadsFolder(cache: string): string {
  return join(modelsFolder(cache), '.downloads');
}
