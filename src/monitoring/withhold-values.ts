// A profile of a column whose values are not to be kept: enough to see that it drifts, and nobody's value in it.

import type { Column } from '../data/table.ts';
import type { ColumnProfile } from './profile.ts';
import { type CategoryProfile, HASH_CELLS, hashCell } from './profile-categories.ts';
import { countUpTo, type NumberProfile } from './profile-numbers.ts';

/** Steps that the middle nine tenths of the values are parted into, about. */
const STEPS = 20;
/** Fewer rows have no cell of their own. */
const LEAST_ROWS = 5;

/**
 * Categories by hash cell alone; numbers in cells between round ends, of five rows or more; times without their ends.
 * `column` has the rows that `profile` is of.
 */
export function withholdValues(profile: ColumnProfile, column: Column): ColumnProfile {
  const { name } = profile;
  switch (profile.type) {
    case 'categorical':
      return { name, withheld: true, ...withoutNames(profile) };
    case 'numeric':
      return column.type === 'numeric'
        ? { name, withheld: true, ...inRoundCells(profile, column.values) }
        : profile;
    case 'time':
      return { ...profile, withheld: true, min: null, max: null };
  }
}

export function withoutNames(profile: CategoryProfile): CategoryProfile {
  const hashCells = profile.hashCells ?? new Array<number>(HASH_CELLS).fill(0);
  if (profile.hashCells === null)
    for (const [category, count] of profile.top) hashCells[hashCell(category)] += count;
  return { ...profile, top: [], rest: profile.count - profile.missing, hashCells };
}

/** Edges are multiples of a step that the spread of the column gives; the ends lie as far out as one digit says. */
function inRoundCells(profile: NumberProfile, values: Float64Array): NumberProfile {
  const { min, max, quantiles, cells } = profile;
  if (min === null || max === null) return profile;
  const spread = quantileAt(quantiles, 0.95) - quantileAt(quantiles, 0.05);
  const step = roundStep(spread || max - min || Math.abs(max) || 1);
  const round = (value: number) => plain(Math.round(value / step) * step);
  const [left, right] = [quantileAt(quantiles, 0.05), quantileAt(quantiles, 0.95)];
  const low = plain(Math.floor((left - farOut(left - min)) / step) * step);
  const high = plain(Math.ceil((right + farOut(max - right)) / step) * step);
  const known = values.filter(value => !Number.isNaN(value)).sort();
  const ends = [...new Set((cells.kind === 'edges' ? cells.edges : cells.values).map(round))];
  const edges: number[] = [];
  const counts: number[] = [];
  let counted = 0;
  for (const end of ends) {
    const below = countUpTo(known, end);
    if (below - counted < LEAST_ROWS || known.length - below < LEAST_ROWS) continue;
    edges.push(end);
    counts.push(below - counted);
    counted = below;
  }
  counts.push(known.length - counted);
  return {
    ...profile,
    mean: profile.mean === null ? null : plain(Math.round((10 * profile.mean) / step) * (step / 10)),
    std: profile.std === null ? null : Number(profile.std.toPrecision(3)),
    ...{ min: low, max: high },
    quantiles: quantiles.map(([share, value]) => [
      share,
      share === 0 ? low : share === 1 ? high : Math.min(high, Math.max(low, round(value))),
    ]),
    cells: { kind: 'edges', edges, counts },
  };
}

function quantileAt(quantiles: NumberProfile['quantiles'], share: number): number {
  return quantiles.find(([each]) => each === share)?.[1] ?? 0;
}

/** The least of 1, 2 or 5 times a power of ten that parts `spread` into no more than so many steps. 370 -> 20 */
function roundStep(spread: number): number {
  const least = spread / STEPS;
  const power = 10 ** Math.floor(Math.log10(least));
  return plain(power * ([1, 2, 5].find(times => times * power >= least) ?? 10));
}

/** A distance made longer, to one digit: an account number far from all others is not to be read off. 3,208 -> 4,000 */
function farOut(distance: number): number {
  if (distance <= 0) return 0;
  const digit = 10 ** Math.floor(Math.log10(distance));
  return Math.ceil(distance / digit) * digit;
}

/** Without the digits that arithmetic left. */
function plain(value: number): number {
  return Number(value.toPrecision(12));
}
