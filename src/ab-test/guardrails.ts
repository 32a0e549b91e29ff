// What must hold while an experiment runs: asked of each challenger at every look, without erring more often for it.

import { ENOUGH_TELLING } from './arm-difference.ts';
import { boundary } from './boundary.ts';
import { type LossMoments, tellingShare, varianceOf } from './loss-moments.ts';
import type { LossMetric } from './row-loss.ts';

export type Guardrail = {
  name: string;
  metric: LossMetric;
  atMost: number | null;
  atLeast: number | null;
  /** `hold` takes the weight of the arm that crossed it, `rollback` that of all challengers: the baseline gets it. */
  action: 'hold' | 'rollback';
};

export type GuardrailState = {
  guardrail: string;
  branch: string;
  metric: string;
  /** Of the metric itself, over the arm's labelled units; null without labels. */
  value: number | null;
  low: number | null;
  high: number | null;
  units: number;
  limit: { atMost: number | null; atLeast: number | null };
  /** Whether the whole interval lies beyond a limit. */
  crossed: boolean;
  action: 'hold' | 'rollback';
};

/** `losses` are the challengers' for the guardrail's metric. All intervals of all looks hold together at `level`. */
export function guardrailStates({
  guardrails,
  challengers,
  losses,
  level,
}: {
  guardrails: readonly Guardrail[];
  challengers: readonly string[];
  /** By guardrail, then by challenger. */
  losses: readonly (readonly LossMoments[])[];
  level: number;
}): GuardrailState[] {
  const each = 1 - (1 - level) / Math.max(guardrails.length * challengers.length, 1);
  return guardrails.flatMap((guardrail, which) =>
    challengers.map((branch, place) => stateOf(guardrail, branch, losses[which][place], each)),
  );
}

function stateOf(
  { name, metric, atMost, atLeast, action }: Guardrail,
  branch: string,
  losses: LossMoments,
  level: number,
): GuardrailState {
  const known = { guardrail: name, branch, metric: metric.name, units: losses.count, action };
  const state = { ...known, limit: { atMost, atLeast } };
  const value = losses.count === 0 ? null : metric.fromLoss(losses.mean);
  const variance = varianceOf(losses);
  if (variance === null || losses.count * tellingShare(losses) < ENOUGH_TELLING) {
    return { ...state, value, low: null, high: null, crossed: false };
  }
  const reach = Math.sqrt(variance / losses.count) * boundary({ units: losses.count, level });
  const ends = [losses.mean - reach, losses.mean + reach].map(metric.fromLoss);
  const [low, high] = ends[0] <= ends[1] ? ends : [ends[1], ends[0]];
  const crossed = (atMost !== null && low > atMost) || (atLeast !== null && high < atLeast);
  return { ...state, value, low, high, crossed };
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
