import assert from 'node:assert/strict';
import { inputError, Interrupted } from '../../../src/base/errors';
import { EngineServer, type Context, type Handlers } from '../../../src/engine/server';
import type { FromEngine, ToEngine } from '../../../src/engine/protocol';
import { parseCell } from '../../../src/experiment/cell/parse';

type Work = (context: Context<unknown>) => Promise<unknown>;

/** A server whose every method does the work, and what it posts. */
function serverOf(work: Work): { server: EngineServer; posted: FromEngine[] } {
  const posted: FromEngine[] = [];
  const handlers = new Proxy({}, { get: () => (_: unknown, context: Context<unknown>) => work(context) }) as Handlers;
  const server = new EngineServer(handlers, (message, taken) => {
    posted.push(message);
    taken?.();
  });
  return { server, posted };
}

const request = (id: number): ToEngine => ({ type: 'request', id, method: 'runCell', params: {} });

describe('engine: the server', () => {
  it('answers, with the last update before the answer', async () => {
    const { server, posted } = serverOf(({ updates }) => {
      for (let i = 0; i < 5; i++) updates.offer(() => i);
      return Promise.resolve('done');
    });
    server.receive(request(7));
    await server.idle();
    assert.deepEqual(posted, [{ type: 'update', id: 7, update: 4 }, { type: 'result', id: 7, result: 'done' }]);
  });

  it('turns errors into data: problems of a cell, bad input, an interruption, a fault of ours', async () => {
    const errors = [() => parseCell('train: { bach: 3 }', 'lab.resnb#1'), () => assert.fail('at work'), () => { throw inputError('no such file.', { place: 'a.yaml', mend: 'Check its path.' }); }, () => { throw new Interrupted(); }];
    const { server, posted } = serverOf(() => Promise.resolve(errors.shift()?.()));
    for (const id of [1, 2, 3, 4]) server.receive(request(id));
    await server.idle();
    const data = posted.map((message) => (message.type === 'error' ? message.error : assert.fail(message.type)));
    assert.deepEqual(data.map(({ kind }) => kind), ['input', 'work', 'input', 'interrupted']);
    assert.deepEqual(data[0]?.problems?.map(({ line, suggestion }) => [line, suggestion]), [[1, 'batch']]);
    assert.equal(data[2]?.message, 'a.yaml: no such file. Check its path.');
    assert.match(data[1]?.stack ?? '', /server\.test\.ts/);
  });

  it('stops and kills the request that is meant, and no other', async () => {
    const seen: string[] = [];
    let next = 1;
    const { server, posted } = serverOf(async ({ stop, kill }) => {
      const id = next++;
      stop.addEventListener('abort', () => seen.push(`stop ${id}`));
      await new Promise<void>((resolve) => kill.addEventListener('abort', () => resolve(void seen.push(`kill ${id}`))));
    });
    for (const id of [1, 2]) server.receive(request(id));
    server.receive({ type: 'stop', id: 2 });
    server.receive({ type: 'stop', id: 99 });
    assert.deepEqual(seen, ['stop 2']);
    server.receive({ type: 'kill', id: 1 });
    assert.deepEqual(seen, ['stop 2', 'stop 1', 'kill 1']);
    server.kill();
    await server.idle();
    assert.deepEqual(posted.map(({ type }) => type), ['result', 'result']);
  });

  it('closed, it stops what runs and takes nothing more', async () => {
    const { server, posted } = serverOf(({ stop }) => new Promise((resolve) => stop.addEventListener('abort', () => resolve('stopped'))));
    server.receive(request(1));
    server.close();
    server.receive(request(2));
    await server.idle();
    assert.deepEqual(posted.map((message) => [message.type, 'id' in message && message.id]).sort(), [['error', 2], ['result', 1]]);
  });
});
