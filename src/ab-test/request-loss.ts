// What a request was like, whatever its label: known at once, where labels may take weeks.

/** One request, or one row of it: both took as long. */
type Asked = { failed: boolean; milliseconds: number | null };

/** 0 or 1; null where the log does not say. */
export type AskedLoss = (asked: Asked) => 0 | 1 | null;

/** Metrics of requests, by the name that a guardrail calls them. */
export const REQUEST_METRICS = ['failures', 'slow'] as const;

/** `failures`: the share that the model failed to answer. `slow`: the share that took longer than so many milliseconds. */
export function requestLoss(metric: (typeof REQUEST_METRICS)[number], slowerThan: number): AskedLoss {
  if (metric === 'failures') return ({ failed }) => (failed ? 1 : 0);
  return ({ milliseconds }) => (milliseconds === null ? null : milliseconds > slowerThan ? 1 : 0);
}
