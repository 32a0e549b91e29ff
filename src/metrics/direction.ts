// Which way a metric is better, and which one decides where nobody said.

import { UserError } from '../errors.ts';

export type Direction = 'lower' | 'higher';

const directions: Record<string, Direction> = {
  mse: 'lower',
  rmse: 'lower',
  mae: 'lower',
  r2_score: 'higher',
  accuracy: 'higher',
  f1: 'higher',
  precision: 'higher',
  recall: 'higher',
  log_loss: 'lower',
  roc_auc: 'higher',
};

/** `rmse` -> `lower`. Throws UserError `unknown-metric`. */
export function directionOf(metric: string): Direction {
  if (Object.hasOwn(directions, metric)) return directions[metric];
  throw new UserError(`there is no metric named "${metric}"`, {
    code: 'unknown-metric',
    hint: `Metrics: ${Object.keys(directions).join(', ')}`,
    details: { metric, metrics: Object.keys(directions) },
  });
}

/** The names a project of this task measures; `roc_auc` only for two classes. */
export function metricsOf(task: 'regression' | 'classification'): readonly string[] {
  return task === 'regression'
    ? ['mse', 'rmse', 'mae', 'r2_score']
    : ['accuracy', 'f1', 'precision', 'recall', 'log_loss', 'roc_auc'];
}

/**
 * `rmse`: in the target's units, and a forest minimises its square. `accuracy`: said in one sentence, and steady,
 * where the log loss of a forest of pure leaves hangs on the few rows that no tree got right (36 each).
 */
export function primaryMetric(task: 'regression' | 'classification'): string {
  return task === 'regression' ? 'rmse' : 'accuracy';
}
