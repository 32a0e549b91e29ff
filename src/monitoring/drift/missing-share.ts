import type { Dependence } from '../dependence.ts';
import { logCountTails } from './count-tails.ts';
import { effectiveRows } from './effective-rows.ts';

type Share = { rows: number; missing: number };

/**
 * The p-value of a batch's missing values beside the reference's: exact, by the hypergeometric distribution of how many of
 * all that are missing fall into the batch. 1 where neither has any.
 */
export function missingShareP(reference: Share, batch: Share, dependence: Dependence): number {
  if (reference.missing + batch.missing === 0 || batch.rows === 0) return 1;
  const rows = effectiveRows({ reference: reference.rows, batch: batch.rows }, dependence);
  const draws = Math.round(rows.batch);
  if (!rows.enough || draws < 1) return 1;
  const inReference = (reference.missing * rows.reference) / reference.rows;
  const inBatch = (batch.missing * draws) / batch.rows;
  const total = Math.round(rows.reference) + draws;
  const own = Math.min(total, Math.max(1, Math.round(inReference + inBatch)));
  return Math.exp(logCountTails({ own, other: total - own, draws, returns: -1 }, Math.min(inBatch, own)));
}
