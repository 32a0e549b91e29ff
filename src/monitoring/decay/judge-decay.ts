// Whether a model does worse than at release: its error over the newest windows, each stretch of them held to a bound.

import { type Bound, boundOf, type Kind } from './bound.ts';
import { stretchesFor } from './stretches.ts';
import { effectiveRows, pool, type Summary } from './summary.ts';

type Judged = {
  /** Of the stretch of windows that speaks loudest: how many there are, and their labels. */
  windows: number;
  labels: number;
  mean: number;
  /** The mean at release, or the limit that somebody wrote. */
  reference: number;
  /** Means beyond these are no accident: `reference` outside of them, on the bad side, is an alarm. */
  low: number;
  high: number;
};

export type Judgement =
  | { verdict: 'no-labels' }
  /** `detectable`: by how much the mean would have to get worse to be found in four cases of five; null where nothing would. */
  | (Judged & { verdict: 'decay' | 'none' | 'too-few-labels'; detectable: number | null });

/** A stretch with fewer independent rows says nothing for itself. */
const LEAST_ROWS = 10;
/** Four cases of five: so many standard errors beyond the bound. */
const POWER = 0.8416;

/**
 * `windows` are those of one release, oldest first, with the labels that have come so far; empty ones count as windows.
 * Over any 182 windows without decay the chance of an alarm is at most `falseAlarmRate`. `worse` is 1 where a greater
 * mean is worse. Against a limit that somebody wrote (`reference` a number) an alarm says that the mean is beyond it.
 * `too-few-labels`: nothing was found, and even a change by one standard deviation of a row would not have been.
 */
export function judgeDecay({
  kind,
  worse,
  reference,
  windows,
  falseAlarmRate,
}: {
  kind: Kind;
  worse: 1 | -1;
  reference: Summary | number;
  windows: readonly Summary[];
  falseAlarmRate: number;
}): Judgement {
  const against = typeof reference === 'number' ? { mean: reference, rows: null } : reference;
  const dependence = typeof reference === 'number' ? 1 : reference.dependence;
  const spread = dispersionOf(windows);
  let loudest: (Judged & { ratio: number; bound: Bound }) | null = null;
  let detectable = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const { windows: length, limit } of stretchesFor(falseAlarmRate)) {
    const newest = windows.slice(-length);
    // Two lengths that hold the same windows are one stretch.
    if (newest.length === last) break;
    last = newest.length;
    const pooled = pool(newest);
    const rows = { ...pooled, dependence: Math.max(dependence, pooled.dependence) * spread };
    if (rows.rows === 0) continue;
    const enough = effectiveRows(rows) >= LEAST_ROWS;
    const bound = boundOf({ kind, rows, reference: against, limit });
    const towards = worse === 1 ? bound.upper : bound.lower;
    if (enough) detectable = Math.min(detectable, towards + POWER * bound.error);
    const off = worse * (rows.mean - against.mean);
    const ratio = !enough || !Number.isFinite(towards) ? Number.NEGATIVE_INFINITY : ratioOf(off, towards);
    if (loudest !== null && ratio <= loudest.ratio) continue;
    const { mean } = rows;
    const [low, high] = [mean - bound.upper, mean + bound.lower];
    loudest = {
      windows: newest.length,
      labels: rows.rows,
      mean,
      reference: against.mean,
      low,
      high,
      ratio,
      bound,
    };
  }
  if (loudest === null) return { verdict: 'no-labels' };
  const { ratio, bound: _, ...judged } = loudest;
  const found = Number.isFinite(detectable) ? detectable : null;
  const verdict =
    ratio > 1
      ? 'decay'
      : found !== null && found <= oneDeviation(against, windows)
        ? 'none'
        : 'too-few-labels';
  return { ...judged, verdict, detectable: found };
}

/** A model without a single error has no spread: then anything is beyond the bound. */
function ratioOf(off: number, bound: number): number {
  if (bound > 0) return off / bound;
  return off > 0 ? Number.POSITIVE_INFINITY : 0;
}

function oneDeviation(
  reference: Summary | { mean: number; rows: null },
  windows: readonly Summary[],
): number {
  if (reference.rows === null) return Math.sqrt(pool(windows).variance);
  // As in the bound: that no error was seen does not mean that there is none.
  const { rows, mean, variance } = reference;
  const rate = (mean * rows + 1) / (rows + 2);
  return Math.sqrt(variance > 0 ? variance : Math.max(0, rate * (1 - rate)));
}

/** Neighbouring windows differ more than their rows say: days that are good or bad as a whole. */
const WINDOWS_TO_TELL = 14;
/** The median of a chi-square of one degree of freedom. */
const CHI_SQUARE_MEDIAN = 0.4549;

/**
 * By how much the variance between windows exceeds what their rows explain; 1 where it does not surely. From the median
 * of the squared steps between neighbours, which one sudden fall, or a slow one, leaves where it is.
 */
function dispersionOf(windows: readonly Summary[]): number {
  const filled = windows.filter(each => effectiveRows(each) >= LEAST_ROWS && each.variance > 0);
  if (filled.length <= WINDOWS_TO_TELL) return 1;
  const variance = (each: Summary) => each.variance / effectiveRows(each);
  const steps = filled
    .slice(1)
    .map((each, at) => (each.mean - filled[at].mean) ** 2 / (variance(each) + variance(filled[at])))
    .sort((a, b) => a - b);
  const excess = steps[Math.floor(steps.length / 2)] / CHI_SQUARE_MEDIAN;
  // The median of so many squares is itself known to 2.33 / sqrt(n) of its size: three times that is no chance.
  return excess > 1 + (3 * 2.33) / Math.sqrt(steps.length) ? excess : 1;
}
