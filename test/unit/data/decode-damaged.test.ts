import assert from 'node:assert/strict';
import { fuzzImages } from '../../fuzz/images';

describe('decoding damaged images', () => {
  it('300 of them: each gives a picture within the limits, or is refused in a few words', async () => {
    const { read, refused, sentences } = await fuzzImages(0, 300);
    assert.equal(read + refused, 300);
    // That cases reach far into the decoders shows in what is said of them.
    assert.ok(read > 50 && sentences.size > 25, `${read} read, ${sentences.size} sentences`);
  }).timeout(60_000);
});
