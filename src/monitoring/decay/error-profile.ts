// How a model erred at release, in numbers that later windows are held against: `errors` of monitoring/reference.json.

import { metricsOf } from '../../metrics/direction.ts';
import type { Prediction, Target } from '../../models/learner.ts';
import { dependenceOf } from '../dependence.ts';
import { byPrediction, type PredictionBand } from './prediction-bands.ts';
import { type ClassShares, classShares, type MeanMetric, meanMetricOf, rowValues } from './row-values.ts';
import { type Segment, type SegmentErrors, segmentRows } from './segment-rows.ts';
import { type Summary, summarise } from './summary.ts';

export type ErrorProfile = {
  /** Held-out rows. */
  rows: number;
  /** Of the number that each row has for a metric (`rmse` and `r2_score` follow from `mse`). */
  metrics: Partial<Record<MeanMetric, Summary>>;
  /** Variance of the target; null of classes. */
  spread: number | null;
  /** Of a classification, what `f1`, `precision` and `recall` follow from; else empty. */
  classes: ClassShares[];
  /** What was predicted, and the mean error there. */
  bands: PredictionBand[];
  /** By column of `monitoring.by`. */
  segments: SegmentErrors[];
};

type Scored = { target: Target; prediction: Prediction };

/** Of held-out rows, which the model had not seen, in the order in which they came. Null where there are none. O(rows log rows). */
export function profileErrors({
  segments = [],
  ...scored
}: Scored & { segments?: readonly Segment[] }): ErrorProfile | null {
  const { target, prediction } = scored;
  const rows = target.task === 'regression' ? target.values.length : target.codes.length;
  if (rows === 0) return null;
  const metrics: ErrorProfile['metrics'] = {};
  for (const metric of meanMetrics(target.task)) {
    const values = rowValues(metric, scored);
    if (values.length === 0) continue;
    metrics[metric] = summarise(values, dependenceOf(values).time);
  }
  const loss = lossOf(scored);
  return {
    rows,
    metrics,
    spread: target.task === 'regression' ? summarise(target.values).variance : null,
    classes: classShares(target, prediction),
    bands: byPrediction(prediction, loss),
    segments: segments.map(segment => ({
      column: segment.column,
      values: segmentRows(segment).map(({ value, rows: own }) => ({
        value,
        ...summarise(
          Float64Array.from(own, row => loss[row]),
          metrics[lossMetric(target.task)]?.dependence,
        ),
      })),
    })),
  };
}

/** What segments and bands are judged by. */
export function lossMetric(task: Target['task']): 'mse' | 'accuracy' {
  return task === 'regression' ? 'mse' : 'accuracy';
}

export function lossOf(scored: Scored): Float64Array {
  return rowValues(lossMetric(scored.target.task), scored);
}

/** `mse` and `mae`, or all of a classification. */
function meanMetrics(task: Target['task']): MeanMetric[] {
  return [...new Set(metricsOf(task).map(meanMetricOf))];
}

/** Of rows whose label has come, oldest first; `shares` are the release's. No rows where the metric cannot be had of them. */
export function summariseMetric(
  metric: string,
  scored: Scored,
  shares: readonly ClassShares[] | null,
): Summary {
  const values = rowValues(meanMetricOf(metric), scored, shares?.length ? shares : null);
  return summarise(values, values.length === 0 ? 1 : dependenceOf(values).time);
}
