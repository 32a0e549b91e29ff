// One column of a batch against the reference's, whatever its type.

import type { CategoryProfile } from '../profile-categories.ts';
import type { NumberProfile } from '../profile-numbers.ts';
import { type Compared, compareCounts, compareGaps, type Drawing } from './compare-cells.ts';
import type { CategoryCounts } from './count-categories.ts';
import type { NumberCounts } from './count-numbers.ts';
import { type EffectiveRows, effectiveRows } from './effective-rows.ts';

/** Null where either side has no value, or too few that count. */
export function compareNumbers(
  profile: NumberProfile,
  batch: NumberCounts,
  drawing: Drawing,
): { rows: EffectiveRows; compared: Compared | null } {
  const known = { reference: profile.count - profile.missing, batch: batch.rows - batch.missing };
  const rows = effectiveRows(known, profile.dependence);
  if (!rows.enough || known.reference === 0) return { rows, compared: null };
  const counts = withEnds(batch.below, batch.cells, batch.above);
  if (profile.cells.kind === 'edges') {
    const gaps = withEnds(1, profile.cells.counts, 1);
    // Of n values in a row, n - 1 gaps are between them.
    gaps[1] = Math.max(1, gaps[1] - 1);
    return { rows, compared: compareGaps({ gaps, counts }, rows, drawing) };
  }
  const between = new Float64Array(batch.cells.length);
  profile.cells.counts.forEach((count, value) => {
    between[2 * value] = count;
  });
  const reference = withEnds(0, between, 0);
  return { rows, compared: compareCounts({ reference, batch: counts }, rows, 'ordered', drawing) };
}

function withEnds(first: number, cells: ArrayLike<number>, last: number): Float64Array {
  const all = new Float64Array(cells.length + 2);
  all[0] = first;
  all.set(cells, 1);
  all[cells.length + 1] = last;
  return all;
}

export function compareCategories(
  profile: CategoryProfile,
  batch: CategoryCounts,
  drawing: Drawing,
): { rows: EffectiveRows; compared: Compared | null } {
  const known = { reference: profile.count - profile.missing, batch: batch.rows - batch.missing };
  const rows = effectiveRows(known, profile.dependence);
  if (!rows.enough || known.reference === 0) return { rows, compared: null };
  if (profile.hashCells !== null && batch.hashCells !== null) {
    const reference = Float64Array.from(profile.hashCells);
    return { rows, compared: compareCounts({ reference, batch: batch.hashCells }, rows, 'hashed', drawing) };
  }
  const others = [...batch.others.values()];
  const cells = { reference: profile.top.map(([, count]) => count), batch: [...batch.top, ...others] };
  if (batch.beyond > 0) cells.batch.push(batch.beyond);
  const reference = new Float64Array(cells.batch.length);
  reference.set(cells.reference);
  const compared = compareCounts(
    { reference, batch: Float64Array.from(cells.batch) },
    rows,
    'named',
    drawing,
  );
  return { rows, compared };
}
