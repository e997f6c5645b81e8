// Writes docs/cells.md from the schema of the cell language.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';

const { referencePage } = await tsImport('../src/experiment/cell/reference.ts', import.meta.url);
writeFileSync(fileURLToPath(new URL('../docs/cells.md', import.meta.url)), referencePage());
