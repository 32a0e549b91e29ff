import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomDraws } from '../../../src/data/random-draws.ts';
import type { Column } from '../../../src/data/table.ts';
import { batchCounter } from '../../../src/monitoring/drift/batch-counts.ts';
import { judgeDrift } from '../../../src/monitoring/drift/judge-drift.ts';
import { profileColumns } from '../../../src/monitoring/profile.ts';
import { normals } from './draw-columns.ts';

const numeric = (name: string, values: ArrayLike<number>): Column => ({
  type: 'numeric',
  name,
  values: Float64Array.from(values),
});

function judge(reference: Column[], batch: Column[], rows: number) {
  const profile = profileColumns(reference);
  const { add, counts } = batchCounter(profile);
  add(batch, rows);
  return judgeDrift(profile, counts, { seed: 1 });
}

const draw = randomDraws(1);
const reference = numeric('x', normals(draw, 2000));

test('a shift of half a standard deviation is found in 500 rows, and said in words', () => {
  const batch = numeric(
    'x',
    normals(draw, 500).map(value => value + 0.5),
  );
  const judged = judge([reference], [batch], 500);
  assert.is(judged.verdict, 'drift');
  const [{ statistic, value, threshold, reasons, adjustedPValue }] = judged.columns;
  assert.is(statistic, 'location');
  assert.ok(value! >= threshold);
  assert.ok(adjustedPValue < 0.001);
  assert.match(reasons[0], /^values are higher: mean 0\.\d+, -?0\.\d+ in the reference \(0\.\d+ sd\)$/);
});

test('rows of the same kind are no drift, and one row is too few', () => {
  assert.is(judge([reference], [numeric('x', normals(draw, 500))], 500).verdict, 'none');
  const one = judge([reference], [numeric('x', [0.1])], 1);
  assert.is(one.verdict, 'too-few-rows');
  assert.is(one.columns[0].verdict, 'too-few-rows');
});

test.run();
