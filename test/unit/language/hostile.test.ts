import assert from 'node:assert/strict';
import { completionsAt } from '../../../src/experiment/cell/language/completion';
import { fixesOf } from '../../../src/experiment/cell/language/fixes';
import { formatCell } from '../../../src/experiment/cell/language/format';
import { hoverAt } from '../../../src/experiment/cell/language/hover';
import { outlineOf } from '../../../src/experiment/cell/language/outline';
import { problemsOf } from '../../../src/experiment/cell/language/problems';

/** Milliseconds of processor time that one question about the worst of texts may take. */
const PATIENCE = 1000;
/** As long as a cell may be; and long enough to tell what grows too fast. */
const WHOLE = 65_536;
const LONG = 8192;
const filled = (piece: string, size = LONG): string => piece.repeat(Math.floor(size / piece.length));

const TEXTS: Readonly<Record<string, string>> = {
  'open brackets': filled('[', WHOLE),
  'open braces': filled('{', WHOLE),
  'nested braces': filled('{ a: ', WHOLE),
  'closing brackets': filled(']'),
  'empty lists': filled('[],'),
  dashes: filled('- ', WHOLE),
  'question marks': filled('? ', WHOLE),
  colons: filled('a: '),
  'keys twice': filled('a: 1\n'),
  'other keys': Array.from({ length: 800 }, (_, i) => `  k${i}: ${i}`).join('\n'),
  'many keys of train': `train:\n${Array.from({ length: 800 }, (_, i) => `  k${i}: ${i}`).join('\n')}`,
  stairs: Array.from({ length: 350 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
  quotes: filled('"'),
  'an open quote': `train: "${filled('x\n').slice(0, -10)}`,
  tabs: filled('\t'),
  'lines of tabs': filled('\tlr: 1\n'),
  spaces: filled(' ', WHOLE),
  'blank lines': filled('\r\n'),
  comments: filled('# \n'),
  anchors: filled('&a *a '),
  aliases: `a: &a [${'x, '.repeat(20)}]\n${Array.from({ length: 9 }, (_, i) => `${'bcdefghij'[i] ?? ''}: &${'bcdefghij'[i] ?? ''} [${`*${'abcdefghi'[i] ?? ''}, `.repeat(9)}]`).join('\n')}`,
  tags: filled('!'),
  documents: filled('---\n'),
  'one word': filled('x', WHOLE),
  Korean: filled('순서: 값\n'),
  emoji: filled('👩‍🔬: 🧪\n'),
  'half a surrogate': filled('\ud83d: \n'),
  'marks of this program': filled('\ue000: '),
  'null characters': filled('\0', WHOLE),
  'an order without end': `train: { order: ${filled('conv-').slice(0, -100)} }`,
  'far too long': 'train: {}\n'.repeat(100_000),
};

describe('the language on hostile texts', () => {
  // Mocha takes stack traces of any length, which makes each of thousands of errors dear; everywhere else they are limited.
  const limit = Error.stackTraceLimit;
  before(() => (Error.stackTraceLimit = 10));
  after(() => (Error.stackTraceLimit = limit));

  for (const [name, text] of Object.entries(TEXTS)) {
    it(`bears ${name}`, async function () {
      this.timeout(30_000);
      const questions: [what: string, ask: () => unknown][] = [
        ...[0, Math.floor(text.length / 2), text.length].flatMap((offset): [string, () => unknown][] => [
          [`completion at ${offset}`, () => completionsAt(text, offset, () => Promise.resolve([]))],
          [`hover at ${offset}`, () => hoverAt(text, offset)],
        ]),
        ['problems', () => problemsOf(text)],
        ['fixes', () => fixesOf(text)],
        ['format', () => formatCell(text)],
        ['outline', () => outlineOf(text)],
      ];
      for (const [what, ask] of questions) {
        const before = process.cpuUsage();
        await ask();
        const { user, system } = process.cpuUsage(before);
        const took = (user + system) / 1000;
        assert.ok(took < PATIENCE, `${what} took ${Math.round(took)} ms`);
      }
    });
  }
});
