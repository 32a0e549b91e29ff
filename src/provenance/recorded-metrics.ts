// metrics/model.json as it stands on a branch.

export type Metrics = Record<string, number | null>;

/** The file: metrics at the top level, what explains them beside. */
export type RecordedMetrics = Metrics & {
  feature_importance: Record<string, number>;
  data_stats: { total_samples: number; training_samples: number; test_samples: number };
  /** Scores of having no model, on the same rows. */
  baseline: Record<string, Metrics>;
  validation: Validation;
  /** What the branch's own code said of its training, where it trains. */
  reported?: Metrics;
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
