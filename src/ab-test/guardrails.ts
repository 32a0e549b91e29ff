// What must hold while an experiment runs: asked of each challenger at every look, without erring more often for it.

import type { Stratum } from './arm-difference.ts';
import { type GuardedMetric, metricInterval } from './metric-interval.ts';
import { type WorseBy, worseBy } from './worse-by.ts';

/** `hold` takes the weight of the arm that crossed it, `rollback` that of all challengers: the baseline gets it. */
type GuardrailAction = 'hold' | 'rollback';

type GuardrailLimit = { atMost: number | null; atLeast: number | null; worseBy: WorseBy | null };

export type Guardrail = {
  name: string;
  metric: GuardedMetric;
  limit: GuardrailLimit;
  action: GuardrailAction;
};

export type GuardrailState = {
  guardrail: string;
  branch: string;
  metric: string;
  /**
   * Of the metric over the arm's units; null without any. Where the limit is `worse_by`, how much worse than the baseline
   * it is: as a share of it, or in units of the metric.
   */
  value: number | null;
  low: number | null;
  /** Null also where the baseline's losses are too near to 0 to say how many times as large the arm's may be. */
  high: number | null;
  units: number;
  limit: GuardrailLimit;
  /** Whether the whole interval lies beyond a limit. */
  crossed: boolean;
  action: GuardrailAction;
};

/** All intervals of all guardrails, challengers and looks hold together at `level`. */
export function guardrailStates({
  guardrails,
  challengers,
  strata,
  level,
}: {
  guardrails: readonly Guardrail[];
  challengers: readonly string[];
  /** By guardrail, then by challenger: its losses and the baseline's, an epoch each. */
  strata: readonly (readonly (readonly Stratum[])[])[];
  level: number;
}): GuardrailState[] {
  const each = 1 - (1 - level) / Math.max(guardrails.length * challengers.length, 1);
  return guardrails.flatMap((guardrail, which) =>
    challengers.map((branch, place) => stateOf(guardrail, branch, strata[which][place], each)),
  );
}

function stateOf(
  { name, metric, limit, action }: Guardrail,
  branch: string,
  strata: readonly Stratum[],
  level: number,
): GuardrailState {
  const units = strata.reduce((sum, { challenger }) => sum + challenger.count, 0);
  const known = { guardrail: name, branch, metric: metric.name, units, limit, action };
  if (limit.worseBy !== null) {
    const found = worseBy({ strata, by: limit.worseBy, level });
    return { ...known, ...found, crossed: found.low !== null && found.low > limit.worseBy.amount };
  }
  const found = metricInterval({ losses: strata.map(({ challenger }) => challenger), metric, level });
  const crossed =
    (limit.atMost !== null && found.low !== null && found.low > limit.atMost) ||
    (limit.atLeast !== null && found.high !== null && found.high < limit.atLeast);
  return { ...known, ...found, crossed };
}

/**
 * The weights after the guardrails that were crossed, the baseline first; null where none was, or nothing would change.
 *
 * @example heldWeights({ prod: 90, b: 10 }, states) // { prod: 100, b: 0 }
 */
export function heldWeights(
  weights: ReadonlyMap<string, number>,
  states: readonly GuardrailState[],
): Map<string, number> | null {
  const crossed = states.filter(state => state.crossed);
  const [baseline, ...challengers] = weights.keys();
  const stopped = crossed.some(({ action }) => action === 'rollback')
    ? challengers
    : challengers.filter(name => crossed.some(({ branch }) => branch === name));
  const freed = stopped.reduce((sum, name) => sum + (weights.get(name) ?? 0), 0);
  if (freed === 0) return null;
  return new Map(
    [...weights].map(([name, weight]) => [
      name,
      name === baseline ? weight + freed : stopped.includes(name) ? 0 : weight,
    ]),
  );
}
