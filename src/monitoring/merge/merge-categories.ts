// Categorical columns of several parts as one, from their profiles.

import {
  type CategoryProfile,
  cellCounts,
  HASH_CELLS,
  listCategories,
  ROOM,
  rowsOf,
} from '../profile-categories.ts';
import { mergeDependence } from './merge-dependence.ts';

/** Dependence is measured on so many of the commonest, in one column too. */
const LOOKED_AT = 8;

/**
 * The profile of the rows of all parts, the same in any order of them. Rows, missing ones and hash cells are exact, and
 * so are names and their counts where every part lists all of its own. Where one does not, the rows of a name that it
 * does not list count among its `rest`: a count is then the least that it may be, short by no more than the last that
 * such a part lists, and so is `distinct`.
 */
export function mergeCategories(parts: readonly CategoryProfile[], room = ROOM): CategoryProfile {
  const counts = new Map<string, number>();
  for (const { top } of parts)
    for (const [category, count] of top) counts.set(category, (counts.get(category) ?? 0) + count);
  const ordered = [...counts].sort(
    ([one, oneRows], [other, otherRows]) => otherRows - oneRows || (one < other ? -1 : 1),
  );
  const areWhole = parts.every(({ hashCells }) => hashCells === null);
  const { top, isWhole } = listCategories(ordered, room, areWhole);
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const missing = parts.reduce((sum, part) => sum + part.missing, 0);
  return {
    type: 'categorical',
    ...{ count, missing, top },
    distinct: Math.max(counts.size, ...parts.map(({ distinct }) => distinct)),
    rest: count - missing - rowsOf(top),
    hashCells: isWhole ? null : mergeCells(parts),
    dependence: mergeDependence(
      parts.map(part => {
        const own = new Map(part.top);
        const rows = part.count - part.missing;
        const means = top.slice(0, LOOKED_AT).map(([category]) => (own.get(category) ?? 0) / rows);
        return { rows, dependence: part.dependence, means };
      }),
      top.slice(0, LOOKED_AT).map(([, rows]) => shareVariance(rows / (count - missing))),
    ),
    missingDependence: mergeMissing(parts),
  };
}

function mergeCells(parts: readonly CategoryProfile[]): number[] {
  const all = parts.map(({ hashCells, top }) => hashCells ?? cellCounts(top));
  return Array.from({ length: HASH_CELLS }, (_, cell) => all.reduce((sum, own) => sum + own[cell], 0));
}

type Missing = Pick<CategoryProfile, 'count' | 'missing' | 'missingDependence'>;

/** Of whether there is a value, of columns of any type. */
export function mergeMissing(parts: readonly Missing[]) {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const missing = parts.reduce((sum, part) => sum + part.missing, 0);
  return mergeDependence(
    parts.map(part => ({
      rows: part.count,
      dependence: part.missingDependence,
      means: [part.missing / part.count],
    })),
    [shareVariance(missing / count)],
  );
}

/** Of a 1 for each row with a share of them. */
function shareVariance(share: number): number {
  return share * (1 - share);
}
