import assert from 'node:assert/strict';
import { fuzzWeights } from '../../fuzz/weights';

describe('weights: damaged files', () => {
  it('300 of them: each is read as what it says, or refused with a sentence', async () => {
    const { read, refused, sentences } = await fuzzWeights(0, 300);
    assert.equal(read + refused, 300);
    // That cases reach far into the reader shows in what is said of them.
    assert.ok(read > 20 && sentences.size > 25, `${read} read, ${sentences.size} sentences`);
  }).timeout(20_000);
});
