// Which arm wins, or why that cannot be said yet.

import { armDifference } from './arm-difference.ts';
import { type LossMoments, mergeMoments, noLosses } from './loss-moments.ts';
import { type NeededUnits, neededUnits, neededUnitsOfOneLook } from './needed-units.ts';
import { type PairedDifference, pairedDifference } from './paired-difference.ts';
import type { ExpectedLosses } from './recorded-losses.ts';
import { type SampleRatio, sampleRatio } from './sample-ratio.ts';
import { type Decision, decidingInterval, type JudgedArm, verdictOf } from './verdict.ts';

/** What was counted under one set of weights; a unit counts in the epoch in which it was first assigned. */
export type EpochCounts = {
  /** Null where they are not known: then nothing can be said of its sample ratio. */
  weights: readonly number[] | null;
  /** Units assigned, an arm each. */
  units: readonly number[];
  /** Losses of those units that have labels, an arm each; a unit's is the mean of its labelled predictions. */
  losses: readonly LossMoments[];
};

/** Rows that the baseline and a challenger both predicted. */
export type PairCounts = { differences: LossMoments; baseline: LossMoments; challenger: LossMoments };

export type Judgement = Decision & {
  arms: JudgedArm[];
  /** Place of the challenger with the lowest difference; null where there is none with labels. */
  best: number | null;
  sampleRatio: SampleRatio;
  labelledRatio: SampleRatio;
  /** By arm; null of the baseline, of arms without weight, and where nothing is known of losses. */
  needed: ({ ours: NeededUnits; oneLook: NeededUnits } | null)[];
};

export type Judged = {
  names: readonly string[];
  epochs: readonly EpochCounts[];
  /** By arm; null where there are no common rows. */
  pairs: readonly (PairCounts | null)[];
  /** Chance that all intervals, of all challengers and at all looks, hold. */
  level: number;
  /** The effect that `needed` is for, as a share of the baseline's mean loss. */
  effect: number;
  power: number;
  /** What the baseline's losses are expected to be like, as long as there are no labels. */
  expected: ExpectedLosses | null;
  /** Weights at present, by arm. */
  weights: readonly number[];
};

/**
 * The baseline is the first arm. Every challenger has an interval of the level 1 - (1 - level) / challengers, so that all
 * hold together (Bonferroni). A challenger wins whose interval lies below 0; of several the one with the lowest mean. The
 * baseline wins where every challenger's lies above 0. An arm that answers nobody is judged by the rows that both
 * predicted; where it answers, those are shown beside and decide nothing, or two intervals would err twice.
 */
export function judge({ names, epochs, pairs, level, effect, power, expected, weights }: Judged): Judgement {
  const challengers = Math.max(names.length - 1, 1);
  const each = 1 - (1 - level) / challengers;
  const arms = names.map((_, arm): JudgedArm => {
    const losses = epochs.map(epoch => epoch.losses[arm]).reduce(mergeMoments, noLosses());
    const units = epochs.reduce((sum, epoch) => sum + epoch.units[arm], 0);
    const counted = { units, labelled: losses.count, mean: losses.count === 0 ? null : losses.mean };
    if (arm === 0) return { ...counted, difference: null, paired: null };
    const difference = armDifference({
      strata: epochs.map(epoch => ({ baseline: epoch.losses[0], challenger: epoch.losses[arm] })),
      level: each,
    });
    return { ...counted, difference, paired: pairedOf(pairs[arm], each) };
  });

  const needed = neededOf({ arms, weights, expected, effect, power, level: each });
  const known = epochs.flatMap(({ weights: shares, ...counts }) =>
    shares ? [{ ...counts, weights: shares }] : [],
  );
  const assigned = sampleRatio(known);
  const labelledRatio = sampleRatio(
    known.map(({ weights: shares, losses }) => ({
      weights: shares,
      units: losses.map(({ count }) => count),
    })),
  );
  return {
    arms,
    best: bestOf(arms),
    needed,
    sampleRatio: assigned,
    labelledRatio,
    ...verdictOf({ names, arms, assigned, labelledRatio }),
  };
}

/** For two arms of those that have weight; the total is of all arms, in their present shares. */
function neededOf({
  arms,
  weights,
  expected,
  effect,
  power,
  level,
}: Pick<Judged, 'weights' | 'expected' | 'effect' | 'power' | 'level'> & {
  arms: readonly JudgedArm[];
}): Judgement['needed'] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = arms[0]?.mean ?? expected?.mean ?? 0;
  return arms.map((arm, place) => {
    const both = weights[0] + weights[place];
    const variances =
      arm.difference?.variances ??
      (expected && { baseline: expected.variance, challenger: expected.variance });
    if (place === 0 || mean === 0 || !variances || !(weights[0] > 0 && weights[place] > 0)) return null;
    const plan = { variances, effect: effect * mean, share: weights[place] / both, level, power };
    const ofAll = ({ perArm, total: ofBoth }: NeededUnits) => ({
      perArm,
      total: Math.ceil((ofBoth * total) / both - 1e-6),
    });
    return { ours: ofAll(neededUnits(plan)), oneLook: ofAll(neededUnitsOfOneLook(plan)) };
  });
}

function pairedOf(pairs: PairCounts | null, level: number): PairedDifference | null {
  if (pairs === null || pairs.differences.count === 0) return null;
  const [baseline, challenger] = [pairs.baseline, pairs.challenger].map(
    ({ m2, count }) => m2 / Math.max(count - 1, 1),
  );
  return pairedDifference({ differences: pairs.differences, variances: { baseline, challenger }, level });
}

function bestOf(arms: readonly JudgedArm[]): number | null {
  let best: number | null = null;
  const lossOver = (place: number) => decidingInterval(arms[place])?.value ?? Number.POSITIVE_INFINITY;
  for (let place = 1; place < arms.length; place++) {
    if (Number.isFinite(lossOver(place)) && (best === null || lossOver(place) < lossOver(best))) best = place;
  }
  return best;
}
