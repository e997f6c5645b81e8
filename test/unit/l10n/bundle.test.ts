import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

type Bundle = Readonly<Record<string, string>>;

/** What scripts/l10n.mjs finds; it is no TypeScript. */
interface Script {
  collect(): Promise<{ texts: string[]; computed: string[]; early: string[] }>;
  englishBundle(texts: readonly string[]): string;
}

/** Texts that come from tables: `tableTexts` in src/experiment/cell/table-texts.ts lists those. */
const FROM_TABLES = [
  'src/experiment/cell/diagram.ts: t(source)',
  "src/experiment/cell/expectation.ts: t(schema['expects'])",
  "src/experiment/cell/expectation.ts: t(schema['unit'])",
  'src/experiment/cell/language/help.ts: t(text)',
  'src/experiment/cell/yaml-source.ts: t(message)',
  'src/experiment/report/conclusion.ts: t(metric.title)',
  'src/experiment/report/report-environment.ts: t(DATASETS[name].description)',
  'src/experiment/report/report-format.ts: t(title)',
  'src/experiment/report/report-remarks.ts: t(metric.title)',
  'src/extension/runs/labels.ts: t(METRICS[metric].title)',
  'src/extension/runs/labels.ts: t(metric.title)',
];

/** What is said without a Korean word: a name, and signs (`,` and `%p`). */
const WITHOUT_HANGUL = ['gcr 2016', '{0} and {1}', '{0} points'];

const read = (name: string): string => readFileSync(new URL(`../../../l10n/${name}`, import.meta.url), 'utf8').replaceAll('\r\n', '\n');
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort();

describe('The bundle of translations', function () {
  this.timeout(30_000);
  const korean = JSON.parse(read('bundle.l10n.ko.json')) as Bundle;
  let script: Script;
  let found: Awaited<ReturnType<Script['collect']>>;

  before(async () => {
    script = (await import(new URL('../../../scripts/l10n.mjs', import.meta.url).href)) as Script;
    found = await script.collect();
  });

  it('is written anew from the sources by npm run l10n', () => {
    assert.equal(read('bundle.l10n.json'), script.englishBundle(found.texts), 'npm run l10n was not run');
  });

  it('is asked for texts that stand in the source, or in a table', () => {
    assert.deepEqual([...new Set(found.computed)].sort(), FROM_TABLES);
  });

  it('is asked only once the language is chosen', () => assert.deepEqual(found.early, []));

  it('has every text in Korean, and no other', () => {
    assert.deepEqual(Object.keys(korean).sort(), found.texts);
    assert.deepEqual(found.texts.filter((text) => korean[text]?.trim() === ''), []);
  });

  it('keeps the placeholders', () => {
    for (const [text, translation] of Object.entries(korean)) assert.deepEqual(placeholders(translation), placeholders(text), text);
  });

  it('says it in Hangul, where there is a word to say', () => {
    const words = (text: string): boolean => /[a-z]{3}/i.test(text.replace(/\{\w+\}/g, ''));
    const foreign = Object.entries(korean).filter(([text, translation]) => words(text) && !/[가-힣]/.test(translation));
    assert.deepEqual(foreign.map(([text]) => text), WITHOUT_HANGUL);
  });

  it('leaves no particle to a placeholder that may end in a vowel or in a consonant', () => {
    // "(으)로" says both.
    for (const translation of Object.values(korean)) assert.doesNotMatch(translation, /\{\d+\}"?(은|는|이|가|을|를|과|와|으로|로|이라|라)(?= |$|[.,:])/, translation);
  });
});
