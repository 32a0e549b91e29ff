// What is wrong with gates that the schema cannot say: names, environments, metrics that nobody measures.

import { metricsOf } from '../metrics/direction.ts';
import type { Complaint } from './explain-issue.ts';
import { type Gate, shareOf } from './gates-schema.ts';
import { nearName } from './near-name.ts';
import type { Configuration } from './schema.ts';
import { segmentColumn } from './segment-column.ts';

export function gateContradictions(configuration: Configuration): Complaint[] {
  const { gates, environments } = configuration;
  return Object.entries(gates).flatMap(([environment, named]): Complaint[] => {
    const path = ['gates', environment];
    if (!environments.includes(environment)) {
      const near = nearName(environment, environments);
      const hint = near ? `did you mean "${near}"?` : `environments: ${environments.join(', ')}`;
      return [{ path, message: `"gates" names "${environment}", which is no environment`, hint }];
    }
    return Object.entries(named).flatMap(([name, gate]) =>
      inGate([...path, name], name, gate, configuration),
    );
  });
}

/** A name that stands in a commit's trailer, with commas between. */
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,63}$/u;

function inGate(path: string[], name: string, gate: Gate, configuration: Configuration): Complaint[] {
  const metrics = metricsOf(configuration.problem.task);
  const complaints: Complaint[] = [];
  const add = (key: string | null, message: string, hint: string) =>
    complaints.push({ path: key === null ? path : [...path, key], message, hint });
  if (!NAME.test(name))
    add(null, `${JSON.stringify(name)} cannot be the name of a gate`, 'letters, digits, "-", "_" and "."');
  if ('metric' in gate && !metrics.includes(gate.metric)) {
    const near = nearName(gate.metric, metrics);
    const hint = near ? `did you mean "${near}"?` : `metrics here: ${metrics.join(', ')}`;
    add('metric', `the gate "${name}" names a metric that is not measured: "${gate.metric}"`, hint);
  }
  if (gate.kind === 'not-worse' && typeof gate.by === 'string' && shareOf(gate.by) === null)
    add(
      'by',
      `the gate "${name}" cannot be worse by ${JSON.stringify(gate.by)}`,
      'a number in units of the metric, or a share such as 2%',
    );
  if (gate.kind === 'not-worse' && gate.each !== undefined && !segmentColumn(configuration, gate.each)) {
    const near = nearName(gate.each, Object.keys(configuration.features.columns));
    const hint = near
      ? `did you mean "${near}"?`
      : 'a column, or <time column>_<part> such as date_day_of_week';
    add('each', `the gate "${name}" names no column that splits the rows: "${gate.each}"`, hint);
  }
  if (gate.kind === 'metric') {
    const { at_least: least, at_most: most } = gate;
    if (least === undefined && most === undefined)
      add(null, `the gate "${name}" has no limit`, 'write at_least, at_most or both');
    if (least !== undefined && most !== undefined && least > most)
      add('at_most', `the gate "${name}" can never be met`, 'at_most must be at least at_least');
  }
  return complaints;
}
