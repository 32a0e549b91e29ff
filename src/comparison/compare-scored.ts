// Which branch is better on the same rows: verdicts follow the intervals. Pure.

import { directionOf } from '../metrics/direction.ts';
import type { Metrics } from '../provenance/recorded-metrics.ts';
import { formatNumber } from '../terminal/format.ts';
import {
  type ComparedBranch,
  type Comparison,
  compareBranches,
  type OnRows,
  type Segment,
  type Verdict,
} from './compare.ts';
import type { Measured } from './measured.ts';
import { FEWEST_BLOCKS, FEWEST_EFFECTIVE_ROWS, type PairedDifference } from './paired-differences.ts';

/** With fewer rows left there is no number either. */
const FEWEST_ROWS = 30;

/** A branch on the rows of `--on`; `problem` says why it has no score there. */
export type ScoredBranch = {
  measured: Measured;
  metrics: Metrics;
  difference: PairedDifference | null;
  problem: string | null;
};

/** As `compareBranches`, but of scores on the same rows; the first branch is the baseline. */
export function compareScored({
  branches,
  metric,
  on,
}: {
  branches: readonly ScoredBranch[];
  metric: string;
  on: OnRows;
}): Comparison {
  const direction = directionOf(metric);
  const [baseline] = branches;
  const tooFew = on.rows < FEWEST_ROWS;
  // Order, parameters and what is said of stale branches are those of recorded metrics.
  const recorded = compareBranches({
    baseline: withScores(baseline, tooFew),
    candidates: branches.slice(1).map(branch => withScores(branch, tooFew)),
    metric,
  });
  const scored = new Map(branches.map(branch => [branch.measured.branch, branch]));
  const rows = recorded.rows.map((row): ComparedBranch => {
    const { difference } = scored.get(row.branch)!;
    if (row.isBaseline)
      return { ...row, difference: null, verdict: tooFew ? 'not-comparable' : 'no-difference' };
    if (tooFew || difference === null) return { ...row, difference: null, verdict: 'not-comparable' };
    return {
      ...row,
      difference: roundedOf(difference),
      verdict: verdictOf(difference, direction === 'lower'),
    };
  });
  return {
    ...recorded,
    on,
    comparable: rows.every(row => row.verdict !== 'not-comparable'),
    warnings: warningsOf({ branches, rows, on, recorded: recorded.warnings }),
    rows,
  };
}

/** The verdicts on a part of the rows, branches in the order that is given, the baseline first. */
export function segmentOf({
  name,
  rows,
  metric,
  branches,
}: {
  name: string;
  rows: number;
  metric: string;
  branches: readonly { branch: string; metrics: Metrics; difference: PairedDifference | null }[];
}): Segment {
  const lowerIsBetter = directionOf(metric) === 'lower';
  const tooFew = rows < FEWEST_ROWS;
  return {
    name,
    rows,
    branches: branches.map(({ branch, metrics, difference }, at) => {
      const shown = tooFew ? null : difference;
      const verdict = at === 0 && !tooFew ? 'no-difference' : 'not-comparable';
      return {
        branch,
        value: tooFew ? null : (metrics[metric] ?? null),
        difference: shown && roundedOf(shown),
        verdict: shown ? verdictOf(shown, lowerIsBetter) : verdict,
      };
    }),
  };
}

// Rounded down, as a gate says it: 99.6 rows are not the 100 that are needed.
function roundedOf({ value, low, high, level, effectiveRows, enough }: PairedDifference) {
  return { value, low, high, level, effectiveRows: Math.floor(effectiveRows), withheld: !enough };
}

function withScores({ measured, metrics }: ScoredBranch, tooFew: boolean): Measured {
  return { ...measured, metrics: tooFew ? {} : metrics, rows: 'the same' };
}

function verdictOf({ low, high, enough }: PairedDifference, lowerIsBetter: boolean): Verdict {
  if (!enough || (low <= 0 && high >= 0)) return 'no-difference';
  return high < 0 === lowerIsBetter ? 'better' : 'worse';
}

function warningsOf({
  branches,
  rows,
  on,
  recorded,
}: {
  branches: readonly ScoredBranch[];
  rows: readonly ComparedBranch[];
  on: OnRows;
  recorded: readonly string[];
}): string[] {
  const warnings: string[] = [];
  if (on.rows < FEWEST_ROWS) {
    warnings.push(
      `${formatNumber(on.rows)} rows are left that none of these models was made from: too few to score on (${FEWEST_ROWS} are needed)`,
    );
  }
  for (const { measured, problem } of branches) {
    if (problem !== null && on.rows > 0)
      warnings.push(`${measured.branch} cannot be scored on these rows: ${problem}`);
  }
  const scored = new Map(branches.map(branch => [branch.measured.branch, branch]));
  const withheld = rows.filter(row => row.difference !== null && !scored.get(row.branch)!.difference!.enough);
  if (withheld.length > 0) {
    const names = withheld.slice(0, 5).map(row => row.branch);
    const more = withheld.length > 5 ? ` and ${withheld.length - 5} more` : '';
    const effective = Math.min(...withheld.map(row => row.difference!.effectiveRows ?? 0));
    warnings.push(
      `the verdict on ${names.join(', ')}${more} is withheld: ${formatNumber(on.rows)} rows tell as much as ${formatNumber(effective)} independent ones, in ${formatNumber(Math.floor(on.rows / on.blockLength))} blocks (${FEWEST_EFFECTIVE_ROWS} and ${FEWEST_BLOCKS} are needed)`,
    );
  }
  // Stale models are scored with the code and settings that they were made with.
  return [...warnings, ...recorded.filter(text => !/stale|has no|have no/.test(text))];
}
