import { join } from 'node:path';

/** The project's folder: the extension in development. */
export const ROOT = join(__dirname, '..', '..');
/** Where pictures, logs and bundles of the tests are kept. */
export const OUTPUT = join(ROOT, 'test-output', 'editor');
