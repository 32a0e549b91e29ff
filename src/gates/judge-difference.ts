// Whether a model may be worse than the one it follows by more than a gate allows: pure, on scores of the same rows.

import { FEWEST_BLOCKS, FEWEST_EFFECTIVE_ROWS } from '../comparison/paired-differences.ts';
import { directionOf } from '../metrics/direction.ts';
import { type Gate, shareOf } from '../project/gates-schema.ts';
import { differencesOn } from '../scoring/compare-on-rows.ts';
import type { ScoredRows } from '../scoring/score-on-rows.ts';
import { formatNumber } from '../terminal/format.ts';
import type { Judgement } from './verdict.ts';

/**
 * `value` is how much worse it may be: that end of the interval (95 %) of the paired difference, below 0 where it is
 * surely better. It passes where that is at most the limit, so where the whole interval is; rows too few for an
 * interval that holds what it says pass nothing.
 */
export function judgeDifference(
  { metric, by }: Extract<Gate, { kind: 'not-worse' }>,
  { scored, seed, environment }: { scored: ScoredRows; seed: number; environment: string },
): Judgement {
  const [theirs, own] = scored.models;
  const before = theirs.metrics[metric] ?? null;
  const share = typeof by === 'string' ? shareOf(by) : null;
  const limit =
    typeof by === 'number' ? by : share === null || before === null ? null : share * Math.abs(before);
  const failed = (reason: string): Judgement => ({ passed: false, value: null, limit, reason });
  if (own.problem !== null)
    return failed(`it cannot be scored on the rows of ${environment}: ${own.problem}`);
  const { differences, blockLength } = differencesOn(scored, { metric, seed });
  const difference = differences[1];
  const rows = `${formatNumber(scored.rows.used)} rows that neither model was made from`;
  if (difference === null || limit === null) return failed(`${metric} cannot be compared on ${rows}`);
  if (!difference.enough) {
    const blocks = Math.floor(scored.rows.used / blockLength);
    return failed(
      `${rows} tell as much as ${formatNumber(Math.floor(difference.effectiveRows))} independent ones, in ${formatNumber(blocks)} blocks: too few to say (${FEWEST_EFFECTIVE_ROWS} and ${FEWEST_BLOCKS} are needed)`,
    );
  }
  const isLower = directionOf(metric) === 'lower';
  const value = isLower ? difference.high : -difference.low;
  const passed = value <= limit;
  const { low, high } = difference;
  const reason = `${metric} differs from ${environment}'s by ${signed(difference.value)} (${signed(low)} to ${signed(high)}) on ${rows}; worse by ${formatNumber(limit)} at most is allowed`;
  return { passed, value, limit, reason };
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${formatNumber(value)}`;
}
