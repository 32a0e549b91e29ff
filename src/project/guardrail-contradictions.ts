// What is wrong with the guardrails of an experiment that the schema cannot say.

import type { Experiment } from './experiments-schema.ts';
import type { Complaint } from './explain-issue.ts';
import { shareOf } from './gates-schema.ts';
import type { Configuration } from './schema.ts';

export function guardrailContradictions({ experiments }: Configuration): Complaint[] {
  return Object.entries(experiments).flatMap(([experiment, { guardrails }]) =>
    Object.entries(guardrails).flatMap(([name, guardrail]) =>
      inGuardrail(['experiments', experiment, 'guardrails', name], name, guardrail),
    ),
  );
}

function inGuardrail(path: string[], name: string, guardrail: Experiment['guardrails'][string]): Complaint[] {
  const { metric, at_most: most, at_least: least, worse_by: worse, slower_than: slower } = guardrail;
  const complaints: Complaint[] = [];
  const add = (key: string | null, message: string, hint: string) =>
    complaints.push({ path: key === null ? path : [...path, key], message, hint });
  if (most === undefined && least === undefined && worse === undefined)
    add(null, `the guardrail "${name}" has no limit`, 'write at_most, at_least or worse_by');
  if (worse !== undefined && (most !== undefined || least !== undefined))
    add(
      'worse_by',
      `the guardrail "${name}" has a limit of its own and one by the baseline`,
      'make two guardrails of it',
    );
  if (most !== undefined && least !== undefined && least > most)
    add('at_most', `the guardrail "${name}" can never hold`, 'at_most must be at least at_least');
  if (typeof worse === 'string' && shareOf(worse) === null)
    add(
      'worse_by',
      `the guardrail "${name}" cannot be worse by ${JSON.stringify(worse)}`,
      'a number in units of the metric, or a share such as 5%',
    );
  if (typeof worse === 'number' && metric === 'rmse')
    add(
      'worse_by',
      `the guardrail "${name}" cannot be worse in units of rmse: it is no mean`,
      'a share such as 5%, or metric: mae',
    );
  if ((metric === 'slow') !== (slower !== undefined))
    add(
      'slower_than',
      metric === 'slow'
        ? `the guardrail "${name}" does not say what is slow`
        : `"slower_than" of the guardrail "${name}" belongs to the metric "slow"`,
      'metric: slow, slower_than: 100 (milliseconds)',
    );
  return complaints;
}
