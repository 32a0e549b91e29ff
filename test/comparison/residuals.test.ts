import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { residualsOf } from '../../src/comparison/residuals.ts';
import { summarizeErrors } from '../../src/comparison/summarize-errors.ts';

const inOrder = { timeOrder: null, times: null };
const numbers = (length: number, of: (row: number) => number) =>
  Float64Array.from({ length }, (_, row) => of(row));

/** Those of a regression, which the compiler cannot know. */
function ofNumbers(actual: Float64Array, predictions: (Float64Array | null)[], order: any = inOrder): any {
  const target = { task: 'regression' as const, values: actual };
  const given = predictions.map(values => values && { task: 'regression' as const, values });
  return residualsOf({ target, predictions: given, ...order });
}

test('errors are predicted minus actual: their mean, their middle, and where nine of ten lie', () => {
  // Errors 0, 1, ... 100: mean 50; the 5 % quantile of Hyndman and Fan's definition 7 is 5.
  const residuals = ofNumbers(
    numbers(101, () => 7),
    [numbers(101, row => 7 + row), null],
  );
  assert.equal(summarizeErrors(residuals, 0), { mean: 50, medianSize: 50, low: 5, high: 95 });
  assert.equal([residuals.models[1], summarizeErrors(residuals, 1)], [null, null]);
  const [{ histogram, pairs }] = residuals.models;
  assert.is(
    histogram.reduce((sum: number, count: number) => sum + count, 0),
    101,
  );
  assert.equal(pairs.points[100], [7, 107]);
  // Up to 99 %, and the hundredth beyond in the last.
  assert.equal([residuals.frame.edges[0], residuals.frame.edges[30]], [0, 99]);
});

test('what is kept does not grow with the rows, and counts each of them', () => {
  const rows = 50_000;
  const actual = numbers(rows, row => Math.sin(row) * 10);
  const residuals = ofNumbers(actual, [
    actual.map((value, row) => value + Math.cos(row * row)),
    actual.map(() => 1e300),
  ]);
  assert.ok(JSON.stringify(residuals).length < 40_000, String(JSON.stringify(residuals).length));
  for (const { pairs, histogram } of residuals.models) {
    assert.is(
      pairs.cells.reduce((sum: number, [, , count]: number[]) => sum + count, 0),
      rows,
    );
    assert.is(
      histogram.reduce((sum: number, count: number) => sum + count, 0),
      rows,
    );
  }
  assert.is(residuals.models[0].inOrder.length, 40);
});

test('neighbours stand in order of time; rows without a time are left out of it', () => {
  const times = Float64Array.of(3, 1, Number.NaN, 2);
  const errors = Float64Array.of(30, 10, 99, 20);
  const order = { timeOrder: Uint32Array.of(1, 3, 0, 2), times };
  const { frame, models } = ofNumbers(new Float64Array(4), [errors], order);
  assert.equal([frame.by, models[0].inOrder], ['time', [{ x: 2, mean: 20, low: 12, high: 28 }]]);
  const byRow = ofNumbers(new Float64Array(4), [errors]);
  assert.equal([byRow.frame.by, byRow.models[0].inOrder[0].x], ['row', 2]);
});

test('one row, and errors that are all the same, make charts too', () => {
  const one = ofNumbers(Float64Array.of(5), [Float64Array.of(5)]);
  assert.equal([one.frame.edges[0], one.frame.edges[30]], [-1, 1]);
  assert.equal(one.frame.range, { from: 4, to: 6, cells: 36 });
  assert.is(ofNumbers(new Float64Array(0), [new Float64Array(0)]), null);
});

test('classes: which is taken for which, and how far probabilities are from what happens', () => {
  // Four rows at 0.75, three of them "yes"; four at 0.25, two of them "yes".
  const codes = Int32Array.of(1, 1, 1, 0, 1, 1, 0, 0);
  const high = [1, 1, 1, 1, 0, 0, 0, 0];
  const residuals = residualsOf({
    target: { task: 'classification', classes: ['no', 'yes'], codes },
    predictions: [
      {
        task: 'classification',
        classes: ['no', 'yes'],
        codes: Int32Array.from(high),
        probabilities: Float64Array.from(high.flatMap(is => (is ? [0.25, 0.75] : [0.75, 0.25]))),
      },
    ],
    ...inOrder,
  });
  if (residuals?.task !== 'classification') throw new Error('no residuals of classes');
  assert.is(residuals.frame.reliabilityOf, 'yes');
  const [errors] = residuals.models;
  assert.equal(errors!.confusion, [
    [2, 1],
    [2, 3],
  ]);
  assert.equal(errors!.reliability, [
    { given: 0.25, happened: 0.5, rows: 4 },
    { given: 0.75, happened: 0.75, rows: 4 },
  ]);
  assert.equal(summarizeErrors(residuals, 0), {
    calibrationError: 0.125,
    mostConfused: [
      { actual: 'yes', predicted: 'no', rows: 2 },
      { actual: 'no', predicted: 'yes', rows: 1 },
    ],
  });
  // Wilson's interval of 3 in 8: 0.137 to 0.694 (Newcombe 1998, by the formula).
  const [{ mean, low, high: upper }] = errors!.inOrder;
  assert.is(mean, 3 / 8);
  assert.ok(Math.abs(low - 0.1368) < 1e-3 && Math.abs(upper - 0.6943) < 1e-3, `${low} ${upper}`);
});

test('of many classes the commonest stand by themselves, and a class that only a model knows is there', () => {
  const classes = Array.from({ length: 20 }, (_, at) => `class ${String(at).padStart(2, '0')}`);
  const codes = Int32Array.from({ length: 210 }, (_, row) => Math.floor((Math.sqrt(8 * row + 1) - 1) / 2));
  const known = [...classes.slice(5), 'zebra'];
  const predicted = Int32Array.from(codes, () => known.length - 1);
  const residuals = residualsOf({
    target: { task: 'classification', classes, codes },
    predictions: [
      {
        task: 'classification',
        classes: known,
        codes: predicted,
        probabilities: Float64Array.from({ length: 210 * known.length }, (_, at) =>
          at % known.length === known.length - 1 ? 1 : 0,
        ),
      },
    ],
    ...inOrder,
  });
  if (residuals?.task !== 'classification') throw new Error('no residuals of classes');
  const { frame, models } = residuals;
  assert.equal(
    [frame.classes.length, frame.classes[0], frame.classes[11], frame.others],
    [12, 'class 09', 'others', 10],
  );
  assert.is(
    models[0]!.confusion.flat().reduce((sum, count) => sum + count, 0),
    210,
  );
  assert.is(models[0]!.calibrationError, 1);
});

test.run();
