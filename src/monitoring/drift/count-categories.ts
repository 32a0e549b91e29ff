// A categorical column of a batch in counts: how often each category of the reference occurs, and which are new.

import type { CategoricalColumn } from '../../data/table.ts';
import { type CategoryProfile, HASH_CELLS, hashCell } from '../profile-categories.ts';

export type CategoryCounts = {
  type: 'categorical';
  rows: number;
  missing: number;
  /** By category of the reference's `top`, in its order. */
  top: Float64Array;
  /** Of categories that `top` lacks; the first 1,000 of them by name. */
  others: Map<string, number>;
  /** Rows of further ones. */
  beyond: number;
  /** Of all known values. */
  hashCells: Float64Array;
};

/** More names than these are not kept: a column of texts that never recur would fill the memory. */
const MOST_OTHERS = 1000;

export type CategoryCounter = {
  add: (column: Pick<CategoricalColumn, 'codes' | 'categories'>) => void;
  counts: CategoryCounts;
};

export function countCategories(reference: CategoryProfile): CategoryCounter {
  const places = new Map(reference.top.map(([category], place) => [category, place]));
  const counts: CategoryCounts = {
    type: 'categorical',
    rows: 0,
    missing: 0,
    top: new Float64Array(reference.top.length),
    others: new Map(),
    beyond: 0,
    hashCells: new Float64Array(HASH_CELLS),
  };
  return {
    counts,
    add({ codes, categories }) {
      const tally = new Float64Array(categories.length);
      let missing = 0;
      for (const code of codes) {
        if (code < 0) missing++;
        else tally[code]++;
      }
      counts.rows += codes.length;
      counts.missing += missing;
      categories.forEach((category, code) => {
        const count = tally[code];
        if (count === 0) return;
        const place = places.get(category);
        counts.hashCells[hashCell(category)] += count;
        if (place !== undefined) counts.top[place] += count;
        else addOther(counts, category, count);
      });
    },
  };
}

function addOther(counts: CategoryCounts, category: string, count: number): void {
  const before = counts.others.get(category);
  if (before === undefined && counts.others.size === MOST_OTHERS) counts.beyond += count;
  else counts.others.set(category, (before ?? 0) + count);
}

/** Adds what another counter of the same reference has counted. */
export function addCategoryCounts(into: CategoryCounts, from: CategoryCounts): void {
  into.rows += from.rows;
  into.missing += from.missing;
  into.beyond += from.beyond;
  for (let place = 0; place < into.top.length; place++) into.top[place] += from.top[place];
  for (const [category, count] of from.others) addOther(into, category, count);
  for (let cell = 0; cell < HASH_CELLS; cell++) into.hashCells[cell] += from.hashCells[cell];
}
