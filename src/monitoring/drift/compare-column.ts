// One column of a batch against the reference's, whatever its type.

import { type CategoryProfile, HASH_CELLS, hashCell } from '../profile-categories.ts';
import type { NumberProfile } from '../profile-numbers.ts';
import { type Compared, compareCounts, compareGaps, type Drawing } from './compare-cells.ts';
import type { CategoryCounts } from './count-categories.ts';
import type { NumberCounts } from './count-numbers.ts';
import { type EffectiveRows, effectiveRows } from './effective-rows.ts';

/** Below so many effective rows little could be told otherwise. */
const FEW = 20;

/** Null where either side has no value, or too few that count. */
export function compareNumbers(
  profile: NumberProfile,
  batch: NumberCounts,
  drawing: Drawing,
): { rows: EffectiveRows; compared: Compared | null } {
  const known = { reference: profile.count - profile.missing, batch: batch.rows - batch.missing };
  const rows = effectiveRows(known, profile.dependence);
  if (known.batch === 0 || known.reference === 0) return { rows, compared: null };
  const far = chanceOfSoFar(profile, batch);
  if (!rows.enough) {
    // Of rows that hang together entirely a mean can still be too far off to be one of them.
    return {
      rows,
      compared: far < 1 ? { pValue: far, signal: { name: 'location', logP: Math.log(far) } } : null,
    };
  }
  const compared = compareKnown(profile, batch, rows, drawing);
  if (rows.batch >= FEW) return { rows, compared };
  const isFar = far < compared.pValue;
  const signal = isFar ? { name: 'location' as const, logP: Math.log(far) } : compared.signal;
  return { rows, compared: { signal, pValue: Math.min(1, 2 * Math.min(far, compared.pValue)) } };
}

/**
 * Chebyshev: whatever the distribution and however rows depend on each other, a mean is k standard deviations of a row
 * away with a chance of at most 1 / k². A unit that was changed shows even where the weather of a week would not.
 */
function chanceOfSoFar({ mean, std }: NumberProfile, batch: NumberCounts): number {
  if (mean === null || !std) return 1;
  return Math.min(1, (std / (batch.mean - mean)) ** 2);
}

function compareKnown(
  profile: NumberProfile,
  batch: NumberCounts,
  rows: EffectiveRows,
  drawing: Drawing,
): Compared {
  const counts = withEnds(batch.below, batch.cells, batch.above);
  if (profile.cells.kind === 'edges') {
    const gaps = withEnds(1, profile.cells.counts, 1);
    // Of n values in a row, n - 1 gaps are between them.
    gaps[1] = Math.max(1, gaps[1] - 1);
    return compareGaps({ gaps, counts, rankError: profile.cells.rankError }, rows, drawing);
  }
  const between = new Float64Array(batch.cells.length);
  profile.cells.counts.forEach((count, value) => {
    between[2 * value] = count;
  });
  return compareCounts({ reference: withEnds(0, between, 0), batch: counts }, rows, 'ordered', drawing);
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
  if (!rows.enough || known.batch === 0 || known.reference === 0) return { rows, compared: null };
  if (profile.hashCells !== null || batch.beyond > 0) {
    const cells = { reference: hashCellsOf(profile), batch: batch.hashCells };
    return { rows, compared: compareCounts(cells, rows, 'hashed', drawing) };
  }
  const own = Float64Array.from([...batch.top, ...batch.others.values()]);
  const reference = new Float64Array(own.length);
  profile.top.forEach(([, count], cell) => {
    reference[cell] = count;
  });
  return { rows, compared: compareCounts({ reference, batch: own }, rows, 'named', drawing) };
}

/** So many new names came that they were not all kept: then the known ones are put into cells too. */
function hashCellsOf({ hashCells, top }: CategoryProfile): Float64Array {
  if (hashCells !== null) return Float64Array.from(hashCells);
  const cells = new Float64Array(HASH_CELLS);
  for (const [category, count] of top) cells[hashCell(category)] += count;
  return cells;
}
