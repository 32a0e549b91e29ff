// How the errors of models lie, in numbers that do not grow with the rows: what charts and summaries are drawn from. Pure.

import type { Prediction, Target } from '../models/learner.ts';
import { type ClassErrors, type ClassFrame, classificationResiduals } from './residuals-of-classes.ts';
import { type NumberErrors, type NumberFrame, regressionResiduals } from './residuals-of-numbers.ts';
import { orderRows } from './rows-in-order.ts';

/** Of models on the same rows; `frame` is what their charts share, `models` are in order, null without a prediction. */
export type Residuals =
  | { task: 'regression'; frame: NumberFrame; models: (NumberErrors | null)[] }
  | { task: 'classification'; frame: ClassFrame; models: (ClassErrors | null)[] };

/**
 * Charts in numbers. `times` are milliseconds since 1970, NaN where none is known; such rows come last and are left out
 * of what goes by time. Null where there are no rows. O(models · rows · log rows).
 */
export function residualsOf({
  target,
  predictions,
  timeOrder,
  times,
}: {
  target: Target;
  predictions: readonly (Prediction | null)[];
  timeOrder: Uint32Array | null;
  times: Float64Array | null;
}): Residuals | null {
  const rows = target.task === 'regression' ? target.values.length : target.codes.length;
  if (rows === 0) return null;
  const order = orderRows(rows, timeOrder, times);
  if (target.task === 'regression') {
    const values = predictions.map(each => (each?.task === 'regression' ? each.values : null));
    return { task: 'regression', ...regressionResiduals(target.values, values, order) };
  }
  const classes = predictions.map(each => (each?.task === 'classification' ? each : null));
  return { task: 'classification', ...classificationResiduals(target, classes, order) };
}
