import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { Gate } from '../../../src/engine/gate';

describe('engine: the gate', () => {
  const open = new AbortController().signal;
  let entered: string[];
  let leave: Map<string, () => void>;

  beforeEach(() => {
    entered = [];
    leave = new Map();
  });

  async function queue(gate: Gate, name: string, share: number, signal = open): Promise<void> {
    void gate.enter(share, signal).then((out) => {
      entered.push(name);
      leave.set(name, out);
    });
    await turn();
  }

  async function out(name: string): Promise<void> {
    leave.get(name)?.();
    await turn();
  }

  it('lets in as many as the cores hold, and the others in the order in which they came', async () => {
    const gate = new Gate(2);
    for (const name of ['a', 'b', 'c', 'd']) await queue(gate, name, 1);
    assert.deepEqual(entered, ['a', 'b']);
    await out('b');
    await out('b'); // leaving twice frees nothing more
    assert.deepEqual(entered, ['a', 'b', 'c']);
    await out('a');
    assert.deepEqual(entered, ['a', 'b', 'c', 'd']);
  });

  it('a small one does not overtake a large one that waits', async () => {
    const gate = new Gate(4);
    await queue(gate, 'three', 3);
    await queue(gate, 'four', 4);
    await queue(gate, 'one', 1);
    assert.deepEqual(entered, ['three']);
    await out('three');
    assert.deepEqual(entered, ['three', 'four']);
    await out('four');
    assert.deepEqual(entered, ['three', 'four', 'one']);
  });

  it('takes one that wants more than there is, and parts of a core', async () => {
    const gate = new Gate(2);
    await queue(gate, 'eight', 8);
    assert.deepEqual(entered, ['eight']);
    await out('eight');
    for (let i = 0; i < 7; i++) await queue(gate, `third ${i}`, 2 / 6);
    assert.equal(entered.length, 7, 'six sixths fit, rounding or not');
  });

  it('lets go of one that waits no longer, and the next may enter', async () => {
    const gate = new Gate(2);
    const stop = new AbortController();
    await queue(gate, 'a', 1);
    await queue(gate, 'both', 2, stop.signal);
    await queue(gate, 'b', 1);
    assert.deepEqual(entered, ['a']);
    stop.abort();
    await turn();
    assert.deepEqual(entered.sort(), ['a', 'b', 'both']);
    await out('both'); // it holds nothing
    await queue(gate, 'c', 1);
    assert.equal(entered.includes('c'), false);
    await queue(gate, 'late', 1, AbortSignal.abort());
    assert.ok(entered.includes('late'));
  });
});
