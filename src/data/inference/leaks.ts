// Columns that give the target away: what is to be predicted stands in them, alone or in pairs.

import { shownValue } from '../place.ts';
import type { Column } from '../table.ts';
import { findPairs, type PairRule } from './leaks-of-pairs.ts';

/** A way in which columns give the target; `message` is a sentence for people. */
export type Leak = {
  kind:
    | 'copy-of-target'
    | 'linear-copy-of-target'
    | 'orders-target'
    | 'sum-gives-target'
    | 'difference-gives-target'
    | 'product-gives-target';
  /** For a difference the column that is taken from comes first. */
  columns: string[];
  message: string;
};

/** Fewer rows than this agree by chance. */
const FEWEST_ROWS = 10;

/** Relative difference within which two computed doubles are the same number. */
const TOLERANCE = 1e-9;

/** Every column but `time`, and every pair of the other numeric ones, from which the target can be computed in all rows. */
export function findLeaks({
  columns,
  target,
  time,
}: {
  columns: readonly Column[];
  target: Column;
  time?: string;
}): Leak[] {
  const leaks: Leak[] = [];
  const leaking = new Set<Column>();
  for (const column of columns) {
    // What follows the calendar is a trend, not a leak.
    if (column.name === time) continue;
    const found = singleLeak(column, target);
    if (found === null) continue;
    leaks.push(found);
    leaking.add(column);
  }
  if (target.type !== 'numeric') return leaks;
  const numeric = columns.filter(column => column.type === 'numeric' && !leaking.has(column));
  for (const { first, second, rule, rows } of findPairs({
    columns: numeric.map(({ name, ...column }) => ({
      name,
      values: (column as { values: Float64Array }).values,
    })),
    target: target.values,
    fewestRows: FEWEST_ROWS,
    tolerance: TOLERANCE,
  })) {
    const formula = `${shownValue(first)} ${SIGNS[rule]} ${shownValue(second)}`;
    leaks.push({
      kind: `${rule}-gives-target`,
      columns: [first, second],
      message: `${formula} is ${shownValue(target.name)} in all ${rows} rows: the answer would be among the inputs`,
    });
  }
  return leaks;
}

const SIGNS: Record<PairRule, string> = { sum: '+', difference: '-', product: 'x' };

function singleLeak(column: Column, target: Column): Leak | null {
  const name = shownValue(column.name);
  const goal = shownValue(target.name);
  const of = (kind: Leak['kind'], message: string): Leak => ({
    kind,
    columns: [column.name],
    message: `${name} ${message}: the answer would be among the inputs`,
  });
  if (column.type === 'categorical' || target.type !== 'numeric') {
    return isRenaming(column, target) ? of('copy-of-target', `is ${goal} under other names`) : null;
  }
  const line = exactLine(column.values, target.values);
  if (line !== null) {
    return line.slope === 1 && line.intercept === 0
      ? of('copy-of-target', `equals ${goal} in every row`)
      : of('linear-copy-of-target', `gives ${goal} exactly, as ${line.slope} x ${name} + ${line.intercept}`);
  }
  if (isRenaming(column, target)) return of('copy-of-target', `is ${goal} in other numbers`);
  if (ordersTarget(column.values, target.values)) {
    return of('orders-target', `puts the rows in exactly the order of ${goal}, one value for each`);
  }
  return null;
}

/** Each value of one goes with one value of the other, both ways, and values recur: chance does not do that. */
function isRenaming(column: Column, target: Column): boolean {
  const from = column.type === 'categorical' ? column.codes : column.values;
  const into = target.type === 'categorical' ? target.codes : target.values;
  const forth = new Map<number, number>();
  const back = new Map<number, number>();
  let rows = 0;
  for (let row = 0; row < from.length; row++) {
    const a = from[row];
    const b = into[row];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    if ((column.type === 'categorical' && a < 0) || (target.type === 'categorical' && b < 0)) continue;
    rows++;
    const expected = forth.get(a);
    if (expected === undefined) {
      if (back.has(b)) return false;
      forth.set(a, b);
      back.set(b, a);
    } else if (expected !== b) return false;
  }
  return rows >= FEWEST_ROWS && forth.size >= 2 && 2 * forth.size <= rows;
}

/** The line on which all rows lie, through the rows of the least and the greatest value; null where there is none. */
function exactLine(from: Float64Array, into: Float64Array): { slope: number; intercept: number } | null {
  let least = -1;
  let greatest = -1;
  let rows = 0;
  const distinct = new Set<number>();
  for (let row = 0; row < from.length; row++) {
    if (Number.isNaN(from[row]) || Number.isNaN(into[row])) continue;
    rows++;
    if (least < 0 || from[row] < from[least]) least = row;
    if (greatest < 0 || from[row] > from[greatest]) greatest = row;
    if (distinct.size < 3) distinct.add(into[row]);
  }
  // Two values lie on a line always.
  if (rows < FEWEST_ROWS || (distinct.size < 3 && !sameEverywhere(from, into))) return null;
  if (sameEverywhere(from, into)) return { slope: 1, intercept: 0 };
  const slope = rounded((into[greatest] - into[least]) / (from[greatest] - from[least]));
  if (!Number.isFinite(slope) || slope === 0) return null;
  const intercept = rounded(into[least] - slope * from[least]);
  for (let row = 0; row < from.length; row++) {
    if (Number.isNaN(from[row]) || Number.isNaN(into[row])) continue;
    const scale = Math.abs(slope * from[row]) + Math.abs(intercept) + Math.abs(into[row]);
    if (Math.abs(slope * from[row] + intercept - into[row]) > TOLERANCE * scale) return null;
  }
  return { slope, intercept };
}

/** Twelve digits: a slope of 1.8 is shown as 1.8. */
const rounded = (value: number): number => Number(value.toPrecision(12));

function sameEverywhere(from: Float64Array, into: Float64Array): boolean {
  for (let row = 0; row < from.length; row++) {
    if (from[row] !== into[row] && !Number.isNaN(from[row]) && !Number.isNaN(into[row])) return false;
  }
  return true;
}

/** Strictly rising (or falling) together, equal where equal, over enough distinct values. */
function ordersTarget(from: Float64Array, into: Float64Array): boolean {
  const rows: number[] = [];
  for (let row = 0; row < from.length; row++) {
    if (!Number.isNaN(from[row]) && !Number.isNaN(into[row])) rows.push(row);
  }
  if (rows.length < FEWEST_ROWS) return false;
  // Most columns fail among a few rows, and need no sorting of all.
  const step = Math.max(1, Math.floor(rows.length / 32));
  return [rows.filter((_, i) => i % step === 0), rows].every(
    some => risesTogether(some, from, into) >= FEWEST_ROWS,
  );
}

/** How many distinct values the rows have, 0 where they do not rise or fall together. */
function risesTogether(rows: readonly number[], from: Float64Array, into: Float64Array): number {
  const sorted = Uint32Array.from(rows).sort((a, b) => from[a] - from[b]);
  let distinct = 1;
  let direction = 0;
  for (let i = 1; i < sorted.length; i++) {
    const step = Math.sign(from[sorted[i]] - from[sorted[i - 1]]);
    const goal = Math.sign(into[sorted[i]] - into[sorted[i - 1]]);
    if ((step === 0) !== (goal === 0)) return 0;
    if (step === 0) continue;
    distinct++;
    if (direction === 0) direction = goal;
    if (goal !== direction) return 0;
  }
  return distinct;
}
