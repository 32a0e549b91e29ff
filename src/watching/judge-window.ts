// A window and its model's reference become verdicts and a decision. Pure.

import { diagnose } from '../monitoring/decay/diagnose.ts';
import { lossMetric, lossOf } from '../monitoring/decay/error-profile.ts';
import { findFaults, type MovedColumn } from '../monitoring/decay/find-units.ts';
import type { JudgedMetric } from '../monitoring/decay/judge-performance.ts';
import { foretold } from '../monitoring/decay/prediction-bands.ts';
import { summarise } from '../monitoring/decay/summary.ts';
import { type Decision, decide, type EarlierDecision } from '../monitoring/decisions/decide.ts';
import { type JudgedDrift, judgeDrift } from '../monitoring/drift/judge-drift.ts';
import type { Profile } from '../monitoring/profile.ts';
import type { Row } from '../monitoring/records/record-file.ts';
import { inputsOf } from '../project/input-columns.ts';
import { spanDays } from '../project/monitoring-rules.ts';
import type { Monitoring, PolicyEntry } from '../project/monitoring-schema.ts';
import { type JudgedLabels, judgeLabels } from './judge-labels.ts';
import type { WatchedModel } from './watched-model.ts';
import type { Window } from './window.ts';

export type JudgedWindow = {
  drift: JudgedDrift;
  performance: JudgedLabels['performance'];
  diagnosis: { cause: string | null; words: string[] };
  decision: Decision;
  /** Rows for monitoring/performance.csv: its content after this window. */
  performanceRows: Row[];
};

const DAY = 86_400_000;

export function judgeWindow({
  watched,
  window,
  performanceBefore,
  earlier,
  newRows,
  now,
}: {
  watched: WatchedModel;
  window: Window;
  performanceBefore: readonly Row[];
  /** Decisions of before, none of this window. */
  earlier: readonly EarlierDecision[];
  newRows: number | null;
  /** Milliseconds since 1970. */
  now: number;
}): JudgedWindow {
  const { model, settings, trainedAt } = watched;
  const { monitoring } = settings;
  const drift = judgeDrift(window.reference, window.batch, {
    falseAlarmRate: monitoring.false_alarm_rate,
    seed: model.configuration.training.seed,
    meanDifferenceThreshold: meanDifferenceLimit(monitoring),
  });
  const told = new Set([...drift.leftOut, ...window.leftOut].map(({ column }) => column));
  const profiled = new Set(window.reference.columns.map(({ name }) => name));
  const inputs = inputsOf(model.configuration);
  const withheld = inputs.filter(name => !profiled.has(name) && !told.has(name));
  drift.newColumns = drift.newColumns.filter(name => !inputs.includes(name));
  drift.leftOut.push(
    ...window.leftOut,
    ...withheld.map(column => ({ column, reason: 'the reference has nothing of it (privacy of mv.yaml)' })),
  );
  const { performance, rows } = judgeLabels({ watched, window, before: performanceBefore });
  const drifted = drift.columns.filter(({ verdict }) => verdict === 'drift');
  const diagnosis = diagnose({
    decay: performance.verdict === 'decay',
    drifted: drifted.filter(({ kind }) => kind !== 'prediction').map(({ column }) => column),
    faults: findFaults(drifted.flatMap(({ column }) => movedColumn(window, column) ?? [])),
    errors: errorsNow(window, performance),
  });
  const decision = decide({
    policies: monitoring.retrain,
    coolDownDays: spanDays(monitoring.cool_down) ?? 0,
    facts: {
      drift: { found: drift.verdict === 'drift', words: driftWords(drift) },
      decay: { found: performance.verdict === 'decay', words: decayWords(performance) },
      ageDays: trainedAt === null ? null : (now - trainedAt) / DAY,
      newRows,
      relativeMeanDifference: drift.relativeMeanDifference.value,
    },
    earlier,
    now,
  });
  return { drift, performance, diagnosis, decision, performanceRows: rows };
}

/** That of the policy of this name, where there is one. */
function meanDifferenceLimit({ retrain }: Monitoring): number | undefined {
  const look = (entries: readonly PolicyEntry[]): number | undefined => {
    for (const entry of entries) {
      if (typeof entry === 'string') continue;
      const found = entry.relative_mean_difference ?? look([...(entry.any ?? []), ...(entry.all ?? [])]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return look([...(retrain.any ?? []), ...(retrain.all ?? [])]);
}

function movedColumn({ reference, batch }: Window, name: string): MovedColumn | null {
  const known = reference.columns.find(column => column.name === name);
  const counts = batch.columns.get(name);
  if (!known || !counts || known.type === 'time' || counts.type === 'time') return null;
  const share = (missing: number, rows: number) => (rows === 0 ? 0 : missing / rows);
  const values = counts.rows - counts.missing;
  const isNumeric = counts.type === 'numeric' && values > 1;
  return {
    column: name,
    reference: { ...momentsOf(known), missingShare: share(known.missing, known.count) },
    window: {
      mean: isNumeric ? counts.mean : null,
      std: isNumeric ? Math.sqrt(counts.squares / (values - 1)) : null,
      missingShare: share(counts.missing, counts.rows),
    },
  };
}

function momentsOf(column: Profile['columns'][number]): { mean: number | null; std: number | null } {
  return column.type === 'numeric' ? { mean: column.mean, std: column.std } : { mean: null, std: null };
}

/** Of the newest rows with labels: the error at release, now, and what the release foretells for these predictions. */
function errorsNow(
  { labelled, reference: { errors } }: Window,
  { overall, windows, metric: watched, value }: JudgedLabels['performance'],
) {
  const newest = labelled.at(-1);
  if (newest === undefined || errors === null) return null;
  const metric = lossMetric(newest.rows.target.task);
  const expected = foretold(errors.bands, newest.rows.prediction);
  const reference = errors.metrics[metric];
  const observed = summarise(lossOf(newest.rows)).mean;
  if (expected === null || reference === undefined) return null;
  // Only of a metric that is this very mean can the windows of the alarm be said in it.
  const mean = watched === 'rmse' && value !== null ? value * value : watched === metric ? value : null;
  const isAlarm = overall === 'decay' && windows > 1 && mean !== null;
  return metric === 'mse'
    ? {
        ...{ metric, reference: reference.mean, foretold: expected.mean, observed },
        alarm: isAlarm ? { mean, windows } : null,
      }
    : {
        metric: 'the share of wrong classes',
        reference: 1 - reference.mean,
        foretold: 1 - expected.mean,
        observed: 1 - observed,
        alarm: isAlarm ? { mean: 1 - mean, windows } : null,
      };
}

function driftWords({ verdict, columns, falseAlarmRate, rows }: JudgedDrift): string {
  if (verdict === 'too-few-rows') return `drift: too few rows to tell (${rows})`;
  const drifted = columns.filter(column => column.verdict === 'drift').map(({ column }) => column);
  if (drifted.length === 0) return `no drift at a false-alarm rate of ${falseAlarmRate}`;
  const more = drifted.length - 5;
  return `drift: ${drifted.slice(0, 5).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function decayWords(performance: JudgedLabels['performance']): string {
  const { verdict, metric, value, reference, low, high, segments, rules } = performance;
  const round = (number: number | null) =>
    number === null ? 'unknown' : String(Number(number.toPrecision(4)));
  const range = (of: Pick<JudgedMetric, 'low' | 'high'>) => `${round(of.low)} to ${round(of.high)}`;
  if (verdict === 'no-labels') return 'decay: no labels yet';
  if (verdict === 'too-few-labels') return `decay: too few labels to tell (${performance.labels})`;
  if (verdict === 'none') return `no decay: ${metric} ${round(value)}, ${round(reference)} at release`;
  const broken = rules.filter(rule => rule.verdict === 'decay');
  const worse = segments.filter(segment => segment.verdict === 'decay');
  const own =
    performance.overall === 'decay'
      ? [`decay: ${metric} ${round(value)} (${range({ low, high })}), ${round(reference)} at release`]
      : [];
  return [
    ...own,
    ...broken.map(rule => `decay: ${rule.rule}: ${round(rule.value)} (${range(rule)})`),
    ...worse.map(
      each =>
        `decay where ${each.segment}: ${each.metric} ${round(each.value)} (${range(each)}), ${round(each.reference)} at release`,
    ),
  ].join('; ');
}
