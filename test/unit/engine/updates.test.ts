import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { Updates } from '../../../src/engine/updates';

describe('engine: the updates of a request', function () {
  this.timeout(10_000);
  const none = (error: unknown): void => assert.fail(String(error));

  it('are at most four a second, the newest each time, and the last one is not lost', async () => {
    const sent: { value: number; at: number }[] = [];
    const updates = new Updates<number>((value) => Promise.resolve(void sent.push({ value, at: performance.now() })), none);
    for (let i = 1; i <= 60; i++) {
      updates.offer(() => i);
      await pause(10);
    }
    await updates.flush();
    assert.ok(sent.length >= 3 && sent.length <= 6, `${sent.length} updates in ${60 * 10} ms`);
    assert.equal(sent.at(-1)?.value, 60);
    const gaps = sent.slice(1, -1).map(({ at }, i) => at - (sent[i]?.at ?? 0));
    assert.ok(gaps.every((gap) => gap > 240), `gaps of ${gaps.join(', ')} ms`);
  });

  it('are not made while the channel has not taken the last one', async () => {
    let made = 0;
    let taken: () => void = () => undefined;
    const sent: number[] = [];
    const updates = new Updates<number>((value) => new Promise((resolve) => void (sent.push(value), (taken = resolve))), none);
    for (let i = 1; i <= 8; i++) {
      updates.offer(() => (made++, i));
      await pause(100);
    }
    assert.deepEqual([sent, made], [[1], 1]);
    const flushed = updates.flush();
    taken();
    await pause(20);
    assert.deepEqual([sent, made], [[1, 8], 2], 'what lay between is nobody’s loss: each is whole');
    taken();
    await flushed;
  });

  it('one that cannot be made is told, and the next comes', async () => {
    const errors: unknown[] = [];
    const sent: number[] = [];
    const updates = new Updates<number>((value) => Promise.resolve(void sent.push(value)), (error) => errors.push(error));
    updates.offer(() => Promise.reject(new Error('no disk')));
    await pause(20);
    updates.offer(() => 2);
    await updates.flush();
    assert.deepEqual([sent, errors.map(String)], [[2], ['Error: no disk']]);
  });
});
