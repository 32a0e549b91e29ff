// How far the mean of some windows may be from what it was at release before it is no accident.

import { effectiveRows, type Summary } from './summary.ts';

/** What kind of number a row has: it decides which spread is to be believed, and how its tail is mended. */
export type Kind =
  /** 0 or 1: the spread follows from the mean. */
  | 'share'
  /** Anything else: the spread is that of the rows at hand. */
  | 'amount';

export type Bound = {
  /** Means above `expected + upper` or below `expected - lower` are no accident; both above 0. */
  upper: number;
  lower: number;
  /** One standard error of the difference. */
  error: number;
};

/**
 * How far the mean of `rows` may be from `reference` at `limit` normal standard errors; the reference's own error is in
 * it. Of shares the spread is that of all rows together, which is what no decay means, and the limit is moved by the
 * skewness and the tails of the sum (Cornish and Fisher 1938), and by half a row. Of amounts the spread is that of both, and the limit that
 * of Student's t with the degrees of freedom of Welch and Satterthwaite: a sum of skewed losses then errs to the safe
 * side, for where its mean is high by chance its spread is too. Infinite where there is too little to say.
 */
export function boundOf({
  kind,
  rows,
  reference,
  limit,
}: {
  kind: Kind;
  rows: Summary;
  /** Null where it is a number that somebody wrote: then it has no error. */
  reference: Summary | { mean: number; rows: null };
  limit: number;
}): Bound {
  const own = effectiveRows(rows);
  const theirs = reference.rows === null ? Number.POSITIVE_INFINITY : effectiveRows(reference);
  if (!(own >= 2) || !(theirs >= 2))
    return { upper: Number.POSITIVE_INFINITY, lower: Number.POSITIVE_INFINITY, error: Number.NaN };
  if (kind === 'share') return boundOfShare({ means: [rows.mean, reference.mean], own, theirs, limit });
  const ownPart = rows.variance / (own - 1);
  const theirPart = reference.rows === null ? 0 : reference.variance / (theirs - 1);
  const total = ownPart + theirPart;
  const error = Math.sqrt(total);
  const freedom =
    total === 0
      ? Number.POSITIVE_INFINITY
      : total ** 2 / (ownPart ** 2 / (own - 1) + (theirPart > 0 ? theirPart ** 2 / (theirs - 1) : 0));
  const off = studentOf(limit, freedom) * error;
  return { upper: off, lower: off, error };
}

function boundOfShare({
  means: [now, then],
  own,
  theirs,
  limit,
}: {
  means: [now: number, then: number];
  own: number;
  theirs: number;
  limit: number;
}): Bound {
  // Where nothing has changed all rows are of one kind, so their spread is that of both together. One row of each kind is
  // added: that no error was seen does not mean that there is none.
  const rate = Number.isFinite(theirs)
    ? (then * theirs + now * own + 1) / (theirs + own + 2)
    : clamp(then, 1 / (own + 2));
  const spread = rate * (1 - rate);
  const [ownShare, theirShare] = [1 / own, Number.isFinite(theirs) ? 1 / theirs : 0];
  const error = Math.sqrt(spread * (ownShare + theirShare));
  const third = (spread * (1 - 2 * rate) * (ownShare ** 2 - theirShare ** 2)) / error ** 3;
  const fourth = (spread * (1 - 6 * spread) * (ownShare ** 3 + theirShare ** 3)) / error ** 4;
  const curve = (fourth * (limit ** 3 - 3 * limit)) / 24 - (third ** 2 * (2 * limit ** 3 - 5 * limit)) / 36;
  const skew = (third * (limit ** 2 - 1)) / 6;
  // A count moves by whole rows: half of one is the correction for continuity.
  const off = (side: 1 | -1) => (limit + Math.max(0, side * skew + curve)) * error + 0.5 * ownShare;
  return { upper: off(1), lower: off(-1), error };
}

function clamp(share: number, least: number): number {
  return Math.min(1 - least, Math.max(least, share));
}

/** What Student's t is where the normal is `z`: the expansion 26.7.5 of Abramowitz and Stegun. */
function studentOf(z: number, freedom: number): number {
  if (freedom < 1) return Number.POSITIVE_INFINITY;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  return z + first / freedom + second / freedom ** 2;
}
