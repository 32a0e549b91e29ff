// Units against weights: published vectors, and whether looking again and again errs.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { uniforms } from '../../bench/projects/loss-streams.js';
import { sampleRatio } from '../../src/ab-test/sample-ratio.ts';

const close = (value: number, expected: number, within: number) =>
  assert.ok(Math.abs(value - expected) <= within, `${value} is not within ${within} of ${expected}`);

test('chi-square of 9,000 and 1,100 at 90 to 10, and of 50,550 and 49,450 at 50 to 50', () => {
  const first = sampleRatio([{ weights: [90, 10], units: [9000, 1100] }]);
  close(first.statistic, 8.9109, 5e-5);
  close(first.pValue, 0.002835, 5e-7);
  close(sampleRatio([{ weights: [1, 1], units: [50_550, 49_450] }]).pValue, 0.000504, 5e-7);
});

test('what chi-square once would call a mismatch, the verdict does not yet, and later it does', () => {
  assert.not(sampleRatio([{ weights: [1, 1], units: [50_550, 49_450] }]).mismatch);
  assert.ok(sampleRatio([{ weights: [1, 1], units: [202_200, 197_800] }]).mismatch);
  assert.ok(sampleRatio([{ weights: [90, 10], units: [9000, 700] }]).mismatch);
});

test('weights that change are held against the units of their own epoch', () => {
  const epochs = [
    { weights: [90, 10], units: [9000, 1000] },
    { weights: [50, 50], units: [5000, 5000] },
  ];
  const { statistic, mismatch } = sampleRatio(epochs);
  assert.equal([statistic, mismatch], [0, false]);
  const late = [...epochs, { weights: [0.5, 0.5], units: [6000, 4000] }];
  assert.ok(sampleRatio(late).mismatch);
});

test('an arm of weight 0 is no mismatch as long as it has no units', () => {
  assert.not(sampleRatio([{ weights: [1, 1, 0], units: [500, 500, 0] }]).mismatch);
  assert.ok(sampleRatio([{ weights: [1, 1, 0], units: [500, 500, 1] }]).mismatch);
});

test('without units, and with one arm, nothing is said', () => {
  for (const epochs of [[], [{ weights: [1], units: [10] }], [{ weights: [1, 1], units: [0, 0] }]]) {
    const { pValue, mismatch } = sampleRatio(epochs);
    assert.equal([pValue, mismatch], [1, false]);
  }
});

test('looked at at every unit, right weights are called wrong in at most 0.1 % of streams', () => {
  // 400 streams of 2,000 units: one of them would be 0.25 %. Chi-square at p < 0.001 errs in about 2 % of these.
  let called = 0;
  for (let stream = 0; stream < 400; stream++) {
    const u = uniforms(stream + 1);
    const units = [0, 0];
    let wrong = false;
    for (let unit = 0; unit < 2000 && !wrong; unit++) {
      units[u() < 0.1 ? 1 : 0]++;
      wrong = sampleRatio([{ weights: [90, 10], units }]).mismatch;
    }
    if (wrong) called++;
  }
  assert.is(called, 0);
});

test.run();
