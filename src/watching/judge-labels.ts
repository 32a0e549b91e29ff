// Windows with labels become rows of monitoring/performance.csv and a verdict on decay. Pure.

import { primaryMetric } from '../metrics/direction.ts';
import { type ErrorProfile, lossMetric, lossOf, summariseMetric } from '../monitoring/decay/error-profile.ts';
import {
  type JudgedMetric,
  judgeMetric,
  judgeRule,
  judgeSegment,
  type LimitRule,
} from '../monitoring/decay/judge-performance.ts';
import { rowsByKnownValue } from '../monitoring/decay/segment-rows.ts';
import { type Summary, summarise } from '../monitoring/decay/summary.ts';
import {
  type PerformanceKey,
  performanceFields,
  windowsUpTo,
} from '../monitoring/records/performance-rows.ts';
import { putRows, type Row } from '../monitoring/records/record-file.ts';
import { metricRule } from '../project/monitoring-rules.ts';
import type { WatchedModel } from './watched-model.ts';
import type { LabelledStretch, Window } from './window.ts';

export type JudgedLabels = {
  performance: JudgedMetric & {
    /** Of all rows, rules and segments left aside. */
    overall: JudgedMetric['verdict'];
    rules: (JudgedMetric & { rule: string })[];
    segments: (JudgedMetric & { segment: string })[];
  };
  rows: Row[];
};

/** Half a year of days, with a metric, two rules and five segments. */
const MOST_ROWS = 2000;

/**
 * Puts every stretch into the records of before, in place of what is known of it, so that labels which come late count;
 * then judges the newest with those before it. With segments, half of the false alarms are theirs.
 */
export function judgeLabels({
  watched: { settings, release, model },
  window,
  before,
}: {
  watched: WatchedModel;
  window: Window;
  before: readonly Row[];
}): JudgedLabels {
  const { monitoring, comparison } = settings;
  const { task } = model.configuration.problem;
  const { errors } = window.reference;
  const metric = monitoring.metric ?? comparison.metric ?? primaryMetric(task);
  const rules = monitoring.rules.map(metricRule).filter(rule => rule !== null);
  const known = (errors?.segments ?? []).filter(({ column }) => monitoring.by.includes(column));
  const count = known.reduce((total, { values }) => total + values.length, 0);
  const rate = monitoring.false_alarm_rate;
  const own = { falseAlarmRate: count > 0 ? rate / 2 : rate, errors };

  let rows = [...before];
  let judged: JudgedLabels['performance'] | null = null;
  for (const stretch of window.labelled) {
    const place = { release, window: stretch.id };
    const now = summariesOf(stretch, { metric, rules, errors, known });
    const recorded = windowsUpTo(rows, { ...place, ...now[0].key });
    // Labels do not become fewer: where they seem to, the log was cut since, and what is recorded holds.
    const isCut = (recorded.own?.rows ?? 0) > now[0].summary.rows;
    const windowsOf = (key: PerformanceKey): Summary[] => {
      const { earlier, own } = windowsUpTo(rows, { ...place, ...key });
      const found = isCut ? own : now.find(each => nameOf(each.key) === nameOf(key))?.summary;
      return found ? [...earlier, found] : earlier;
    };
    const overall = judgeMetric({ metric, windows: windowsOf({ metric, segment: '' }), ...own });
    const byRule = rules.map(rule =>
      judgeRule({
        rule,
        errors,
        windows: windowsOf({ metric: rule.text, segment: '' }),
        falseAlarmRate: rate,
      }),
    );
    const bySegment = known.flatMap(({ column, values }) =>
      values.map(({ value, ...reference }) => {
        const segment = `${column}=${value}`;
        const name = lossMetric(task);
        const windows = windowsOf({ metric: name, segment });
        const falseAlarmRate = rate / 2 / count;
        return {
          segment,
          ...judgeSegment({ metric: name, errors: errors!, reference, windows, falseAlarmRate }),
        };
      }),
    );
    const isDecay = [overall, ...byRule, ...bySegment].some(({ verdict }) => verdict === 'decay');
    judged = {
      ...overall,
      verdict: isDecay ? 'decay' : overall.verdict,
      overall: overall.verdict,
      rules: byRule,
      segments: bySegment,
    };
    const verdicts = new Map<string, JudgedMetric>([
      [nameOf({ metric, segment: '' }), overall],
      ...byRule.map(each => [nameOf({ metric: each.rule, segment: '' }), each] as const),
      ...bySegment.map(each => [nameOf({ metric: lossMetric(task), segment: each.segment }), each] as const),
    ]);
    if (isCut) continue;
    rows = putRows(
      rows,
      now.map(({ key, summary }) => ({
        release,
        window: stretch.id,
        from: stretch.from ?? '',
        to: stretch.to ?? '',
        source: stretch.source,
        ...performanceFields({ ...key, summary, judged: verdicts.get(nameOf(key)) ?? null }),
      })),
      { most: MOST_ROWS, byTime: true },
    );
  }
  return { performance: judged ?? nothingJudged(metric), rows };
}

const nameOf = ({ metric, segment }: PerformanceKey) => `${metric}\0${segment}`;

function nothingJudged(metric: string): JudgedLabels['performance'] {
  return {
    ...judgeMetric({ metric, windows: [], errors: null, falseAlarmRate: 0.05 }),
    overall: 'no-labels',
    rules: [],
    segments: [],
  };
}

type Known = { key: PerformanceKey; summary: Summary };

function summariesOf(
  { rows }: LabelledStretch,
  {
    metric,
    rules,
    errors,
    known,
  }: {
    metric: string;
    rules: readonly LimitRule[];
    errors: ErrorProfile | null;
    known: ErrorProfile['segments'];
  },
): Known[] {
  const { target, prediction, segments } = rows;
  const shares = errors?.classes ?? null;
  const summaryOf = (name: string) => summariseMetric(name, { target, prediction }, shares);
  const bySegment = known.flatMap(of => {
    const segment = segments.find(each => each.column === of.column);
    if (!segment) return [];
    const loss = lossOf({ target, prediction });
    const name = lossMetric(target.task);
    return rowsByKnownValue(of, segment).map(({ value, rows: own }) => ({
      key: { metric: name, segment: `${of.column}=${value}` },
      summary: summarise(Float64Array.from(own, row => loss[row])),
    }));
  });
  return [
    { key: { metric, segment: '' }, summary: summaryOf(metric) },
    ...rules.map(rule => ({ key: { metric: rule.text, segment: '' }, summary: summaryOf(rule.metric) })),
    ...bySegment,
  ];
}
