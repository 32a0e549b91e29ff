// What a comparison keeps of a branch: a thousand of them are held at once, and a provenance has a signature of every
// column, which nobody compares.

import type { ModelBranch } from '../provenance/model-branch.ts';
import type { Parameters } from '../provenance/provenance.ts';
import type { Metrics } from '../provenance/recorded-metrics.ts';

export type Measured = {
  branch: string;
  commit: string;
  fresh: boolean;
  stale: string[];
  dataCommit: string | null;
  metrics: Metrics;
  /** Digest of the rows that the metrics speak of; null where none was recorded. */
  rows: string | null;
  /** What a person would vary of mv.yaml, as it was when the model was made. */
  parameters: Parameters;
};

export function measuredOf(model: ModelBranch): Measured {
  const rows: unknown = model.recorded?.validation?.rows;
  const parameters: unknown = model.provenance?.configuration.parameters;
  return {
    branch: model.branch,
    commit: model.commit,
    fresh: model.fresh,
    stale: model.staleness.reasons,
    dataCommit: model.dataCommit,
    metrics: model.metrics,
    rows: typeof rows === 'string' ? rows : null,
    parameters: isRecord(parameters) ? parameters : {},
  };
}

/** People edit these files by hand too. */
function isRecord(value: unknown): value is Parameters {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
