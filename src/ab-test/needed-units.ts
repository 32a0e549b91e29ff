// How many labelled units it takes to see an effect, said before a test begins and while it runs.

import { logNormalTails } from '../monitoring/drift/tails.ts';
import { ENOUGH_TELLING } from './arm-difference.ts';
import { boundary, TUNED_FOR } from './boundary.ts';

export type NeededUnits = { perArm: number; total: number };

export type Plan = {
  /** Variance of one loss in each arm. */
  variances: { baseline: number; challenger: number };
  /** The difference of the means that is to be seen. */
  effect: number;
  /** The challenger's share of the units of the two, such as 0.1 at 90 to 10. */
  share: number;
  level: number;
  /** Chance of having seen such an effect by then. */
  power: number;
  tunedFor?: number;
  /** Share of losses that tell something of the spread (`tellingShare`); 1 where it is not known. */
  telling?: number;
};

/**
 * Labelled units of both arms until the interval that is used leaves 0 out. At that many the estimate, which is off by
 * as much as a standard error's `power` quantile at most, clears the boundary; looks before it only add to the power.
 */
export const neededUnits = (plan: Plan): NeededUnits =>
  atLeast(plan, units => boundary({ units, level: plan.level, tunedFor: plan.tunedFor ?? TUNED_FOR }));

/**
 * The same of a test that is looked at once, at the end: 31,231 an arm for 5 % against 5.5 %, level 0.95, power 0.8. For
 * comparison alone: looked at earlier it errs.
 */
export function neededUnitsOfOneLook(plan: Plan): NeededUnits {
  const once = normalUpperQuantile((1 - plan.level) / 2);
  return atLeast({ ...plan, telling: undefined }, () => once);
}

function atLeast(
  { variances, effect, share, power, telling = Number.POSITIVE_INFINITY }: Plan,
  errors: (units: number) => number,
): NeededUnits {
  const smaller = Math.min(share, 1 - share);
  const spare = power > 0.5 ? normalUpperQuantile(1 - power) : 0;
  const spread = variances.baseline / (1 - share) + variances.challenger / share;
  const enough = (units: number): boolean =>
    units * smaller * telling >= ENOUGH_TELLING &&
    Math.abs(effect) >= Math.sqrt(spread / units) * (errors(units) + spare);
  let high = 2;
  while (!enough(high) && high < 1e15) high *= 2;
  let low = high / 2;
  while (high - low > 0.5) {
    const middle = (low + high) / 2;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  const perArm = Math.ceil(high * smaller - 1e-6);
  return { perArm, total: Math.ceil(perArm / smaller - 1e-6) };
}

/** The normal quantile of an upper tail: 1.96 for 0.025; `tail` is above 0 and at most a half. By halving. */
function normalUpperQuantile(tail: number): number {
  let [low, high] = [0, 40];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (logNormalTails(middle) > Math.log(2 * tail)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
