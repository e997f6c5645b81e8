import assert from 'node:assert/strict';
import { SetupProgress } from '../../../src/engine/setup-progress';

describe('engine: the progress of an install', () => {
  it('shows percent, megabytes and, once there is a pace, the time that is left', () => {
    let now = 0;
    const progress = new SetupProgress(() => now);
    const total = 200e6;
    assert.deepEqual(progress.take({ name: 'download', state: 'start', total }), { message: 'download', increment: 0 });
    // 20 MB were there before: they are no pace.
    assert.deepEqual(progress.take({ name: 'download', state: 'progress', done: 20e6, total }), { message: 'download: 10 % (20 of 200 MB)', increment: 8.5 });
    now = 1000;
    assert.equal(progress.take({ name: 'download', state: 'progress', done: 25e6, total }).message, 'download: 12 % (25 of 200 MB)');
    now = 10_000;
    assert.equal(progress.take({ name: 'download', state: 'progress', done: 40e6, total }).message, 'download: 20 % (40 of 200 MB), 80 s left');
    now = 12_000;
    assert.equal(progress.take({ name: 'download', state: 'progress', done: 44e6, total }).message, 'download: 22 % (44 of 200 MB), 78 s left');
    now = 60_000;
    assert.equal(progress.take({ name: 'download', state: 'progress', done: 50e6, total }).message, 'download: 25 % (50 of 200 MB), 5 min left');
  });

  it('moves the bar forward only, over both long steps', () => {
    const progress = new SetupProgress(() => 0);
    let bar = 0;
    const take = (name: string, state: 'start' | 'progress' | 'done' | 'failed', done?: number, total?: number): number => {
      const { increment } = progress.take({ name, state, ...(done !== undefined && { done }), ...(total !== undefined && { total }) });
      assert.ok(increment >= 0);
      return (bar += increment);
    };
    assert.equal(take('script', 'progress', 5e6), 0);
    assert.equal(take('script', 'failed'), 0);
    assert.equal(take('download', 'progress', 50, 100), 42.5);
    assert.equal(take('download', 'progress', 10, 100), 42.5); // the next way of fetching starts from the beginning
    assert.equal(take('download', 'done', 100, 100), 85);
    assert.equal(take('unpack', 'progress', 50, 100), 91);
    assert.equal(take('unpack', 'done', 100, 100), 97);
    assert.equal(take('test', 'start'), 97);
  });

  it('says how much was fetched where the whole is not known', () => {
    assert.equal(new SetupProgress(() => 0).take({ name: 'script', state: 'progress', done: 12.4e6 }).message, 'script: 12 MB');
  });
});
