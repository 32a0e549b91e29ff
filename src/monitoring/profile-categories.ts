// A categorical column in counts: of every category, or of the commonest and of hash cells that cover all.

import { type Dependence, dependenceOfCategories, dependenceOfMissing } from './dependence.ts';

export type CategoryProfile = {
  type: 'categorical';
  /** Rows, missing ones too. */
  count: number;
  missing: number;
  /** Categories that occur. */
  distinct: number;
  /** By count, the commonest first, equals in code-unit order: all of up to 1,024 categories, else the top 100. */
  top: [category: string, count: number][];
  /** Rows of categories not in `top`. */
  rest: number;
  /**
   * Null up to 1,024 categories. Else how many rows fall in each of 1,024 cells by `hashCell`: what is rare is most of
   * such a column, and one "rest" for it would hide every change or, with new categories in it, always show one.
   */
  hashCells: number[] | null;
  /** Of the categories, and of whether there is one, in the order of the rows. */
  dependence: Dependence;
  missingDependence: Dependence;
};

const HASH_CELLS = 1024;
const TOP = 100;

/** `codes` index `categories`; -1 is missing. */
export function profileCategories(codes: Int32Array, categories: readonly string[]): CategoryProfile {
  const counts = new Float64Array(categories.length);
  let missing = 0;
  for (const code of codes) {
    if (code < 0) missing++;
    else counts[code]++;
  }
  const present = categories.map((_, code) => code).filter(code => counts[code] > 0);
  const byName = (a: number, b: number) =>
    categories[a] < categories[b] ? -1 : categories[a] > categories[b] ? 1 : 0;
  present.sort((a, b) => counts[b] - counts[a] || byName(a, b));
  const listed = present.length <= HASH_CELLS ? present : present.slice(0, TOP);
  return {
    type: 'categorical',
    count: codes.length,
    missing,
    distinct: present.length,
    top: listed.map(code => [categories[code], counts[code]]),
    rest: codes.length - missing - listed.reduce((total, code) => total + counts[code], 0),
    hashCells: present.length <= HASH_CELLS ? null : cellCounts(present, counts, categories),
    dependence: dependenceOfCategories(codes, present),
    missingDependence: dependenceOfMissing(codes, missing, code => code < 0),
  };
}

function cellCounts(
  present: readonly number[],
  counts: Float64Array,
  categories: readonly string[],
): number[] {
  const cells = new Array<number>(HASH_CELLS).fill(0);
  for (const code of present) cells[hashCell(categories[code])] += counts[code];
  return cells;
}

const encoder = new TextEncoder();

/** The cell of a category, below `cells`, a power of two: the low bits of FNV-1a (32 bits) over its UTF-8 bytes. '' -> 453 */
export function hashCell(category: string, cells = HASH_CELLS): number {
  let hash = 0x811c9dc5;
  for (const byte of encoder.encode(category)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash & (cells - 1);
}
