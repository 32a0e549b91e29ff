// What calibration did, measured on the rows that judge: they had no part in learning it.

import { type Calibration, intervalsOf } from '../calibration/calibration.ts';
import { expectedCalibrationError } from '../calibration/calibration-error.ts';
import { shareInside } from '../calibration/intervals.ts';
import type { TargetValues } from '../data/target.ts';
import { scorePrediction } from '../metrics/score.ts';
import type { Prediction } from '../models/learner.ts';
import type { RecordedCalibration } from '../provenance/recorded-metrics.ts';

/** `before` is what the model said, `after` what is told. */
export function measureCalibration({
  calibration,
  reason,
  target,
  before,
  after,
}: {
  calibration: Calibration;
  reason: string;
  target: TargetValues;
  before: Prediction;
  after: Prediction;
}): RecordedCalibration {
  const recorded: RecordedCalibration = { rows: calibration.rows, reason };
  const ends = intervalsOf(calibration, after);
  if (calibration.intervals && ends && target.task === 'regression') {
    recorded.interval = { level: calibration.intervals.level, ...shareInside(ends, target.values) };
  }
  if (calibration.probabilities && target.task === 'classification') {
    const errorOf = (prediction: Prediction) => {
      if (prediction.task !== 'classification') return null;
      const { probabilities, classes } = prediction;
      return expectedCalibrationError({ probabilities, actual: target.codes, classes: classes.length });
    };
    const lossOf = (prediction: Prediction) => scorePrediction(target, prediction)['log_loss'] ?? null;
    recorded.log_loss = { before: lossOf(before), after: lossOf(after) };
    recorded.expected_calibration_error = { before: errorOf(before), after: errorOf(after) };
  }
  return recorded;
}
