// Cells of equally many rows as bars of equal width: shares by arithmetic.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { countNumbers } from '../../../src/monitoring/drift/count-numbers.ts';
import { profileNumbers } from '../../../src/monitoring/profile-numbers.ts';
import { numberFrame } from '../../../src/watching/report/number-frame.ts';

function frameOf(reference: readonly number[], window: readonly number[]) {
  const profile = profileNumbers(Float64Array.from(reference));
  const counter = countNumbers(profile);
  counter.add(Float64Array.from(window));
  return numberFrame(profile, counter.counts);
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

test('a few values that are evenly apart have a bar each, also beyond those of the reference', () => {
  const frame = frameOf([1, 1, 1, 2, 2, 4], [1, 2, 2, 6])!;
  // 6 is above the greatest, 4: what is known is that one row lies in (4, 6], at its end where all lie there.
  assert.equal(frame.edges, [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5]);
  assert.equal(frame.reference, [3, 2, 0, 1, 0, 0]);
  assert.equal(frame.window.slice(0, 4), [1, 2, 0, 0]);
  assert.ok(Math.abs(sum(frame.window) - 4) < 1e-12);
  assert.equal([frame.isOfValues, frame.isCut], [true, false]);
});

test('many values are spread over bars of equal width, and every row is in one', () => {
  const reference = range(0, 10_000).map(at => at / 100);
  const frame = frameOf(reference, [...range(0, 100), 120])!;
  assert.is(frame.edges.length, 25);
  assert.is(frame.edges[0], 0);
  assert.is(frame.edges[24], 120);
  assert.ok(Math.abs(sum(frame.reference) - 10_000) < 1e-6);
  assert.ok(Math.abs(sum(frame.window) - 101) < 1e-9);
  // Bars are 5 wide, and 100 rows lie in each unit.
  for (const count of frame.reference.slice(0, 19)) assert.ok(Math.abs(count - 500) < 5, String(count));
});

test('a long tail is put into the outermost bar, so that the rest can be seen', () => {
  const reference = [...range(0, 1000).map(at => at / 1000), 1e6];
  const frame = frameOf(reference, [0.2, 0.4])!;
  assert.ok(frame.isCut);
  assert.ok(frame.edges[24] < 2, String(frame.edges[24]));
  assert.ok(Math.abs(sum(frame.reference) - 1001) < 1e-6);
});

test('a window in another unit is drawn where it is', () => {
  const frame = frameOf(
    range(0, 1000).map(at => at / 100),
    range(0, 100).map(at => 1000 + 10 * at),
  )!;
  assert.ok(frame.edges[24] >= 1900);
  assert.is(frame.window[0], 0);
  assert.is(frame.window[11] > 0, false);
  assert.ok(Math.abs(sum(frame.window.slice(12)) - 100) < 1);
});

test('constants, empty windows and empty references have a frame or none, and no NaN', () => {
  assert.equal(frameOf([5, 5, 5], [5])!.window, [1]);
  const moved = frameOf([5, 5, 5], [7])!;
  assert.ok(moved.edges.every(Number.isFinite));
  assert.is(sum(moved.window), 1);
  assert.equal(frameOf([1, 2, 3], [])!.window, [0, 0, 0]);
  assert.equal(frameOf([1, 2, 3], [Number.NaN])!.window, [0, 0, 0]);
  assert.is(frameOf([Number.NaN], [Number.NaN]), null);
});

test.run();
