import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Lookout } from '../../../src/extension/lookout';

/** Lets what waits for promises go on. */
async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

describe('A list that looks for changes', () => {
  let reads = 0;
  const read = (): Promise<void> => {
    reads++;
    return Promise.resolve();
  };
  const after = async (milliseconds: number): Promise<number> => {
    mock.timers.tick(milliseconds);
    await settle();
    return reads;
  };

  beforeEach(() => {
    reads = 0;
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
  });
  afterEach(() => mock.timers.reset());

  it('reads nothing while nobody looks', async () => {
    const lookout = new Lookout(read);
    lookout.refresh();
    assert.equal(await after(60_000), 0);
  });

  it('reads once somebody looks, and again for a change, but not more than once a second', async () => {
    const lookout = new Lookout(read);
    lookout.visible = true;
    assert.equal(await after(0), 1);
    lookout.refresh();
    lookout.refresh();
    assert.equal(await after(900), 1);
    assert.equal(await after(200), 2);
    assert.equal(await after(60_000), 2);
  });

  it('reads what changed behind its back when it is looked at again', async () => {
    const lookout = new Lookout(read);
    lookout.visible = true;
    await after(0);
    lookout.visible = false;
    lookout.refresh();
    assert.equal(await after(60_000), 1);
    lookout.visible = true;
    assert.equal(await after(0), 2);
  });

  it('reads by itself as long as that is wanted and somebody looks', async () => {
    let wanted: number | undefined = 4000;
    const lookout = new Lookout(read, () => wanted);
    lookout.visible = true;
    await after(0);
    assert.equal(await after(4000), 2);
    wanted = undefined;
    assert.equal(await after(4000), 3);
    assert.equal(await after(60_000), 3);
  });

  it('is read once for all who wait for it, and again by whoever asks for it anew', async () => {
    const lookout = new Lookout(read);
    await Promise.all([lookout.ready(), lookout.ready()]);
    await lookout.ready();
    assert.equal(reads, 1);
    await lookout.load();
    assert.equal(reads, 2);
  });

  it('reads after a change that came while it was reading', async () => {
    let end = (): void => undefined;
    const lookout = new Lookout(() => {
      reads++;
      return new Promise<void>((resolve) => (end = resolve));
    });
    lookout.visible = true;
    assert.equal(await after(0), 1);
    lookout.refresh();
    end();
    await settle();
    assert.equal(await after(1100), 2);
    lookout.dispose();
  });

  it('stops for good', async () => {
    const lookout = new Lookout(read);
    lookout.visible = true;
    await after(0);
    lookout.refresh();
    lookout.dispose();
    assert.equal(await after(60_000), 1);
  });
});
