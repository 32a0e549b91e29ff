// How many independent rows reference and batch are worth to each other.

import type { Dependence } from '../dependence.ts';

export type EffectiveRows = {
  reference: number;
  batch: number;
  /** Whether so few are worth anything at all: the reference is long enough for its own dependence time, the batch for a row. */
  enough: boolean;
};

/** More rows than these tell nothing that would matter. */
const MOST = 500_000;

/**
 * Rows over their dependence time. A batch is worth no more than the reference: what an unlucky reference has of chance
 * would otherwise be found again in every large batch.
 */
export function effectiveRows(
  rows: { reference: number; batch: number },
  { time, settled }: Dependence,
): EffectiveRows {
  const reference = Math.min(MOST, rows.reference / time);
  const batch = Math.min(rows.batch / time, reference);
  return { reference, batch, enough: settled && batch >= 1 };
}
