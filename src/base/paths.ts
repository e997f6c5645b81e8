import { resolve } from 'node:path';
import envPaths from 'env-paths';

/** The user's folder for what can be fetched again (the native engine, data sets); `RESNET_LAB_CACHE` moves it. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const moved = env['RESNET_LAB_CACHE'];
  return moved === undefined || moved === '' ? envPaths('resnet-lab', { suffix: '' }).cache : resolve(moved);
}
