// Which branch is better, from what each recorded; never ranked across different rows without saying so. Pure.

import { type Direction, directionOf } from '../metrics/direction.ts';
import type { Parameters } from '../provenance/provenance.ts';
import type { Metrics } from '../provenance/recorded-metrics.ts';
import type { Measured } from './measured.ts';
import type { ErrorSummary } from './summarize-errors.ts';

export type Verdict = 'better' | 'worse' | 'no-difference' | 'not-comparable';

export type ComparedBranch = {
  branch: string;
  commit: string;
  fresh: boolean;
  stale: string[];
  data: { commit: string | null };
  metrics: Metrics;
  /** The metric's value minus the baseline's. Only scores on the same rows have an interval, and effective rows. */
  difference: {
    value: number;
    low: number | null;
    high: number | null;
    level: number | null;
    effectiveRows?: number;
    /** True where there are too few of them for a verdict. */
    withheld?: boolean;
  } | null;
  verdict: Verdict;
  /** With `--on`: how its errors lie; null where it has no score there. */
  errors?: ErrorSummary | null;
  /** Parameters that differ from the baseline's model: `{ "model.trees": [100, 300] }`, baseline first. */
  parameters: Record<string, [unknown, unknown]>;
  isBaseline: boolean;
};

/** The rows that all were scored on. */
export type OnRows = {
  /** As it was named. */
  source: string;
  /** The data commit; null for a CSV. */
  data: string | null;
  /** How many rows were scored, and how many were left out, by why. */
  rows: number;
  leftOut: { trainedOn: number; withoutTarget: number };
  /** Rows of a block of the bootstrap; 1 where nothing orders them in time, or nothing depends on what was before. */
  blockLength: number;
};

/** The branches on a part of the rows. `difference` and `verdict` as of a whole comparison. */
export type Segment = {
  name: string;
  rows: number;
  branches: {
    branch: string;
    value: number | null;
    difference: ComparedBranch['difference'];
    verdict: Verdict;
  }[];
};

export type Comparison = {
  baseline: string;
  metric: string;
  direction: Direction;
  on: OnRows | null;
  comparable: boolean;
  warnings: string[];
  rows: ComparedBranch[];
  /** Where `--by` asked for them. */
  by?: { column: string; segments: Segment[] };
};

/**
 * The baseline and the candidates, sorted by the metric, best first; what cannot be compared with the baseline, or has
 * no such metric, comes after. O(n log n).
 */
export function compareBranches({
  baseline,
  candidates,
  metric,
}: {
  baseline: Measured;
  candidates: readonly Measured[];
  metric: string;
}): Comparison {
  const direction = directionOf(metric);
  const rows = [baseline, ...candidates].map(model => compareWith(baseline, model, metric, direction));
  rows.sort(bestFirst(metric, direction));
  const warnings = warningsOf(baseline, rows, metric);
  return {
    baseline: baseline.branch,
    metric,
    direction,
    on: null,
    comparable: rows.every(row => row.verdict !== 'not-comparable'),
    warnings,
    rows,
  };
}

/** What has no such metric comes last, before it what cannot be ranked; of equals the name decides. */
function bestFirst(
  metric: string,
  direction: Direction,
): (one: ComparedBranch, other: ComparedBranch) => number {
  const sign = direction === 'lower' ? 1 : -1;
  const rank = ({ metrics, verdict }: ComparedBranch) =>
    !hasMetric({ metrics }, metric) ? 2 : verdict === 'not-comparable' ? 1 : 0;
  return (one, other) =>
    rank(one) - rank(other) ||
    sign * ((one.metrics[metric] ?? 0) - (other.metrics[metric] ?? 0)) ||
    (one.branch < other.branch ? -1 : 1);
}

function compareWith(
  baseline: Measured,
  model: Measured,
  metric: string,
  direction: Direction,
): ComparedBranch {
  const value = model.metrics[metric] ?? null;
  const reference = baseline.metrics[metric] ?? null;
  const comparable = value !== null && reference !== null && sameRows(baseline, model);
  const difference = value !== null && reference !== null && comparable ? value - reference : null;
  return {
    branch: model.branch,
    commit: model.commit,
    fresh: model.fresh,
    stale: model.stale,
    data: { commit: model.dataCommit },
    metrics: model.metrics,
    difference: difference === null ? null : { value: difference, low: null, high: null, level: null },
    verdict: comparable ? verdictOf(difference ?? 0, direction) : 'not-comparable',
    parameters: differingParameters(baseline.parameters, model.parameters),
    isBaseline: model.branch === baseline.branch,
  };
}

function verdictOf(difference: number, direction: Direction): Verdict {
  if (difference === 0) return 'no-difference';
  return difference < 0 === (direction === 'lower') ? 'better' : 'worse';
}

/** Same data files, same target, same rows held out: the digest that training recorded says so. */
function sameRows(one: Measured, other: Measured): boolean {
  return one.branch === other.branch || (one.rows !== null && one.rows === other.rows);
}

function differingParameters(before: Parameters, now: Parameters): Record<string, [unknown, unknown]> {
  const differing = Object.keys(before).filter(name => before[name] !== now[name]);
  for (const name of Object.keys(now)) if (!Object.hasOwn(before, name)) differing.push(name);
  return Object.fromEntries(differing.map(name => [name, [before[name] ?? null, now[name] ?? null]]));
}

function warningsOf(baseline: Measured, rows: readonly ComparedBranch[], metric: string): string[] {
  const warnings: string[] = [];
  if (!hasMetric(baseline, metric)) {
    warnings.push(`${baseline.branch} has no ${metric}: nothing can be ranked against it`);
  } else {
    const apart = rows.filter(row => row.verdict === 'not-comparable' && hasMetric(row, metric));
    if (apart.length > 0) {
      warnings.push(
        `${names(apart)} ${are(apart)} measured on other rows than ${baseline.branch}: the numbers cannot be ranked against it`,
      );
    }
  }
  const without = rows.filter(row => !row.isBaseline && !hasMetric(row, metric));
  if (without.length > 0)
    warnings.push(`${names(without)} ${without.length === 1 ? 'has' : 'have'} no ${metric}`);
  const stale = rows.filter(row => !row.fresh);
  if (stale.length > 0) {
    warnings.push(
      `${names(stale)} ${are(stale)} stale: the metrics are those of an earlier state of the branch`,
    );
  }
  return warnings;
}

function hasMetric({ metrics }: { metrics: Metrics }, metric: string): boolean {
  return (metrics[metric] ?? null) !== null;
}

function are(rows: readonly unknown[]): string {
  return rows.length === 1 ? 'is' : 'are';
}

function names(rows: readonly ComparedBranch[]): string {
  const shown = rows.slice(0, 5).map(row => row.branch);
  return rows.length > 5 ? `${shown.join(', ')} and ${rows.length - 5} more` : shown.join(', ');
}
