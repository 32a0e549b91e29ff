import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { solveSymmetric } from '../../src/calibration/solve-symmetric.ts';

test('4x + 2y = 8, 2x + 3y = 7', () => {
  const [x, y] = solveSymmetric(Float64Array.of(4, 2, 2, 3), Float64Array.of(8, 7));
  assert.ok(Math.abs(x - 1.25) < 1e-14 && Math.abs(y - 1.5) < 1e-14);
});

test('three unknowns, put back in', () => {
  const matrix = Float64Array.of(6, 2, 1, 2, 5, 2, 1, 2, 4);
  const solution = solveSymmetric(matrix, Float64Array.of(1, -2, 3));
  for (const [row, right] of [1, -2, 3].entries()) {
    const left = [0, 1, 2].reduce((sum, at) => sum + matrix[3 * row + at] * solution[at], 0);
    assert.ok(Math.abs(left - right) < 1e-12);
  }
});

test.run();
