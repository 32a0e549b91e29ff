// What the losses of a model will be like before any label has come: from its metrics on held-out rows.

import type { Metrics } from '../provenance/recorded-metrics.ts';

/** Mean of a loss and its variance. */
export type ExpectedLosses = { mean: number; variance: number };

/**
 * Of 0/1 errors a (1 - a), of absolute errors mse - mae², both of the rows that were held out; null for metrics whose
 * spread is not recorded.
 *
 * @example recordedLosses('accuracy', { accuracy: 0.95 }) // { mean: 0.05, variance: 0.0475 }
 */
export function recordedLosses(metric: string, metrics: Metrics): ExpectedLosses | null {
  const { accuracy, mae, mse } = metrics;
  if (metric === 'accuracy' && typeof accuracy === 'number') {
    return { mean: 1 - accuracy, variance: accuracy * (1 - accuracy) };
  }
  if (metric === 'mae' && typeof mae === 'number' && typeof mse === 'number') {
    return { mean: mae, variance: Math.max(mse - mae ** 2, 0) };
  }
  return null;
}
