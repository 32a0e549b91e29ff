// How many independent rows reference and batch are worth to each other.

import { type Dependence, dependenceTime } from '../dependence.ts';

export type EffectiveRows = {
  reference: number;
  batch: number;
  /** Whether so few are worth anything at all: the reference is long enough for its own dependence time, the batch for a row. */
  enough: boolean;
};

/**
 * Rows over their dependence time, the batch's over a stretch as long as it is. A batch is worth no more than the
 * reference: what an unlucky reference has of chance would otherwise be found again in every large batch.
 */
export function effectiveRows(
  rows: { reference: number; batch: number },
  dependence: Dependence,
): EffectiveRows {
  const time = dependenceTime(dependence, rows.batch);
  const reference = rows.reference / dependence.time;
  const batch = Math.min(rows.batch / (time ?? Math.max(1, rows.batch)), reference);
  return { reference, batch, enough: time !== null && batch >= 1 };
}
