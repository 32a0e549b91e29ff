// monitoring/performance.csv: how a model erred in each window, once labels have come.

import type { Summary } from '../decay/summary.ts';
import { fieldNumber, numberField, type Row } from './record-file.ts';

export const PERFORMANCE_COLUMNS = [
  'at',
  'release',
  'window',
  'from',
  'to',
  'source',
  'segment',
  'metric',
  'labels',
  'mean',
  'variance',
  'dependence',
  'value',
  'reference',
  'low',
  'high',
  'windows',
  'verdict',
] as const;

/** One row a window, metric and segment. */
export type Performance = {
  /** '' for all rows, else `weather=fog`. */
  segment: string;
  /** As it was asked for: `rmse`, or the text of a rule. */
  metric: string;
  /** Of the number that each row has for it. */
  summary: Summary;
  /** What was found with this window the newest; null where nothing was judged. */
  judged: {
    value: number | null;
    reference: number | null;
    low: number | null;
    high: number | null;
    windows: number;
    verdict: string;
  } | null;
};

export function performanceFields({ segment, metric, summary, judged }: Performance): Row {
  return {
    segment,
    metric,
    labels: String(summary.rows),
    mean: numberField(summary.mean),
    variance: numberField(summary.variance),
    dependence: numberField(summary.dependence),
    value: numberField(judged?.value ?? null),
    reference: numberField(judged?.reference ?? null),
    low: numberField(judged?.low ?? null),
    high: numberField(judged?.high ?? null),
    windows: judged === null ? '' : String(judged.windows),
    verdict: judged?.verdict ?? '',
  };
}

/** Which row of a window: of which metric, and of all rows (`segment` '') or of a segment. */
export type PerformanceKey = { metric: string; segment: string };

/** The windows of a release of one metric and segment: those that stand before `window`, oldest first, and itself where it is known. */
export function windowsUpTo(
  rows: readonly Row[],
  { release, window, metric, segment }: PerformanceKey & { release: string; window: string },
): { earlier: Summary[]; own: Summary | null } {
  const ofRelease = rows.filter(
    row => row['release'] === release && row['metric'] === metric && row['segment'] === segment,
  );
  const end = ofRelease.findIndex(row => row['window'] === window);
  return {
    earlier: ofRelease.slice(0, end === -1 ? ofRelease.length : end).map(summaryOf),
    own: end === -1 ? null : summaryOf(ofRelease[end]),
  };
}

function summaryOf(row: Row): Summary {
  return {
    rows: fieldNumber(row['labels']) || 0,
    mean: fieldNumber(row['mean']),
    variance: fieldNumber(row['variance']),
    dependence: fieldNumber(row['dependence']) || 1,
  };
}
