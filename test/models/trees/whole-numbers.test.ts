import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { wholeNumbers } from '../../../src/models/trees/whole-numbers.ts';

test('scaled targets are whole, keep their order, and sum exactly', () => {
  for (const values of [
    [1, 2, 6],
    [1e9, 1e9 + 1e-3],
    [1e-300, 2e-300],
    [-1e300, 1e300],
    [0.1, 0.2, 0.3],
  ]) {
    const scaled = wholeNumbers(Float64Array.from(values));
    assert.ok(scaled.every(value => Number.isInteger(value)));
    assert.ok(scaled.every((value, i) => i === 0 || value > scaled[i - 1]));
    assert.ok(scaled.reduce((sum, value) => sum + Math.abs(value), 0) <= 2 ** 53);
  }
  assert.equal([...wholeNumbers(Float64Array.of(5, 5))], [0, 0]);
});

test.run();
