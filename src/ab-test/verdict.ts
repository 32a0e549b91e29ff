// The verdict of an experiment, from its intervals and sample ratios.

import type { ArmDifference } from './arm-difference.ts';
import type { PairedDifference } from './paired-difference.ts';
import type { SampleRatio } from './sample-ratio.ts';

export type Verdict = 'undecided' | 'insufficient-data' | 'sample-ratio-mismatch' | 'winner';

export type JudgedArm = {
  units: number;
  labelled: number;
  mean: number | null;
  /** Against the baseline; null of the baseline itself. */
  difference: ArmDifference | null;
  /** Null where the two have no rows in common. */
  paired: PairedDifference | null;
};

export type Decision = {
  verdict: Verdict /** Place of the arm that wins. */;
  winner: number | null;
  reasons: string[];
};

/** The interval by which a challenger is judged. */
export function decidingInterval(arm: JudgedArm): ArmDifference | PairedDifference | null {
  return arm.units === 0 ? arm.paired : arm.difference;
}

/** The first of these that holds: one arm, a mismatch of assigned or labelled units, no interval, a winner, undecided. */
export function verdictOf({
  names,
  arms,
  assigned,
  labelledRatio,
}: {
  names: readonly string[];
  arms: readonly JudgedArm[];
  assigned: SampleRatio;
  labelledRatio: SampleRatio;
}): Decision {
  const none = (verdict: Verdict, reason: string) => ({ verdict, winner: null, reasons: [reason] });
  if (names.length < 2) return none('insufficient-data', 'there is one arm, and nothing to hold it against');
  for (const [what, ratio] of [
    ['assigned', assigned],
    ['labelled', labelledRatio],
  ] as const) {
    if (ratio.mismatch) {
      return none(
        'sample-ratio-mismatch',
        `${what} units are not shared as the weights say (odds of ${odds(ratio.evidence)} to 1 against): what else decides who is in an arm?`,
      );
    }
  }
  const intervals = arms.slice(1).map(decidingInterval);
  const judged = intervals.flatMap((interval, at) =>
    interval?.low == null || interval.high === null
      ? []
      : [{ place: at + 1, value: interval.value!, low: interval.low, high: interval.high }],
  );
  if (judged.length === 0) {
    return none(
      'insufficient-data',
      'too few labels that tell the arms apart for an interval that would hold',
    );
  }
  const better = judged.filter(({ high }) => high < 0).sort((a, b) => a.value - b.value);
  if (better.length > 0) {
    const { place } = better[0];
    const reasons = [`${names[place]} has a lower loss than ${names[0]}: the whole interval is below 0`];
    if (better.length > 1)
      reasons.push(
        `so have ${better
          .slice(1)
          .map(({ place }) => names[place])
          .join(', ')}; which of them is best is not decided by this`,
      );
    return { verdict: 'winner', winner: place, reasons };
  }
  if (judged.length === intervals.length && judged.every(({ low }) => low > 0)) {
    return {
      verdict: 'winner',
      winner: 0,
      reasons: [`${names[0]} has the lowest loss: every other interval is above 0`],
    };
  }
  return none('undecided', 'the interval holds 0');
}

const odds = (evidence: number): string =>
  evidence >= 1e6 ? 'more than a million' : Math.round(evidence).toLocaleString('en');
