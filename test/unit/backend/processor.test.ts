import assert from 'node:assert/strict';
import { hidesCaches } from '../../../src/backend/tensorflow/processor';

describe('A processor that keeps the sizes of its caches to itself', () => {
  const [told, untold] = [__filename, `${__filename}.none`];

  it("is one of AMD's or Hygon's of which Linux knows no cache: oneDNN would divide by zero there", () => {
    assert.ok(hidesCaches('linux', 'AMD EPYC', untold));
    assert.ok(hidesCaches('linux', 'Hygon C86 7285 32-core Processor', untold));
  });

  it('is none where Linux knows its caches, none of another maker, and not looked for elsewhere', () => {
    assert.ok(!hidesCaches('linux', 'AMD EPYC', told));
    assert.ok(!hidesCaches('linux', 'Intel(R) Xeon(R) Processor', untold));
    assert.ok(!hidesCaches('win32', 'AMD Ryzen 7 5800X 8-Core Processor', untold));
    assert.ok(!hidesCaches('darwin', 'Apple M2', untold));
  });
});
