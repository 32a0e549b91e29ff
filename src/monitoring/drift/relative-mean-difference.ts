import type { Profile } from '../profile.ts';
import type { BatchCounts } from './batch-counts.ts';

export type RelativeMeanDifference = {
  /** Null where no column can be compared. */
  value: number | null;
  threshold: number;
  exceeded: boolean;
  /** Numeric columns whose reference has mean 0 or none, or whose batch has no value. */
  leftOut: string[];
};

/**
 * The mean over numeric columns of |reference mean - batch mean| / |reference mean|: a rule that many start with. It
 * knows neither chance nor spread, so it is a policy by its own name and has no part in the verdict.
 */
export function relativeMeanDifference(
  reference: Profile,
  batch: BatchCounts,
  threshold = 0.1,
): RelativeMeanDifference {
  const leftOut: string[] = [];
  const differences: number[] = [];
  for (const column of reference.columns) {
    if (column.type !== 'numeric') continue;
    const own = batch.columns.get(column.name);
    if (!column.mean || own?.type !== 'numeric' || own.rows === own.missing) leftOut.push(column.name);
    else differences.push(Math.abs(column.mean - own.mean) / Math.abs(column.mean));
  }
  const value =
    differences.length > 0 ? differences.reduce((sum, each) => sum + each, 0) / differences.length : null;
  return { value, threshold, exceeded: value !== null && value > threshold, leftOut };
}
