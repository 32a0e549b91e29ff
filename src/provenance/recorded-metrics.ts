// metrics/model.json as it stands on a branch.

export type Metrics = Record<string, number | null>;

/** The file: metrics at the top level, what explains them beside. */
export type RecordedMetrics = Metrics & {
  feature_importance: Record<string, number>;
  data_stats: { total_samples: number; training_samples: number; test_samples: number };
  /** Scores of having no model, on the same rows. */
  baseline: Record<string, Metrics>;
  validation: Validation;
  /** By how much the metric gets worse, on held-out rows, when a feature's rows change places. */
  permutation_importance?: { metric: string; features: Record<string, { mean: number; std: number }> };
  calibration?: RecordedCalibration;
  /** What the branch's own code said of its training, where it trains. */
  reported?: Metrics;
};

/** Measured on the held-out rows, which calibration never saw. */
export type RecordedCalibration = {
  /** Training rows that it was learned from, and which. */
  rows: number;
  reason: string;
  /** Of a regression: the share of true values inside, beside the level that was stated. */
  interval?: { level: number; coverage: number; mean_width: number };
  /** Of a classification: of the model's own probabilities, and of the calibrated ones, which `log_loss` above is of. */
  log_loss?: { before: number | null; after: number | null };
  expected_calibration_error?: { before: number | null; after: number | null };
};

type Validation = {
  /** `time`: the newest rows; `seed`: rows drawn with the seed. */
  by: 'time' | 'seed';
  reason: string;
  /** ISO 8601 UTC, first instant that is held out; null where the split is not by time. */
  from: string | null;
  /** Digest over the data files, the target and the held-out rows: equal where two models were scored on the same rows. */
  rows: string;
  /** `training`: the scored model is the committed one; `refit`: the committed one was then fitted on all rows. */
  model: 'training' | 'refit';
};

/** Null where the bytes are not such a file: a hand-edited one is no reason to fail a table of a thousand branches. */
export function parseRecordedMetrics(bytes: Buffer | null): RecordedMetrics | null {
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as RecordedMetrics)
      : null;
  } catch {
    return null;
  }
}

/** The numbers of the top level, what is not finite as null. */
export function metricsOf(recorded: RecordedMetrics): Metrics {
  const metrics: Metrics = {};
  for (const name of Object.keys(recorded)) {
    const value: unknown = recorded[name];
    if (typeof value === 'number') metrics[name] = Number.isFinite(value) ? value : null;
    else if (value === null) metrics[name] = null;
  }
  return metrics;
}
