// What a model has to beat: predictions that took no learning.

import type { Target } from '../models/learner.ts';
import { constantPrediction } from './constant-prediction.ts';
import type { Scores } from './finite.ts';
import { lastValues } from './last-values.ts';
import { scorePrediction } from './score.ts';

type BaselineInput = {
  training: Target;
  heldOut: Target;
  /** When each row was, in milliseconds, NaN where unknown; null where the project has no time column. */
  times: { training: Float64Array; heldOut: Float64Array } | null;
};

/**
 * Scores on the held-out rows by the name of the baseline: `mean` of a regression or `majority` of a classification,
 * and `last_value` where there is time.
 */
export function scoreBaselines({ training, heldOut, times }: BaselineInput): Record<string, Scores> {
  const rows = rowsOf(heldOut);
  const constant = scorePrediction(heldOut, constantPrediction(training, rows));
  const scores: Record<string, Scores> =
    training.task === 'regression' ? { mean: constant } : { majority: constant };
  if (times) scores['last_value'] = scorePrediction(heldOut, lastValues({ training, heldOut, times }));
  return scores;
}

function rowsOf(target: Target): number {
  return target.task === 'regression' ? target.values.length : target.codes.length;
}
