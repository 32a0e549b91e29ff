// Two models side by side, and whether that is fair.

import type { ModelBranch } from '../provenance/model-branch.ts';
import type { ReleaseBefore } from './message.ts';

/** What `environment` had before `branch` comes. Only scores on the same rows are ever compared. */
export function scoresBefore(environment: ModelBranch, branch: ModelBranch): ReleaseBefore {
  const rows = environment.recorded?.validation?.rows;
  return {
    metrics: environment.metrics,
    dataCommit: environment.dataCommit,
    sameRows: rows !== undefined && rows === branch.recorded?.validation?.rows,
  };
}
