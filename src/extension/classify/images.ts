import { extname } from 'node:path';

/** Endings of files that can be classified, as the manifest's menus have them too. */
export const IMAGE_ENDINGS: readonly string[] = ['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'webp', 'bmp', 'gif', 'avif', 'tif', 'tiff'];

/** Whether a file is an image by its name. */
export function isImage(path: string): boolean {
  return IMAGE_ENDINGS.includes(extname(path).slice(1).toLowerCase());
}
