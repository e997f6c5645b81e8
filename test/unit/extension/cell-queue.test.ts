import assert from 'node:assert/strict';
import { CellQueue, type Ending, type Job } from '../../../src/extension/notebook/cell-queue';

/** A job that ends when the test says so. */
class FakeJob implements Job {
  readonly log: string[];
  private settle: (ending: Ending) => void = () => undefined;

  constructor(
    readonly name: string,
    log: string[],
  ) {
    this.log = log;
  }

  run(): Promise<Ending> {
    this.log.push(`${this.name} runs`);
    return new Promise((resolve) => (this.settle = resolve));
  }

  drop(): void {
    this.log.push(`${this.name} dropped`);
  }

  async end(ending: Ending): Promise<void> {
    this.settle(ending);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('queue of cells', () => {
  let log: string[];
  let stopOnError: boolean;
  let queue: CellQueue<FakeJob>;
  let jobs: [FakeJob, FakeJob, FakeJob];

  beforeEach(() => {
    log = [];
    stopOnError = true;
    queue = new CellQueue<FakeJob>((job) => log.push(`${job.name} ended`), () => stopOnError);
    jobs = [new FakeJob('a', log), new FakeJob('b', log), new FakeJob('c', log)];
  });

  it('runs one after another, in order', async () => {
    const all = queue.add(jobs);
    assert.deepEqual(log, ['a runs']);
    assert.equal(queue.current, jobs[0]);
    for (const job of jobs) await job.end('done');
    await all;
    assert.deepEqual(log, ['a runs', 'a ended', 'b runs', 'b ended', 'c runs', 'c ended']);
    assert.equal(queue.current, undefined);
  });

  it('takes those that wait with a cell that was stopped', async () => {
    void queue.add(jobs);
    await jobs[0].end('stopped');
    assert.deepEqual(log, ['a runs', 'a ended', 'b dropped', 'b ended', 'c dropped', 'c ended']);
  });

  it('stops on an error, or goes on where the user wants that', async () => {
    void queue.add(jobs);
    await jobs[0].end('failed');
    assert.ok(log.includes('b dropped'));
    stopOnError = false;
    log.length = 0;
    void queue.add([jobs[0], jobs[1]]);
    await jobs[0].end('failed');
    assert.deepEqual(log, ['a runs', 'a ended', 'b runs']);
  });

  it('drops those that wait when one breaks, and works again', async () => {
    const broken = Object.assign(new FakeJob('x', log), { run: () => Promise.reject(new Error('broken')) });
    await assert.rejects(queue.add([broken, jobs[0]]), /broken/);
    assert.deepEqual(log, ['x ended', 'a dropped', 'a ended']);
    assert.equal(queue.current, undefined);
    void queue.add([jobs[1]]);
    assert.deepEqual(log.slice(-1), ['b runs']);
  });

  it('can be added to while it works, and have one taken out', async () => {
    void queue.add([jobs[0]]);
    void queue.add([jobs[1], jobs[2]]);
    assert.equal(queue.remove(jobs[1]), true);
    assert.equal(queue.remove(jobs[0]), false);
    await jobs[0].end('done');
    assert.deepEqual(log, ['a runs', 'b dropped', 'b ended', 'a ended', 'c runs']);
  });

  it('works again after it was cleared', async () => {
    void queue.add(jobs);
    queue.clear();
    await jobs[0].end('done');
    assert.deepEqual(log.slice(-1), ['a ended']);
    void queue.add([jobs[1]]);
    assert.deepEqual(log.slice(-1), ['b runs']);
  });
});
