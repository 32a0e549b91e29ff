// Whether a model does worse than at release: its error over the newest windows, each stretch of them held to a bound.

import { boundOf, type Kind } from './bound.ts';
import { stretchesFor } from './stretches.ts';
import { effectiveRows, pool, type Summary } from './summary.ts';

type Judged = {
  /** Of the stretch of windows that is nearest to an alarm, of those that could tell one: how many there are, and their labels. */
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
 * `too-few-labels`: nothing was found, and even a change by one standard deviation of a row, or by `furthest`, would
 * most likely not have been.
 */
export function judgeDecay({
  kind,
  worse,
  reference,
  windows,
  falseAlarmRate,
  furthest = Number.POSITIVE_INFINITY,
}: {
  kind: Kind;
  worse: 1 | -1;
  reference: Summary | number;
  windows: readonly Summary[];
  falseAlarmRate: number;
  /** By how much the mean could get worse at all. */
  furthest?: number;
}): Judgement {
  const against = typeof reference === 'number' ? { mean: reference, rows: null } : reference;
  const dependence = typeof reference === 'number' ? 1 : reference.dependence;
  const spread = dispersionOf(windows);
  const seen: (Judged & { ratio: number; detectable: number })[] = [];
  let last = 0;
  for (const { windows: length, limit } of stretchesFor(falseAlarmRate)) {
    const newest = windows.slice(-length);
    // Two lengths that hold the same windows are one stretch.
    if (newest.length === last) break;
    last = newest.length;
    const pooled = pool(newest);
    const rows = { ...pooled, dependence: Math.max(dependence, pooled.dependence) * spread };
    if (rows.rows === 0) continue;
    const { mean } = rows;
    const bound = boundOf({ kind, rows, reference: against, limit });
    const towards = worse === 1 ? bound.upper : bound.lower;
    const off = worse * (mean - against.mean);
    const says = effectiveRows(rows) >= LEAST_ROWS && Number.isFinite(towards);
    const ratio = says ? ratioOf(off, towards) : Number.NEGATIVE_INFINITY;
    const lasting =
      ratio <= 1 || lasts(newest, each => worse * (each.mean - against.mean) >= OWN_SHARE * off);
    seen.push({
      ...{ windows: newest.length, labels: rows.rows, mean, reference: against.mean },
      low: mean - bound.upper,
      high: mean + bound.lower,
      ratio: lasting ? ratio : Number.NEGATIVE_INFINITY,
      detectable: says ? towards + POWER * bound.error : Number.POSITIVE_INFINITY,
    });
  }
  if (seen.length === 0) return { verdict: 'no-labels' };
  const most = Math.min(furthest, oneDeviation(against, windows));
  const alarming = seen.filter(({ ratio }) => ratio > 1);
  const telling = seen.filter(({ detectable }) => detectable <= most);
  const { ratio: _, ...shown } =
    loudestOf(alarming) ?? loudestOf(telling) ?? seen.reduce((a, b) => (b.detectable < a.detectable ? b : a));
  const detectable = Math.min(...seen.map(each => each.detectable));
  return {
    ...shown,
    verdict: alarming.length > 0 ? 'decay' : telling.length > 0 ? 'none' : 'too-few-labels',
    detectable: Number.isFinite(detectable) ? detectable : null,
  };
}

/** Of what a stretch is worse by, a window has to be worse by so much to bear it out. */
const OWN_SHARE = 1 / 3;

/** Whether windows with more than half of the labels bear it out: else one bad day would alarm for a month after. */
function lasts(windows: readonly Summary[], bearsOut: (window: Summary) => boolean): boolean {
  const labels = (some: readonly Summary[]) => some.reduce((total, { rows }) => total + rows, 0);
  return 2 * labels(windows.filter(each => each.rows > 0 && bearsOut(each))) > labels(windows);
}

function loudestOf<Each extends { ratio: number }>(stretches: readonly Each[]): Each | null {
  return stretches.reduce<Each | null>((a, b) => (a === null || b.ratio > a.ratio ? b : a), null);
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
