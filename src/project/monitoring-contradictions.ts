// What is wrong with "monitoring" that the schema cannot say: windows, metrics and columns that are none, policies of two minds.

import { directionOf, metricsOf } from '../metrics/direction.ts';
import type { Complaint } from './explain-issue.ts';
import { metricRule, spanDays, windowSize } from './monitoring-rules.ts';
import type { PolicyEntry } from './monitoring-schema.ts';
import { nearName } from './near-name.ts';
import type { Configuration } from './schema.ts';
import { segmentColumn } from './segment-column.ts';

export function monitoringContradictions(configuration: Configuration): Complaint[] {
  const { monitoring, problem } = configuration;
  const complaints: Complaint[] = [];
  const add = (path: PropertyKey[], message: string, hint: string | null) =>
    complaints.push({ path: ['monitoring', ...path], message, hint });
  const metrics = metricsOf(problem.task);
  const unmeasured = (metric: string) => {
    const near = nearName(metric, metrics);
    return near ? `did you mean "${near}"?` : `metrics here: ${metrics.join(', ')}`;
  };

  if (windowSize(monitoring.window) === null)
    add(
      ['window'],
      `"monitoring.window" cannot be ${JSON.stringify(monitoring.window)}`,
      'for example last-1000-rows, or last-7-days',
    );
  if (spanDays(monitoring.cool_down) === null)
    add(
      ['cool_down'],
      `"monitoring.cool_down" cannot be ${JSON.stringify(monitoring.cool_down)}: it must be a number of days`,
      'for example 7d',
    );
  if (monitoring.metric !== undefined && !metrics.includes(monitoring.metric))
    add(
      ['metric'],
      `"monitoring.metric" names a metric that is not measured: "${monitoring.metric}"`,
      unmeasured(monitoring.metric),
    );
  monitoring.by.forEach((name, index) => {
    if (segmentColumn(configuration, name) !== null) return;
    const near = nearName(name, Object.keys(configuration.features.columns));
    const hint = near
      ? `did you mean "${near}"?`
      : 'a column, or <time column>_<part> such as date_day_of_week';
    add(['by', index], `"monitoring.by" names no column that splits the rows: "${name}"`, hint);
  });
  for (const [index, text] of monitoring.rules.entries()) {
    const rule = metricRule(text);
    const path = ['rules', index];
    if (rule === null) {
      const hint = 'a metric, below or above, and a number: "accuracy below 0.70"';
      add(path, `"monitoring.rules" cannot be read: ${JSON.stringify(text)}`, hint);
    } else if (!metrics.includes(rule.metric)) {
      add(path, `a rule names a metric that is not measured: "${rule.metric}"`, unmeasured(rule.metric));
    } else {
      const bad = directionOf(rule.metric) === 'lower' ? 'above' : 'below';
      if (rule.side !== bad)
        add(path, `${rule.metric} is worse ${bad} a limit, and a rule says when it is worse`, `write ${bad}`);
    }
  }
  for (const found of policyFaults(configuration)) add(found.path, found.message, found.hint);
  return complaints;
}

function policyFaults({ monitoring }: Configuration): Complaint[] {
  const { retrain } = monitoring;
  const complaints: Complaint[] = [];
  const one = (path: PropertyKey[], entry: object, choices: string): string | null => {
    const keys = Object.keys(entry);
    if (keys.length === 1) return keys[0];
    const message =
      keys.length === 0
        ? 'a policy is empty'
        : `a policy says ${keys.length} things at once: ${keys.join(', ')}`;
    complaints.push({ path, message, hint: `write exactly one of ${choices}` });
    return null;
  };
  const look = (path: PropertyKey[], entry: PolicyEntry) => {
    if (typeof entry === 'string') return;
    const kind = one(
      path,
      entry,
      'schedule, new_rows, relative_mean_difference, any and all, and list several',
    );
    if (kind === 'schedule' && (spanDays(entry.schedule!) ?? 0) === 0)
      complaints.push({
        path: [...path, 'schedule'],
        message: `"schedule" cannot be ${JSON.stringify(entry.schedule)}: it must be a number of days`,
        hint: 'for example 30d',
      });
    for (const group of ['any', 'all'] as const)
      for (const [index, inner] of (entry[group] ?? []).entries()) look([...path, group, index], inner);
  };
  const group = one(['retrain'], retrain, 'any and all') as 'any' | 'all' | null;
  if (group !== null)
    for (const [index, entry] of (retrain[group] ?? []).entries()) look(['retrain', group, index], entry);
  return complaints;
}
