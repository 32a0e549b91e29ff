// A categorical column in counts: of every category, or of the commonest and of hash cells that cover all.

import { type Dependence, dependenceOfCategories, dependenceOfMissing } from './dependence.ts';

export type CategoryProfile = {
  type: 'categorical';
  /** Rows, missing ones too. */
  count: number;
  missing: number;
  /** Categories that occur. */
  distinct: number;
  /** By count, the commonest first, equals in code-unit order: all of them where they find room, else the first that do. */
  top: [category: string, count: number][];
  /** Rows of categories not in `top`. */
  rest: number;
  /**
   * Null where `top` has all. Else how many rows fall in each of 256 cells by `hashCell`: what is rare is most of such a
   * column, and one "rest" for it would hide every change or, with new categories in it, always show one.
   */
  hashCells: number[] | null;
  /** Of the categories, and of whether there is one, in the order of the rows. */
  dependence: Dependence;
  missingDependence: Dependence;
};

export const HASH_CELLS = 256;
/** Categories listed at most, whatever room there is. */
const MOST_LISTED = 1024;
/** Characters of JSON for the names of a column that has hash cells too. */
const NAMES_BESIDE_CELLS = 800;
/** The same for all names of a column that stands alone. */
export const ROOM = 20_000;

/** `codes` index `categories`; -1 is missing. `room`: characters of JSON that names and counts may take. */
export function profileCategories(
  codes: Int32Array,
  categories: readonly string[],
  room = ROOM,
): CategoryProfile {
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
  const listed = listCategories(
    present.map(code => [categories[code], counts[code]]),
    room,
  );
  return {
    type: 'categorical',
    count: codes.length,
    missing,
    distinct: present.length,
    top: listed.top,
    rest: codes.length - missing - rowsOf(listed.top),
    hashCells: listed.isWhole ? null : cellCounts(present.map(code => [categories[code], counts[code]])),
    dependence: dependenceOfCategories(codes, present),
    missingDependence: dependenceOfMissing(codes, missing, code => code < 0),
  };
}

type Counted = [category: string, count: number];

/** All of them, the commonest first, where they find room and are `known` to be all; else as many names as stand beside hash cells. */
export function listCategories(
  ordered: readonly Counted[],
  room: number,
  known = true,
): { top: Counted[]; isWhole: boolean } {
  const all = ordered.length <= MOST_LISTED ? firstThatFit(ordered, room) : [];
  const isWhole = known && all.length === ordered.length;
  return { top: isWhole ? all : firstThatFit(ordered, Math.min(room, NAMES_BESIDE_CELLS)), isWhole };
}

export function rowsOf(top: readonly Counted[]): number {
  return top.reduce((total, [, count]) => total + count, 0);
}

function firstThatFit<Entry>(entries: readonly Entry[], room: number): Entry[] {
  let size = 0;
  const until = entries.findIndex(entry => {
    size += JSON.stringify(entry).length + 1;
    return size > room;
  });
  return until === -1 ? [...entries] : entries.slice(0, until);
}

/** How many rows of the categories fall in each hash cell. */
export function cellCounts(counted: readonly Counted[]): number[] {
  const cells = new Array<number>(HASH_CELLS).fill(0);
  for (const [category, count] of counted) cells[hashCell(category)] += count;
  return cells;
}

const encoder = new TextEncoder();

/**
 * The cell of a category, 0 to 255: FNV-1a (32 bits) over its UTF-8 bytes, its four bytes folded into one by exclusive
 * or, since the last alone would follow the order of numbered names. '' -> 197
 */
export function hashCell(category: string): number {
  const hash = hashOf(category);
  return (hash ^ (hash >>> 8) ^ (hash >>> 16) ^ (hash >>> 24)) & (HASH_CELLS - 1);
}

/** FNV-1a over UTF-8, 32 bits with a sign. '' -> -2128831035 */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5 | 0;
  for (const byte of encoder.encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
