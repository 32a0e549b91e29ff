// The file, and what it does to a prediction.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  applyCalibration,
  type Calibration,
  intervalsOf,
  parseCalibration,
  writeCalibration,
} from '../../src/calibration/calibration.ts';
import type { Prediction } from '../../src/models/learner.ts';

const calibration: Calibration = {
  version: 1,
  rows: 100,
  probabilities: { slope: 1, offsets: [0, Math.log(3)], floor: 0.01, classes: ['no', 'yes'] },
  intervals: {
    level: 0.9,
    groups: [
      { upTo: 5, below: 1, above: 2 },
      { upTo: null, below: 3, above: 4 },
    ],
  },
};

const classified = (classes: string[]): Prediction => ({
  task: 'classification',
  classes,
  codes: Int32Array.of(0),
  probabilities: Float64Array.of(0.6, 0.4),
});

test('written and read again', () => {
  assert.equal(parseCalibration(Buffer.from(writeCalibration(calibration))), calibration);
});

test('odds of 2 to 3, thrice the second: 2 in 3, and another class is likeliest', () => {
  const prediction = applyCalibration(calibration, classified(['no', 'yes']));
  assert.is(prediction.task, 'classification');
  if (prediction.task !== 'classification') return;
  assert.ok(Math.abs(prediction.probabilities[1] - 2 / 3) < 1e-12);
  assert.equal([...prediction.codes], [1]);
});

test('of other classes, of a regression, and with none, a prediction comes back as it is', () => {
  const other = classified(['a', 'b']);
  assert.is(applyCalibration(calibration, other), other);
  const number: Prediction = { task: 'regression', values: Float64Array.of(5, 6) };
  assert.is(applyCalibration(calibration, number), number);
  assert.is(applyCalibration(null, number), number);
});

test('intervals of a regression, by the group of the prediction', () => {
  const ends = intervalsOf(calibration, { task: 'regression', values: Float64Array.of(5, 6) });
  assert.equal([...ends!.low, ...ends!.high], [4, 3, 7, 10]);
  assert.is(intervalsOf(calibration, classified(['no', 'yes'])), null);
});

test('what is no such file, or of a later version, is none', () => {
  for (const text of [
    '',
    'null',
    '{"version":2}',
    '{"version":1,"rows":3,"intervals":{"level":0.9,"groups":[]}}',
    '{"version":1,"rows":3,"intervals":{"level":0.9,"groups":[{"upTo":null,"below":-1,"above":1}]}}',
    '{"version":1,"rows":3,"probabilities":{"slope":1,"offsets":[0],"floor":0,"classes":["a"]}}',
    '{"version":1,"rows":3,"probabilities":{"slope":1,"offsets":[0,null],"floor":0.1,"classes":["a","b"]}}',
  ]) {
    assert.is(parseCalibration(Buffer.from(text)), null, text);
  }
});

test.run();
