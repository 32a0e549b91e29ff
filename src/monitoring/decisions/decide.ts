// Retrain or not, and why.

import { askPolicies, type Facts, type PolicyGroup } from './policies.ts';

export type Decision = { retrain: boolean; reasons: string[] };

/** A decision of before; `at` is ISO 8601 UTC. */
export type EarlierDecision = { at: string; retrain: boolean };

const DAY = 86_400_000;

/**
 * `now` in milliseconds since 1970. A cool-down counts from the newest decision to retrain that is not in the future: a
 * clock that was set back must not silence what comes.
 */
export function decide({
  policies,
  coolDownDays,
  facts,
  earlier,
  now,
}: {
  policies: PolicyGroup;
  coolDownDays: number;
  facts: Facts;
  earlier: readonly EarlierDecision[];
  now: number;
}): Decision {
  const { fires, reasons } = askPolicies(policies, facts);
  if (!fires) return { retrain: false, reasons };
  const last = earlier
    .filter(({ retrain }) => retrain)
    .map(({ at }) => Date.parse(at))
    .filter(at => at <= now)
    .reduce((newest, at) => Math.max(newest, at), Number.NEGATIVE_INFINITY);
  const until = last + coolDownDays * DAY;
  if (now >= until) return { retrain: true, reasons };
  const cooling = `cool-down: decided to retrain at ${new Date(last).toISOString()}, no other before ${new Date(until).toISOString()}`;
  return { retrain: false, reasons: [cooling, ...reasons] };
}
