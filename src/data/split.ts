// Which rows train and which are held out to judge: the latest where there is time, seeded otherwise.

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { UserError } from '../errors.ts';
import type { TimeColumn } from './table.ts';

/** Row indices, ascending on both sides; every row is on exactly one. `reason` is for people. */
export type RowSplit = { training: Uint32Array; validation: Uint32Array; reason: string } & (
  | {
      by: 'time';
      /** Rows at or after this instant (milliseconds since 1970) validate; earlier ones train. */
      boundary: number;
    }
  | { by: 'seed' }
);

type SplitOptions = {
  rows: number;
  /** The time of each row, where there is one; it has `rows` values. */
  time?: TimeColumn;
  /** Share to hold out, between 0 and 1; 0.2 unless told. */
  fraction?: number;
  /** Whole number, 0 to 2^32 - 1; the same seed gives the same rows on every machine. */
  seed: number;
};

/** A side with fewer rows than this says nothing. */
const FEWEST_ROWS = 2;

/**
 * Holds out the latest rows: the boundary lies between two different times, so that equal times stay together, and as
 * near to the wished fraction as they allow (of two equally near, the later). Rows without a time train: they cannot
 * be shown to be late. Where no boundary leaves two rows on each side, and where there is no time, rows are drawn by
 * seed. Throws UserError `too-few-rows` under four rows and `invalid-fraction`. O(rows log rows).
 *
 * @example splitRows({ rows: 731, time: dteday, seed: 1 }).reason
 * // 'the last 146 of 731 rows by "dteday", from 2012-08-08T00:00:00.000Z on (20.0 %)'
 */
export function splitRows({ rows, time, fraction = 0.2, seed }: SplitOptions): RowSplit {
  if (!(fraction > 0 && fraction < 1)) {
    throw new UserError(`a share of ${fraction} cannot be held out`, {
      code: 'invalid-fraction',
      hint: 'give a number between 0 and 1, such as 0.2',
      details: { fraction },
    });
  }
  if (rows < 2 * FEWEST_ROWS) {
    throw new UserError(
      `${rows} ${rows === 1 ? 'row is' : 'rows are'} too few to train on some and judge by others`,
      {
        code: 'too-few-rows',
        hint: `give at least ${2 * FEWEST_ROWS} rows with a target; a model worth having takes many more`,
        details: { rows, needed: 2 * FEWEST_ROWS },
      },
    );
  }
  if (time === undefined)
    return splitBySeed({ rows, fraction, seed, because: 'no column orders them in time' });
  const sorted = time.values.filter(value => !Number.isNaN(value)).sort();
  const start = nearestBoundary(sorted, rows, fraction);
  if (start === undefined)
    return splitBySeed({ rows, fraction, seed, because: whyNoBoundary(time.name, sorted) });
  return splitAt(time, sorted[start], rows);
}

/** Where in the sorted times the held-out part begins; undefined where no place leaves rows enough on both sides. */
function nearestBoundary(sorted: Float64Array, rows: number, fraction: number): number | undefined {
  const untimed = rows - sorted.length;
  const wished = sorted.length - fraction * rows;
  let best: number | undefined;
  for (let start = 1; start < sorted.length; start++) {
    if (sorted[start] === sorted[start - 1]) continue;
    if (sorted.length - start < FEWEST_ROWS || start + untimed < FEWEST_ROWS) continue;
    if (best === undefined || Math.abs(start - wished) <= Math.abs(best - wished)) best = start;
  }
  return best;
}

function whyNoBoundary(name: string, sorted: Float64Array): string {
  if (sorted.length === 0) return `no row has a time in "${name}"`;
  if (sorted[0] === sorted[sorted.length - 1]) {
    return `all rows bear one time in "${name}", ${new Date(sorted[0]).toISOString()}`;
  }
  return `no time in "${name}" divides the rows with at least ${FEWEST_ROWS} on each side`;
}

function splitAt(time: TimeColumn, boundary: number, rows: number): RowSplit {
  const late = new Uint8Array(rows);
  let untimed = 0;
  for (let row = 0; row < rows; row++) {
    if (time.values[row] >= boundary) late[row] = 1;
    else if (Number.isNaN(time.values[row])) untimed++;
  }
  const sides = sidesOf(late);
  const held = sides.validation.length;
  const from = new Date(boundary).toISOString();
  const reason = `the last ${held} of ${rows} rows by "${time.name}", from ${from} on (${percent(held / rows)})`;
  const aside = untimed === 0 ? '' : `; ${untimed} without a time train`;
  return { by: 'time', boundary, ...sides, reason: reason + aside };
}

type SeededSplit = { rows: number; fraction: number; seed: number; because: string };

function splitBySeed({ rows, fraction, seed, because }: SeededSplit): RowSplit {
  const wished = Math.round(fraction * rows);
  const held = Math.min(Math.max(wished, FEWEST_ROWS), rows - FEWEST_ROWS);
  const random = xoroshiro128plus(seed);
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  const late = new Uint8Array(rows);
  // The first steps of a Fisher-Yates shuffle draw a uniform subset.
  for (let i = 0; i < held; i++) {
    const pick = uniformInt(random, i, rows - 1);
    late[order[pick]] = 1;
    order[pick] = order[i];
  }
  const reason = `${held} of ${rows} rows drawn by seed ${seed} (${percent(held / rows)}), as ${because}`;
  return { by: 'seed', ...sidesOf(late), reason };
}

function sidesOf(late: Uint8Array): { training: Uint32Array; validation: Uint32Array } {
  let held = 0;
  for (const side of late) held += side;
  const training = new Uint32Array(late.length - held);
  const validation = new Uint32Array(held);
  let trained = 0;
  let judged = 0;
  for (let row = 0; row < late.length; row++) {
    if (late[row] === 1) validation[judged++] = row;
    else training[trained++] = row;
  }
  return { training, validation };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
