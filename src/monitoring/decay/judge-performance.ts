// How a model does in its newest window, held against its release: the metric, the rules, the segments.

import type { ErrorProfile } from './error-profile.ts';
import { type Judgement, judgeDecay } from './judge-decay.ts';
import { badness, kindOf, type MeanMetric, meanMetricOf, shown } from './row-values.ts';
import type { Summary } from './summary.ts';

/** In units of the metric. `low` and `high` bound it; `detectable` is the value at which a change would most likely be found. */
export type JudgedMetric = {
  verdict: 'decay' | 'none' | 'no-labels' | 'too-few-labels';
  metric: string;
  value: number | null;
  reference: number | null;
  low: number | null;
  high: number | null;
  labels: number;
  /** How many of the newest windows the numbers are of. */
  windows: number;
  detectable: number | null;
};

/** A rule of mv.yaml: `limit` is what the metric must not be beyond. */
export type LimitRule = { text: string; metric: string; limit: number };

export function judgeMetric({
  metric,
  errors,
  windows,
  falseAlarmRate,
}: {
  metric: string;
  errors: ErrorProfile | null;
  windows: readonly Summary[];
  falseAlarmRate: number;
}): JudgedMetric {
  const mean = meanMetricOf(metric);
  const reference = errors?.metrics[mean];
  if (reference === undefined) return unjudged(metric, windows);
  const judged = judgeDecay({
    kind: kindOf(mean),
    worse: badness(mean),
    reference,
    windows,
    falseAlarmRate,
    furthest: furthestFall(mean, reference.mean),
  });
  return inUnits(judged, { metric, spread: errors?.spread ?? null, worse: badness(mean) });
}

/** `decay` where the bound says that the metric is beyond the limit; the limit stands as `reference`. */
export function judgeRule({
  rule,
  errors,
  windows,
  falseAlarmRate,
}: {
  rule: LimitRule;
  errors: ErrorProfile | null;
  windows: readonly Summary[];
  falseAlarmRate: number;
}): JudgedMetric & { rule: string } {
  const mean = meanMetricOf(rule.metric);
  const spread = errors?.spread ?? null;
  const reference = meanAt(rule.metric, rule.limit, spread);
  if (!Number.isFinite(reference)) return { rule: rule.text, ...unjudged(rule.metric, windows) };
  const worse = badness(mean);
  const judged = judgeDecay({ kind: kindOf(mean), worse, reference, windows, falseAlarmRate });
  return { rule: rule.text, ...inUnits(judged, { metric: rule.metric, spread, worse }) };
}

/** One segment, by the loss that segments are known by. */
export function judgeSegment({
  metric,
  errors,
  reference,
  windows,
  falseAlarmRate,
}: {
  /** `mse` or `accuracy`. */
  metric: 'mse' | 'accuracy';
  errors: ErrorProfile;
  reference: Summary;
  windows: readonly Summary[];
  falseAlarmRate: number;
}): JudgedMetric {
  const worse = badness(metric);
  const judged = judgeDecay({ kind: kindOf(metric), worse, reference, windows, falseAlarmRate });
  // Of a regression people read the root, in units of the target.
  return inUnits(judged, { metric: metric === 'mse' ? 'rmse' : metric, spread: errors.spread, worse });
}

function inUnits(
  judged: Judgement,
  { metric, spread, worse }: { metric: string; spread: number | null; worse: 1 | -1 },
): JudgedMetric {
  if (judged.verdict === 'no-labels') return unjudged(metric, []);
  const show = (mean: number) => finite(shown(metric, mean, spread));
  // What lies between 0 and 1 is bounded by them.
  const isShare = worse === -1 && metric !== 'r2_score';
  const within = (mean: number) => (isShare ? Math.min(1, Math.max(0, mean)) : mean);
  const [one, other] = [show(within(judged.low)), show(within(judged.high))];
  const swapped = one !== null && other !== null && one > other;
  return {
    verdict: judged.verdict,
    metric,
    value: show(judged.mean),
    reference: show(judged.reference),
    low: swapped ? other : one,
    high: swapped ? one : other,
    labels: judged.labels,
    windows: judged.windows,
    detectable: judged.detectable === null ? null : show(judged.reference + worse * judged.detectable),
  };
}

function unjudged(metric: string, windows: readonly Summary[]): JudgedMetric {
  const labels = windows.at(-1)?.rows ?? 0;
  return {
    ...{ metric, labels, value: null, reference: null, low: null, high: null, detectable: null },
    verdict: labels === 0 ? 'no-labels' : 'too-few-labels',
    windows: labels === 0 ? 0 : 1,
  };
}

/** An area under the curve falls to a half, what else is best at 1 to 0; an error has no end. */
function furthestFall(metric: MeanMetric, from: number): number {
  if (badness(metric) === 1) return Number.POSITIVE_INFINITY;
  return metric === 'roc_auc' ? from - 0.5 : from;
}

/** The mean whose metric this is: the reverse of `shown`. */
function meanAt(metric: string, value: number, spread: number | null): number {
  if (metric === 'rmse') return value * value;
  if (metric === 'r2_score') return spread ? (1 - value) * spread : Number.NaN;
  return value;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
