// Gates that need nothing but what the model's own training recorded. Pure; runs no code and reads no data.

import { directionOf } from '../metrics/direction.ts';
import type { Gate } from '../project/gates-schema.ts';
import type { RecordedMetrics } from '../provenance/recorded-metrics.ts';
import { formatNumber } from '../terminal/format.ts';
import type { Judgement } from './verdict.ts';

/** What is known of the model that is to be released. */
export type Recorded = {
  metrics: RecordedMetrics | null;
  /** Of the model file; null where there is no provenance. */
  bytes: number | null;
  /** Days since the commit that made the model; null where it is not known. */
  days: number | null;
};

/** Null where the gate takes more than a record. */
export function judgeRecorded(gate: Gate, recorded: Recorded): Judgement | null {
  switch (gate.kind) {
    case 'metric':
      return judgeMetric(gate, recorded);
    case 'better-than-baseline':
      return judgeBaseline(gate, recorded);
    case 'size':
      return judgeSize(gate, recorded);
    case 'age':
      return judgeAge(gate, recorded);
    default:
      return null;
  }
}

const unknown = (reason: string, limit: number | null): Judgement => ({
  passed: false,
  value: null,
  limit,
  reason,
});

function judgeMetric(
  { metric, at_least: least, at_most: most }: Extract<Gate, { kind: 'metric' }>,
  { metrics }: Recorded,
): Judgement {
  const value = numberOf(metrics?.[metric]);
  const limit = least ?? most ?? null;
  if (value === null) return unknown(`the model has no ${metric}`, limit);
  if (least !== undefined && value < least)
    return {
      passed: false,
      value,
      limit: least,
      reason: `${metric} is ${exact(value, least)}, at least ${exact(least)} is asked for`,
    };
  if (most !== undefined && value > most)
    return {
      passed: false,
      value,
      limit: most,
      reason: `${metric} is ${exact(value, most)}, at most ${exact(most)} is asked for`,
    };
  const within = [
    ...(least === undefined ? [] : [`at least ${exact(least)}`]),
    ...(most === undefined ? [] : [`at most ${exact(most)}`]),
  ];
  return {
    passed: true,
    value,
    limit,
    reason: `${metric} is ${exact(value)}, ${within.join(' and ')} as asked for`,
  };
}

function judgeBaseline(
  { metric, baseline }: Extract<Gate, { kind: 'better-than-baseline' }>,
  { metrics }: Recorded,
): Judgement {
  const value = numberOf(metrics?.[metric]);
  const scored = Object.entries(metrics?.baseline ?? {}).flatMap(([name, scores]) => {
    const score = numberOf(scores?.[metric]);
    return score !== null && (baseline === undefined || name === baseline) ? [{ name, score }] : [];
  });
  if (value === null) return unknown(`the model has no ${metric}`, null);
  if (scored.length === 0)
    return unknown(`there is no baseline ${baseline ? `"${baseline}" ` : ''}with ${metric}`, null);
  const isBetter = (one: number, other: number) =>
    directionOf(metric) === 'lower' ? one < other : one > other;
  const best = scored.reduce((one, other) => (isBetter(other.score, one.score) ? other : one));
  const passed = isBetter(value, best.score);
  const reason = `${metric} is ${exact(value)}, ${passed ? 'better' : 'not better'} than ${exact(best.score)} of the baseline "${best.name}"`;
  return { passed, value, limit: best.score, reason };
}

const MEBIBYTE = 1024 * 1024;

function judgeSize({ megabytes }: Extract<Gate, { kind: 'size' }>, { bytes }: Recorded): Judgement {
  if (bytes === null) return unknown('the size of the model is not known', megabytes);
  const value = bytes / MEBIBYTE;
  const reason = `the model has ${formatNumber(value)} MiB, at most ${exact(megabytes)} may be`;
  return { passed: value <= megabytes, value, limit: megabytes, reason };
}

function judgeAge({ days: most }: Extract<Gate, { kind: 'age' }>, { days }: Recorded): Judgement {
  if (days === null) return unknown('when the model was trained is not known', most);
  // Hundredths of a day: what nobody reads would make two runs in one minute differ.
  const value = Math.floor(days * 100) / 100;
  const reason = `the model was trained ${exact(value)} days ago, at most ${exact(most)} may be`;
  return { passed: days <= most, value, limit: most, reason };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Six digits, and all of them where the value would read like a limit that it is not. */
function exact(value: number, limit?: number): string {
  const short = Number(value.toPrecision(6));
  return String(short === limit ? value : short);
}
