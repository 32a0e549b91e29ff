// The statistics that people know, from the counts of reference and batch.

import type { CategoryProfile } from '../profile-categories.ts';
import type { NumberProfile } from '../profile-numbers.ts';
import type { CategoryCounts } from './count-categories.ts';
import type { NumberCounts } from './count-numbers.ts';
import { hellinger, jensenShannon, populationStability, sharesOf } from './distances.ts';
import { betweenSteps, type Steps } from './step-distances.ts';

/** Null where there is nothing to compute it from. */
export type Reported = {
  /** On ten cells at quantiles of the reference (its values, where they are at most ten; categories), shares below 1e-4 raised to it. */
  psi?: number | null;
  /** Distance, base 2, on the same cells. */
  jensenShannon?: number | null;
  hellinger?: number | null;
  /** First Wasserstein distance in standard deviations of the reference. */
  wasserstein?: number | null;
  /** Kolmogorov-Smirnov. */
  ks?: number | null;
  /** Batch minus reference, in standard deviations of the reference. */
  shift?: number | null;
  mean?: { reference: number | null; batch: number | null };
  std?: { reference: number | null; batch: number | null };
  missing?: { reference: number; batch: number };
  /** Share of known values below the least or above the greatest of the reference. */
  outOfRange?: number;
  /** Share of known values that the reference lacks, where it has all of its categories by name; the commonest of them. */
  unseen?: { share: number; categories: [category: string, rows: number][] } | null;
};

const COARSE = 10;
const LISTED = 5;

export function reportedStatistics(
  pair:
    | { type: 'numeric'; profile: NumberProfile; batch: NumberCounts }
    | { type: 'categorical'; profile: CategoryProfile; batch: CategoryCounts },
): Reported {
  const { profile, batch } = pair;
  const missing = {
    reference: share(profile.missing, profile.count),
    batch: share(batch.missing, batch.rows),
  };
  if (pair.type === 'categorical') return { ...categorical(pair.profile, pair.batch), missing };
  return { ...numeric(pair.profile, pair.batch), missing };
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

function numeric(profile: NumberProfile, batch: NumberCounts): Reported {
  const known = batch.rows - batch.missing;
  const mean = { reference: profile.mean, batch: known > 0 ? batch.mean : null };
  const std = { reference: profile.std, batch: known > 1 ? Math.sqrt(batch.squares / (known - 1)) : null };
  if (known === 0 || profile.count === profile.missing)
    return {
      psi: null,
      jensenShannon: null,
      hellinger: null,
      wasserstein: null,
      ks: null,
      shift: null,
      mean,
      std,
    };
  const { reference, own } = coarse(profile, batch);
  const { distance, area } = betweenSteps(...stepsOfBoth(profile, batch));
  const unit = profile.std ?? 0;
  return {
    ...overCells(reference, own),
    wasserstein: unit > 0 ? area / unit : null,
    ks: distance,
    shift: unit > 0 && mean.reference !== null ? (batch.mean - mean.reference) / unit : null,
    ...{ mean, std },
    outOfRange: share(batch.below + batch.above, known),
  };
}

function overCells(reference: ArrayLike<number>, batch: ArrayLike<number>) {
  const shares = [sharesOf(reference), sharesOf(batch)] as const;
  return {
    psi: populationStability(...shares),
    jensenShannon: jensenShannon(...shares),
    hellinger: hellinger(...shares),
  };
}

/** Reference and batch on at most ten cells that hold about equally much of the reference, what is out of range in the outer ones. */
function coarse(profile: NumberProfile, batch: NumberCounts): { reference: number[]; own: number[] } {
  const fine = profile.cells.counts;
  const ofValues = profile.cells.kind === 'values';
  // What lies between two values goes with the upper one, as it would with edges.
  const counts = fine.map((_, cell) =>
    ofValues ? batch.cells[2 * cell] + (cell > 0 ? batch.cells[2 * cell - 1] : 0) : batch.cells[cell],
  );
  counts[0] += batch.below;
  counts[counts.length - 1] += batch.above;
  const total = fine.reduce((sum, count) => sum + count, 0);
  const reference: number[] = [];
  const own: number[] = [];
  let risen = 0;
  fine.forEach((count, cell) => {
    // A cell belongs to the tenth in which it begins.
    const tenth = fine.length <= COARSE ? cell : Math.min(COARSE - 1, Math.floor((COARSE * risen) / total));
    reference[tenth] = (reference[tenth] ?? 0) + count;
    own[tenth] = (own[tenth] ?? 0) + counts[cell];
    risen += count;
  });
  // Tenths that one value has swallowed are holes.
  const held = reference.flatMap((_, tenth) => [tenth]);
  return { reference: held.map(tenth => reference[tenth]), own: held.map(tenth => own[tenth]) };
}

/** Both as steps: a cell between edges rises in its middle, so neither is off by more than the cell. */
function stepsOfBoth(profile: NumberProfile, batch: NumberCounts): [Steps, Steps] {
  const { cells } = profile;
  const low = profile.min ?? batch.min;
  const high = profile.max ?? batch.max;
  let at: number[];
  let reference: number[];
  if (cells.kind === 'edges') {
    const bounds = [low, ...cells.edges, high];
    at = cells.counts.map((_, cell) => (bounds[cell] + bounds[cell + 1]) / 2);
    reference = cells.counts;
  } else {
    const { values } = cells;
    at = Array.from({ length: 2 * values.length - 1 }, (_, cell) =>
      cell % 2 === 0 ? values[cell / 2] : (values[(cell - 1) / 2] + values[(cell + 1) / 2]) / 2,
    );
    reference = at.map((_, cell) => (cell % 2 === 0 ? cells.counts[cell / 2] : 0));
  }
  // What is out of range lies halfway to the furthest.
  const ends = [Math.min(low, (low + batch.min) / 2), Math.max(high, (high + batch.max) / 2)];
  const all = [ends[0], ...at, ends[1]];
  return [
    { at: all, by: [0, ...reference, 0] },
    { at: all, by: [batch.below, ...batch.cells, batch.above] },
  ];
}

function categorical(profile: CategoryProfile, batch: CategoryCounts): Reported {
  const known = batch.rows - batch.missing;
  if (known === 0 || profile.count === profile.missing)
    return { psi: null, jensenShannon: null, hellinger: null, unseen: null };
  if (profile.hashCells !== null) return { ...overCells(profile.hashCells, batch.hashCells), unseen: null };
  const listed = [...batch.others].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  const rows = listed.reduce((sum, [, count]) => sum + count, batch.beyond);
  return {
    ...overCells([...profile.top.map(([, count]) => count), 0], [...batch.top, rows]),
    unseen: { share: rows / known, categories: listed.slice(0, LISTED) },
  };
}
