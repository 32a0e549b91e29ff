import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomDraws } from '../../../src/data/random-draws.ts';
import type { Column } from '../../../src/data/table.ts';
import { batchCounter } from '../../../src/monitoring/drift/batch-counts.ts';
import { judgeDrift } from '../../../src/monitoring/drift/judge-drift.ts';
import { profileColumns } from '../../../src/monitoring/profile.ts';
import { autoregressive, normals } from './draw-columns.ts';
import { judge } from './simulate.ts';

const numeric = (name: string, values: ArrayLike<number>): Column => ({
  type: 'numeric',
  name,
  values: Float64Array.from(values),
});

function categorical(name: string, rows: number, category: (row: number) => string | null): Column {
  const values = Array.from({ length: rows }, (_, row) => category(row));
  const categories = [...new Set(values.filter(value => value !== null))].sort();
  return {
    type: 'categorical',
    name,
    categories,
    codes: Int32Array.from(values, v => categories.indexOf(v!)),
  };
}

const draw = randomDraws(1);
const reference = numeric('x', normals(draw, 2000));
const only = (before: Column, later: Column | null, rows: number) =>
  judge([before], later === null ? [] : [later], rows).columns[0];

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

test('the same inputs and seed give the same verdict, digit by digit', () => {
  const batch = numeric(
    'x',
    normals(randomDraws(9), 300).map(value => 1.1 * value),
  );
  assert.equal(judge([reference], [batch], 300, 5), judge([reference], [batch], 300, 5));
});

test('rows of the same kind are no drift; one row is too few, and none too', () => {
  assert.is(judge([reference], [numeric('x', normals(draw, 500))], 500).verdict, 'none');
  const one = judge([reference], [numeric('x', [0.1])], 1);
  assert.is(one.verdict, 'too-few-rows');
  assert.match(one.columns[0].reasons[0], /^1 row: a shift below [\d.]+ sd would most likely be missed$/);
  const none = judge([reference], [numeric('x', [])], 0);
  assert.is(none.verdict, 'too-few-rows');
  assert.equal(none.columns[0].reasons, ['there are no rows']);
  assert.is(judge([reference], [], 0).verdict, 'too-few-rows');
});

test('values that are all missing, and a column that is gone, are drift', () => {
  const missing = only(reference, numeric('x', new Array(100).fill(Number.NaN)), 100);
  assert.is(missing.verdict, 'drift');
  assert.is(missing.statistic, 'missing-share');
  assert.equal(missing.reasons, ['100.0 % of the rows have no value, 0.0 % in the reference']);
  const gone = only(reference, null, 100);
  assert.equal([gone.verdict, gone.statistic, gone.adjustedPValue, gone.value], ['drift', 'gone', 0, null]);
  assert.equal(gone.reasons, ['the column is gone']);
});

test('a reference without any value says nothing of values, and of missing ones what it knows', () => {
  const empty = numeric('x', new Array(200).fill(Number.NaN));
  assert.is(only(empty, empty, 200).verdict, 'too-few-rows');
  assert.is(only(empty, numeric('x', normals(draw, 100)), 100).statistic, 'missing-share');
});

test('a constant reference: the same is no drift, anything else is', () => {
  const constant = numeric('x', new Array(1000).fill(3));
  assert.is(only(constant, numeric('x', new Array(200).fill(3)), 200).verdict, 'none');
  const moved = only(constant, numeric('x', [...new Array(190).fill(3), ...new Array(10).fill(3.001)]), 200);
  assert.is(moved.verdict, 'drift');
  assert.match(moved.reasons[0], /out of the range of the reference, 3 to 3$|^values are higher/);
});

test('a category that is new, and many that are, are drift and named; a rare one is not', () => {
  const before = categorical('c', 2000, row => `c${row % 7}`);
  const one = only(
    before,
    categorical('c', 500, row => (row % 20 === 0 ? 'C1' : `c${row % 7}`)),
    500,
  );
  assert.is(one.verdict, 'drift');
  assert.equal(one.reasons[0], '5.0 % of the values are categories that the reference lacks: "C1"');
  const many = only(
    before,
    categorical('c', 500, row => (row % 20 === 0 ? `C${row}` : `c${row % 7}`)),
    500,
  );
  assert.is(many.verdict, 'drift');
  const rare = only(
    before,
    categorical('c', 500, row => (row === 7 ? 'C1' : `c${row % 7}`)),
    500,
  );
  assert.is(rare.verdict, 'none');
  assert.match(rare.reasons[0], /^0\.2 % of the values are categories/);
});

test('more new names than are kept are told from a column that is full of new names anyway', () => {
  const words = () => categorical('c', 3000, () => `word ${draw(1e9)}`);
  assert.is(only(words(), words(), 3000).verdict, 'none');
  const before = categorical('c', 3000, row => `c${row % 5}`);
  assert.is(only(before, words(), 3000).verdict, 'drift');
});

test('rows that hang together cannot be told apart, but for a mean that is too far off to be one of them', () => {
  const slow = numeric('x', autoregressive(draw, 1000, 0.995));
  const week = numeric(
    'x',
    autoregressive(draw, 100, 0.995).map(value => value + 1),
  );
  const judged = only(slow, week, 100);
  assert.is(judged.verdict, 'too-few-rows');
  assert.match(judged.reasons[0], /worth|too short for how slowly/);
  const unit = only(
    slow,
    numeric(
      'x',
      normals(draw, 100).map(value => 1000 + value),
    ),
    100,
  );
  assert.is(unit.verdict, 'drift');
  assert.match(unit.reasons[0], /^values are higher: mean 1000/);
});

test('times are no evidence; new columns are listed; cells of another type are told', () => {
  const time: Column = { type: 'time', name: 't', values: Float64Array.of(0, 1, 2) };
  const profile = profileColumns([numeric('x', normals(draw, 500)), time]);
  const { add, counts } = batchCounter(profile);
  add([numeric('x', normals(draw, 200)), numeric('extra', normals(draw, 200))], 200);
  counts.unreadable.set('x', { cells: 3, first: 'line 5: "abc" is not a number' });
  const judged = judgeDrift(profile, counts, { seed: 1 });
  assert.equal(judged.newColumns, ['extra']);
  assert.equal(judged.leftOut, [{ column: 't', reason: 'a time moves on by itself' }]);
  assert.equal(judged.columns[0].reasons, [
    '3 values are of another type and counted as missing; the first: line 5: "abc" is not a number',
  ]);
});

test('predictions of a sample are judged beside those of held-out rows', () => {
  const heldOut = { prediction: { task: 'regression' as const, values: normals(draw, 400) } };
  const profile = profileColumns([reference], { heldOut });
  const { add, addPredictions, counts } = batchCounter(profile);
  add([numeric('x', normals(draw, 3000))], 3000);
  addPredictions({ task: 'regression', values: normals(draw, 300).map(value => value + 1) });
  const judged = judgeDrift(profile, counts, { seed: 1 });
  assert.is(judged.predictedRows, 300);
  const [, prediction] = judged.columns;
  assert.equal(
    [prediction.column, prediction.kind, prediction.verdict],
    ['prediction', 'prediction', 'drift'],
  );
});

test('predicted classes are judged: of two by the probability, of more by the class', () => {
  const classes = ['a', 'b', 'c'];
  const predict = (rows: number, of: readonly string[], lean: number) => {
    const probabilities = new Float64Array(rows * of.length);
    const codes = Int32Array.from({ length: rows }, (_, row) => {
      const code = draw(100) < lean ? of.length - 1 : draw(of.length - 1);
      probabilities[row * of.length + code] = 0.9;
      return code;
    });
    return { task: 'classification' as const, codes, classes: of, probabilities };
  };
  for (const of of [classes, classes.slice(1)]) {
    const profile = profileColumns([reference], { heldOut: { prediction: predict(500, of, 30) } });
    for (const [lean, verdict] of [
      [30, 'none'],
      [60, 'drift'],
    ] as const) {
      const { add, addPredictions, counts } = batchCounter(profile);
      add([numeric('x', normals(draw, 300))], 300);
      addPredictions(predict(300, of, lean));
      assert.is(judgeDrift(profile, counts, { seed: 1 }).columns[1].verdict, verdict);
    }
  }
});

test('the mean of relative differences is a rule by its own name, with what it leaves out', () => {
  const profile = profileColumns([numeric('a', [1, 3]), numeric('b', [-1, 1]), numeric('c', [10, 10])]);
  const { add, counts } = batchCounter(profile);
  add([numeric('a', [2, 3]), numeric('b', [0, 0]), numeric('c', [11, 11])], 2);
  // |2 - 2.5| / 2 = 0.25 and |10 - 11| / 10 = 0.1; b has mean 0.
  const { relativeMeanDifference } = judgeDrift(profile, counts, { seed: 1 });
  assert.equal(relativeMeanDifference, { value: 0.175, threshold: 0.1, exceeded: true, leftOut: ['b'] });
});

test.run();
