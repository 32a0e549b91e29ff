import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { recentRows } from '../../src/training/recent-rows.ts';
import { caught } from '../data/caught.ts';

const DAY = 86_400_000;
/** Days 0 to 9, and a row without a time. */
const times = Float64Array.from([...Array.from({ length: 10 }, (_, day) => day * DAY), Number.NaN]);
const rows = Uint32Array.from({ length: 11 }, (_, row) => row);

test('a window holds the last days before the newest row, and none without a time', () => {
  // The newest is day 9; the last three days before it begin after day 6.
  const { rows: kept, weights } = recentRows({ rows, times, window: 3, halfLife: null });
  assert.equal([...kept], [7, 8, 9]);
  assert.is(weights, null);
  const early = recentRows({ rows: Uint32Array.of(0, 1, 2, 3), times, window: 2, halfLife: null });
  assert.equal([...early.rows], [2, 3], 'counted back from the newest of the rows that are asked for');
});

test('after a half-life a row counts half; without a time as the oldest does', () => {
  const { rows: kept, weights } = recentRows({ rows, times, window: null, halfLife: 3 });
  assert.is(kept, rows);
  assert.equal([weights![9], weights![6], weights![3], weights![0]], [1, 0.5, 0.25, 0.125]);
  assert.is(weights![10], 0.125);
  const both = recentRows({ rows, times, window: 4, halfLife: 3 });
  assert.equal([[...both.rows], both.weights![0], both.weights!.length], [[6, 7, 8, 9], 0.5, 4]);
});

test('with neither, or where there are no times, all rows count the same', () => {
  assert.equal(recentRows({ rows, times, window: null, halfLife: null }), { rows, weights: null });
  assert.equal(recentRows({ rows, times: null, window: 3, halfLife: 3 }), { rows, weights: null });
});

test('a window that leaves fewer than two rows is refused', async () => {
  const sparse = Float64Array.of(0, 100 * DAY);
  const options = { rows: Uint32Array.of(0, 1), times: sparse, window: 1, halfLife: null };
  assert.is((await caught(async () => recentRows(options))).code, 'window-too-short');
});

test.run();
