import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { expectedCalibrationError } from '../../src/calibration/calibration-error.ts';

test('four rows given 0.75 of which three are right, and a fifth given 0.95 that is wrong', () => {
  const probabilities = Float64Array.from([0.75, 0.25, 0.75, 0.25, 0.25, 0.75, 0.75, 0.25, 0.05, 0.95]);
  const actual = Int32Array.of(0, 0, 1, 1, 0);
  assert.is(
    expectedCalibrationError({
      probabilities: probabilities.subarray(0, 8),
      actual: actual.subarray(0, 4),
      classes: 2,
    }),
    0,
  );
  // (0 * 4 + 0.95) / 5
  const error = expectedCalibrationError({ probabilities, actual, classes: 2 });
  assert.ok(Math.abs(error - 0.19) < 1e-12);
});

test('three classes, always sure and always wrong: 1', () => {
  const probabilities = Float64Array.from([1, 0, 0, 0, 1, 0]);
  assert.is(expectedCalibrationError({ probabilities, actual: Int32Array.of(1, 2), classes: 3 }), 1);
});

test.run();
