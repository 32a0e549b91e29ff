// Requests that travel together, and what becomes of each where one of them spoils the block.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Table } from '../../../src/data/table.ts';
import { Failure } from '../../../src/errors.ts';
import type { Predictor } from '../../../src/prediction/predictor.ts';
import { answerBatches } from '../../../src/serving/model/answer-batches.ts';
import { keepAlive } from '../../../src/serving/model/keep-alive.ts';
import type { Rejection } from '../../../src/serving/rejection.ts';

const table = (...values: number[]): Table => ({
  rows: values.length,
  columns: [{ type: 'numeric', name: 'x', values: Float64Array.from(values) }],
  origin: { files: [], lines: new Uint32Array(0) },
});

/** Doubles each row; 13 throws, 666 ends the process, 999 is never answered. Blocks are answered in their order. */
function doubler(sizes: number[]): Predictor {
  let alive = true;
  let before: Promise<unknown> = Promise.resolve();
  const ended = () => new Failure('it ended', { code: 'features-failed' });
  let end = () => {};
  const gone = new Promise<never>((_, reject) => {
    end = () => {
      alive = false;
      reject(ended());
    };
  });
  gone.catch(() => {});
  return {
    columns: [],
    alive: () => alive,
    async close() {
      end();
    },
    predict(block) {
      sizes.push(block.rows);
      const { values } = block.columns[0] as { values: Float64Array };
      const answered = before.then(async () => {
        await new Promise(resolve => setTimeout(resolve, 5));
        if (values.includes(666)) end();
        if (values.includes(999)) await gone;
        if (values.includes(13)) throw new Failure('13 is no number for us', { code: 'features-failed' });
        return { task: 'regression', values: values.map(value => 2 * value) } as const;
      });
      before = answered.catch(() => {});
      return Promise.race([answered, gone]);
    },
  };
}

function opened(limits = {}) {
  const sizes: number[] = [];
  const restarts: string[] = [];
  const kept = keepAlive({
    first: doubler(sizes),
    open: async () => doubler(sizes),
    clock: () => performance.now(),
    onRestart: why => restarts.push(why),
  });
  const batches = answerBatches(kept, { rows: 8, waitingRows: 100, seconds: 0.1, ...limits });
  const ask = (...values: number[]) =>
    batches.predict(table(...values)).then(
      prediction => Array.from((prediction as { values: Float64Array }).values),
      (error: Rejection) => error.status,
    );
  return { ask, sizes, restarts, batches, kept };
}

test('requests of one turn are one block, and each gets its own rows', async () => {
  const { ask, sizes } = opened();
  assert.equal(await Promise.all([ask(1, 2), ask(3), ask(4, 5, 6)]), [[2, 4], [6], [8, 10, 12]]);
  assert.equal(sizes, [6]);
  // What does not fit waits; what is larger than a block goes alone.
  assert.equal(await Promise.all([ask(1, 1, 1, 1, 1), ask(2, 2, 2, 2), ask(...Array(9).fill(3))]), [
    [2, 2, 2, 2, 2],
    [4, 4, 4, 4],
    Array(9).fill(6),
  ]);
  assert.equal(sizes, [6, 5, 4, 9]);
});

test('a row that throws, ends the process or hangs is answered for itself alone', async () => {
  const { ask, restarts } = opened();
  assert.equal(await Promise.all([ask(1), ask(13), ask(2)]), [[2], 400, [4]]);
  assert.equal(restarts, []);
  assert.equal(await Promise.all([ask(1), ask(666), ask(2)]), [[2], 500, [4]]);
  assert.equal(await Promise.all([ask(1), ask(999), ask(2)]), [[2], 504, [4]]);
  assert.ok(restarts.includes('no answer within 0.1 s'));
  assert.equal(await ask(7), [14]);
});

test('more than may wait is sent away, and there is room again afterwards', async () => {
  const { ask, batches } = opened({ waitingRows: 3 });
  assert.equal(await Promise.all([ask(1, 2), ask(3), ask(4)]), [[2, 4], [6], 429]);
  assert.is(batches.waiting(), 0);
  // A request that is too large by itself is its model's limit to refuse, not ours.
  assert.equal(await ask(1, 2, 3, 4), [2, 4, 6, 8]);
});

test('what ends again and again without an answer is started later each time', async () => {
  let now = 0;
  const dead = (): Predictor => ({ ...doubler([]), alive: () => false });
  const kept = keepAlive({ first: dead(), open: async () => dead(), clock: () => now, onRestart: () => {} });
  const statuses: unknown[] = [];
  for (let time = 0; time < 5; time++) {
    statuses.push(
      await kept.get().then(
        () => 'started',
        (error: Rejection) => [error.status, error.retryAfter],
      ),
    );
    // As though each wait were over at once, but for those that a request does not wait for.
    if (time < 3) now += 1_000;
  }
  assert.equal(statuses, ['started', 'started', 'started', 'started', [503, 4]]);
  now += 4_000;
  assert.ok(await kept.get());
});

test.run();
