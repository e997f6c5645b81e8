import js from '@eslint/js';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** The house: a folder may import only from its own floor and from floors below (lower index). */
const floors = [
  ['base'],
  ['resnet'],
  ['backend', 'data'],
  ['network', 'weights'],
  ['training', 'analysis'],
  ['experiment', 'runs'],
  ['engine'],
  ['cli', 'extension'],
];

const zones = floors.flatMap((folders, floor) => {
  const above = [...floors.slice(floor + 1).flat(), 'views'];
  return folders.map((folder) => ({
    target: `./src/${folder}`,
    from: above.map((name) => `./src/${name}`),
    message: 'a file imports only from its own floor or from floors below (docs/architecture.md)',
  }));
});
zones.push({
  target: './src/views',
  from: floors.flat().filter((name) => !['base', 'resnet'].includes(name)).map((name) => `./src/${name}`),
  except: ['./report-data.ts'],
  message: 'views see base, resnet and plain data types (experiment/report-data.ts) only',
});

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'runs/'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts'],
    plugins: { 'import-x': importX },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'no-restricted-imports': ['error', { patterns: [{ group: ['@tensorflow/*'], message: 'only src/backend may import TensorFlow.js' }, { group: ['vscode'], message: 'only src/extension may import vscode' }] }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'max-lines': ['error', { max: 450, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 20],
    },
  },
  { files: ['src/backend/**/*.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['src/extension/**/*.ts'], rules: { 'no-restricted-imports': ['error', { patterns: ['@tensorflow/*'] }] } },
  { files: ['test/**/*.ts'], rules: { 'max-lines-per-function': 'off', 'no-restricted-imports': 'off' } },
);
