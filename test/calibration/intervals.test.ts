// Intervals hold what they promise, on data that was drawn to know it.

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  applyIntervals,
  fitIntervals,
  type PredictionIntervals,
  shareInside,
} from '../../src/calibration/intervals.ts';

/** Predictions of 0 to 100, and truths that miss by `spread(prediction)` standard deviations, skewed upwards. */
function drawn(rows: number, seed: number, spread: (prediction: number) => number) {
  const random = xoroshiro128plus(seed);
  const predicted = Float64Array.from({ length: rows }, () => 100 * uniformFloat64(random));
  const actual = predicted.map(value => value + spread(value) * (-Math.log(1 - uniformFloat64(random)) - 1));
  return { predicted, actual };
}

const measureIntervals = (
  intervals: PredictionIntervals,
  { predicted, actual }: { predicted: Float64Array; actual: Float64Array },
) => shareInside(applyIntervals(intervals, predicted), actual);

test('19 errors at level 0.9: the largest on each side, and one row fewer is too few', () => {
  const predicted = new Float64Array(19).fill(10);
  const actual = Float64Array.from({ length: 19 }, (_, row) => 10 + row - 7);
  // Rank ceil(20 * 0.95) = 19: the largest of -7 .. 11 above, of -11 .. 7 below.
  assert.equal(fitIntervals({ predicted, actual, level: 0.9 }), {
    level: 0.9,
    groups: [{ upTo: null, below: 7, above: 11 }],
  });
  assert.is(fitIntervals({ predicted: predicted.slice(1), actual: actual.slice(1), level: 0.9 }), null);
});

test('the level is held over 400 draws of 60 rows, and not by being endless', () => {
  let inside = 0;
  const draws = 400;
  for (let draw = 0; draw < draws; draw++) {
    const intervals = fitIntervals({ ...drawn(60, draw, () => 5), level: 0.9 })!;
    inside += measureIntervals(
      intervals,
      drawn(50, 10_000 + draw, () => 5),
    ).coverage;
  }
  const coverage = inside / draws;
  // At least 0.9, at most 0.9 + 2 / 61; three standard errors of 20,000 rows in 400 groups are 0.012.
  assert.ok(coverage > 0.9 - 0.012 && coverage < 0.9 + 2 / 61 + 0.012, String(coverage));
});

test('where large predictions miss by more, small ones keep narrow intervals, and each group its level', () => {
  const spread = (value: number) => 1 + value / 5;
  const intervals = fitIntervals({ ...drawn(2000, 1, spread), level: 0.8 })!;
  assert.is(intervals.groups.length, 10);
  const first = intervals.groups[0];
  const last = intervals.groups[9];
  assert.ok(last.above > 5 * first.above, `${first.above} ${last.above}`);
  const fresh = drawn(40_000, 2, spread);
  for (const [from, to] of [
    [0, 20],
    [80, 100],
  ]) {
    const rows = [...fresh.predicted.keys()].filter(
      row => fresh.predicted[row] >= from && fresh.predicted[row] < to,
    );
    const { coverage } = measureIntervals(intervals, {
      predicted: Float64Array.from(rows, row => fresh.predicted[row]),
      actual: Float64Array.from(rows, row => fresh.actual[row]),
    });
    // Two groups of 200 rows: a standard error of 0.8 * 0.2 / 400, thrice, is 0.06.
    assert.ok(Math.abs(coverage - 0.8) < 0.06, `${from} to ${to}: ${coverage}`);
  }
});

test('a model that says one number has one group; one that is always too low keeps its own prediction inside', () => {
  const predicted = new Float64Array(500).fill(3);
  const actual = Float64Array.from({ length: 500 }, (_, row) => 4 + row / 500);
  const intervals = fitIntervals({ predicted, actual, level: 0.9 })!;
  assert.is(intervals.groups.length, 1);
  const { low, high } = applyIntervals(intervals, Float64Array.of(3));
  assert.is(low[0], 3);
  assert.ok(high[0] > 4.9);
});

test.run();
