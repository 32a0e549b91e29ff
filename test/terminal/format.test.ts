import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  formatBytes,
  formatDuration,
  formatNumber,
  formatRelative,
  relativeDifference,
  shortCommit,
} from '../../src/terminal/format.ts';

const check = <T>(format: (value: T) => string, cases: [T, string][]) => {
  for (const [value, text] of cases) assert.is(format(value), text, String(value));
};

test('numbers have four significant digits, and no digit before the point is lost', () => {
  check(formatNumber, [
    [41.8963, '41.90'],
    [-41.8963, '-41.90'],
    [0.95, '0.9500'],
    [0.00123456, '0.001235'],
    [0.0000123456, '1.235e-5'],
    [9.99996, '10.00'],
    [999.96, '1,000'],
    [1234.56, '1,235'],
    [1234567.8, '1,234,568'],
    [17379, '17,379'],
    [-1000, '-1,000'],
    [999, '999'],
    [1, '1'],
    [0, '0'],
    [-0, '0'],
    [1e21, '1.000e+21'],
    [Number.NaN, '-'],
    [Number.POSITIVE_INFINITY, '-'],
    [null, '-'],
    [undefined, '-'],
  ]);
});

test('a relative difference is a share of the size of the baseline', () => {
  // (38.6 - 41.9) / 41.9 = -0.07876
  assert.is(formatRelative(relativeDifference(38.6, 41.9)), '-7.9 %');
  // From -2 to -1 is up by half of what it was.
  assert.is(relativeDifference(-1, -2), 0.5);
  assert.is(relativeDifference(1, 0), null);
  assert.is(relativeDifference(null, 1), null);
  assert.is(relativeDifference(1, Number.NaN), null);
  check(formatRelative, [
    [0.041, '+4.1 %'],
    [-0.0004, '0.0 %'],
    [0, '0.0 %'],
    [12.5, '+1,250.0 %'],
    [null, '-'],
  ]);
});

test('bytes are in powers of 1,024, with three digits', () => {
  check(formatBytes, [
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.00 KiB'],
    [1_234_567, '1.18 MiB'], // 1,234,567 / 1,048,576 = 1.177
    [16 * 1024 ** 2, '16.0 MiB'],
    [1024 ** 2 - 1, '1.00 MiB'],
    [500 * 1024 ** 3, '500 GiB'],
    [2 ** 60, '1024 PiB'],
  ]);
});

test('durations are in the units that matter', () => {
  check(formatDuration, [
    [0, '0 ms'],
    [0.0123, '12 ms'],
    [0.9999, '1.00 s'],
    [1.234, '1.23 s'],
    [42.05, '42.0 s'],
    [59.97, '1 min'],
    [75, '1 min 15 s'],
    [3599.6, '1 h'],
    [3725, '1 h 2 min'],
    [183_600, '2 d 3 h'],
  ]);
});

test('a commit is shown by its first seven digits', () => {
  assert.is(shortCommit('9a1c0d3e5f60718293a4b5c6d7e8f9012345abcd'), '9a1c0d3');
});

test.run();
