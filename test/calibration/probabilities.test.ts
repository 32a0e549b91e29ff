// Calibrated probabilities: what was bent on purpose is bent back.

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { applyProbabilities, calibrateProbabilities } from '../../src/calibration/probabilities.ts';

/** Rows whose true odds are `bend` of what the model says. */
function drawn(rows: number, classes: number, seed: number, bend: (logs: number[]) => number[]) {
  const random = xoroshiro128plus(seed);
  const next = () => uniformFloat64(random);
  const probabilities = new Float64Array(rows * classes);
  const actual = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const said = normalized(Array.from({ length: classes }, () => Math.exp(4 * next() - 2)));
    probabilities.set(said, row * classes);
    const truth = normalized(bend(said.map(Math.log)).map(Math.exp));
    let left = next();
    let code = 0;
    while (code < classes - 1 && left >= truth[code]) left -= truth[code++];
    actual[row] = code;
  }
  return { probabilities, actual, classes };
}

function normalized(values: number[]): number[] {
  const whole = values.reduce((sum, value) => sum + value, 0);
  return values.map(value => value / whole);
}

function logLoss(probabilities: Float64Array, actual: Int32Array, classes: number): number {
  return (
    -actual.reduce((sum, code, row) => sum + Math.log(probabilities[row * classes + code]), 0) / actual.length
  );
}

test('two classes: an overconfident, lopsided model gets its slope and offset back', () => {
  const sample = drawn(20_000, 2, 1, ([first, second]) => [0.5 * first, 0.5 * second + 0.4]);
  const { slope, offsets } = calibrateProbabilities(sample);
  // Standard errors on 20,000 rows are about 0.02.
  assert.ok(Math.abs(slope - 0.5) < 0.06, String(slope));
  assert.ok(Math.abs(offsets[1] - 0.4) < 0.06, String(offsets[1]));
});

test('four classes: slope and one offset a class', () => {
  const wanted = [0, 0.5, -0.3, 0.2];
  const sample = drawn(40_000, 4, 2, logs => logs.map((log, code) => 1.6 * log + wanted[code]));
  const { slope, offsets } = calibrateProbabilities(sample);
  assert.ok(Math.abs(slope - 1.6) < 0.08, String(slope));
  wanted.forEach((offset, code) => {
    assert.ok(Math.abs(offsets[code] - offset) < 0.1, `${code}: ${offsets[code]}`);
  });
});

test('nothing nearby has less loss: it is the minimum', () => {
  const sample = drawn(500, 3, 3, logs => logs.map(log => 0.7 * log));
  const found = calibrateProbabilities(sample);
  const penalized = (slope: number, offsets: number[]) =>
    logLoss(applyProbabilities({ ...found, slope, offsets }, sample.probabilities), sample.actual, 3) * 500 +
    ((slope - 1) ** 2 + offsets[1] ** 2 + offsets[2] ** 2) / 2;
  const least = penalized(found.slope, found.offsets);
  for (const step of [-0.01, 0.01]) {
    assert.ok(penalized(found.slope + step, found.offsets) > least);
    assert.ok(penalized(found.slope, [0, found.offsets[1] + step, found.offsets[2]]) > least);
    assert.ok(penalized(found.slope, [0, found.offsets[1], found.offsets[2] + step]) > least);
  }
});

test('an impossible row that happened all the same no longer costs everything', () => {
  const probabilities = Float64Array.from([1, 0, 1, 0, 0, 1, 1, 0, 0.2, 0.8, 0.9, 0.1]);
  const actual = Int32Array.from([0, 0, 1, 1, 1, 0]);
  const calibrated = applyProbabilities(
    calibrateProbabilities({ probabilities, actual, classes: 2 }),
    probabilities,
  );
  assert.ok(calibrated[7] > 0.05, String(calibrated[7]));
  for (let row = 0; row < 6; row++) {
    assert.ok(Math.abs(calibrated[2 * row] + calibrated[2 * row + 1] - 1) < 1e-12);
  }
});

test('a model that has it the wrong way round says how often each class comes, and no more', () => {
  const sample = drawn(2000, 2, 4, ([first, second]) => [second + 1, first]);
  const { slope, offsets } = calibrateProbabilities(sample);
  const share = (sample.actual.reduce((sum, code) => sum + code, 0) + 1) / 2002;
  assert.is(slope, 0);
  assert.ok(Math.abs(1 / (1 + Math.exp(-offsets[1])) - share) < 1e-6);
});

test('one row, and sixty classes, which have no offsets of their own', () => {
  const one = calibrateProbabilities({
    probabilities: Float64Array.of(0.5, 0.5),
    actual: Int32Array.of(0),
    classes: 2,
  });
  assert.ok(Number.isFinite(one.slope) && one.slope > 0);
  const many = calibrateProbabilities(drawn(3000, 60, 5, logs => logs.map(log => 0.8 * log)));
  assert.ok(many.offsets.every(offset => offset === 0));
  assert.ok(Math.abs(many.slope - 0.8) < 0.1, String(many.slope));
});

test.run();
