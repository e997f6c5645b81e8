import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** The house: a folder may import only from its own floor and from floors below (earlier in the list). */
const floors = [['base'], ['resnet'], ['diagram'], ['backend', 'data'], ['network', 'weights'], ['training', 'analysis'], ['experiment', 'runs'], ['models'], ['engine'], ['cli', 'extension']];

const TENSORFLOW = { group: ['@tensorflow/*', '@tensorflow/**'], message: 'only src/backend imports TensorFlow.js' };
const VSCODE = { group: ['vscode'], message: 'only src/extension imports vscode' };

/** Forbids imports from some folders, by the relative paths that lead there. */
function forbidden(folders, message) {
  return { group: folders.flatMap((name) => [`../${name}/*`, `../${name}/**`, `**/../${name}/**`]), message };
}

const houseRules = floors.flatMap((folders, floor) =>
  folders.map((folder) => ({
    files: [`src/${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            forbidden([...floors.slice(floor + 1).flat(), 'views'], 'a file imports only from its own floor or from floors below (docs/architecture.md)'),
            ...(folder === 'backend' ? [] : [TENSORFLOW]),
            ...(folder === 'extension' ? [] : [VSCODE]),
          ].filter(({ group }) => group.length > 0),
        },
      ],
    },
  })),
);

const viewRules = {
  files: ['src/views/**/*.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          { regex: '(backend|data|network|weights|training|runs|cli|extension)/', message: 'views see base, resnet, plain data types and the protocol only' },
          // src/views/analysis is a view; src/analysis is none.
          { regex: '^(\\.\\./){2,}analysis/', message: 'views see the results of analyses through experiment/analysis-data.ts' },
          { regex: 'experiment/(?!(report-data|experiment-data|analysis-data|probe-data)$)', message: 'views see the data types of experiment only' },
          { regex: 'models/(?!classification-data$)', message: 'views see the results of classifications through models/classification-data.ts' },
          { regex: 'engine/(?!view-protocol$)', message: 'views see engine/view-protocol.ts only' },
          TENSORFLOW,
          VSCODE,
        ],
      },
    ],
  },
};

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'runs/'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'max-lines': ['error', { max: 450, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 20],
    },
  },
  { files: ['test/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  ...houseRules,
  viewRules,
);
