// Rows by the values of a column: which part of the data a model does worse on.

import type { Summary } from './summary.ts';

/** What each row has: a text; null where it is missing. */
export type Segment = { column: string; values: readonly (string | null)[] };

export type SegmentErrors = { column: string; values: (Summary & { value: string })[] };

/** More would be too many to say anything of each. */
const MOST_VALUES = 20;
const MISSING = '(missing)';
const OTHERS = '(others)';

/** The commonest values, equals in code-unit order, and the rest as one; each with its rows. */
export function segmentRows({ values }: Segment): { value: string; rows: number[] }[] {
  const rowsOf = new Map<string, number[]>();
  values.forEach((value, row) => {
    const own = rowsOf.get(value ?? MISSING);
    if (own) own.push(row);
    else rowsOf.set(value ?? MISSING, [row]);
  });
  const found = [...rowsOf].map(([value, rows]) => ({ value, rows }));
  found.sort((a, b) => b.rows.length - a.rows.length || (a.value < b.value ? -1 : 1));
  if (found.length <= MOST_VALUES) return found;
  const others = found.slice(MOST_VALUES - 1).flatMap(({ rows }) => rows);
  return [...found.slice(0, MOST_VALUES - 1), { value: OTHERS, rows: others.sort((a, b) => a - b) }];
}

/** The rows of each value that the release knew; values that it did not know are left out. */
export function rowsByKnownValue(
  known: SegmentErrors,
  { values }: Segment,
): { value: string; rows: number[] }[] {
  const names = new Set(known.values.map(({ value }) => value));
  const placeOf = (value: string | null) => {
    const name = value ?? MISSING;
    return names.has(name) ? name : OTHERS;
  };
  const rowsOf = new Map<string, number[]>([...names].map(name => [name, []]));
  for (const [row, value] of values.entries()) rowsOf.get(placeOf(value))?.push(row);
  return [...rowsOf].map(([value, rows]) => ({ value, rows }));
}
