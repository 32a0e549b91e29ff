import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rowsByTime } from '../../src/training/rows-by-time.ts';

const times = Float64Array.of(50, 10, Number.NaN, 30, 10);

test('rows are put in the order of their times, those without one first, equal ones as they were', () => {
  const sorted = rowsByTime({ rows: Uint32Array.of(0, 1, 2, 3, 4), weights: null }, times);
  assert.equal(sorted, { rows: Uint32Array.of(2, 1, 4, 3, 0), weights: null });
});

test('each row keeps its weight', () => {
  const sorted = rowsByTime({ rows: Uint32Array.of(0, 3, 1), weights: Float64Array.of(1, 0.5, 0.25) }, times);
  assert.equal(sorted, { rows: Uint32Array.of(1, 3, 0), weights: Float64Array.of(0.25, 0.5, 1) });
});

test('rows that are in order stay the very same', () => {
  const fitted = { rows: Uint32Array.of(2, 4, 3, 0), weights: null };
  assert.is(rowsByTime(fitted, times), fitted);
});

test.run();
