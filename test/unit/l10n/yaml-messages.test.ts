import assert from 'node:assert/strict';
import { parseDocument } from 'yaml';
import { YAML_MESSAGES } from '../../../src/experiment/cell/yaml-messages';

/** Texts with one slip each. */
const SLIPS = [
  'train:\n  epochs: 1\n batch: 2', 'train: { epochs: 1 batch: 2 }', 'train: { epochs: 1', '{ epochs: 1', 'train:\n  milestones: [1, 2', '[1, 2', 'train\nepochs: 3', 'train:\n  milestones:\n    - 1\n   - 2',
  'train:\n  epochs: 1\n    batch: 2', 'train: { "epochs" "batch" }', 'compare:\n  seeds: ["a" "b"]', 'train: "abc', "train: 'abc", 'train: epochs: 3', 'train: - a', 'train: , x', 'train: @x', 'train: `x',
  'train: {a: 1,,b: 2}', 'train: [, 1]', 'train: { a: 1 } }', 'train: [1]]', 'train: "a" b', 'a: 1\n- b',
];

describe('Messages of the YAML library', () => {
  const said = new Set(SLIPS.flatMap((text) => parseDocument(text, { prettyErrors: false, logLevel: 'error' }).errors.map(({ message }) => message)));
  for (const message of YAML_MESSAGES) it(`says: ${message}`, () => assert.ok(said.has(message)));
});
