// What mv.yaml says of the columns that a model is given: the same answers for training and for prediction.

import type { ColumnSchema } from '../data/schema.ts';
import { UserError } from '../errors.ts';
import type { Calendar } from '../features/inputs.ts';
import type { Configuration } from './schema.ts';

/** Columns that `src/features.js` sees: neither the target nor what is excluded, in the order of mv.yaml. */
export function inputsOf({ problem, features }: Configuration): string[] {
  const inputs = Object.keys(features.columns).filter(
    name => name !== problem.target && !features.exclude.includes(name),
  );
  if (inputs.length > 0) return inputs;
  throw new UserError('mv.yaml leaves no column to predict from', {
    code: 'no-features',
    hint: 'take a column out of "features.exclude"',
  });
}

/** How each of the columns `names` is to be read, in that order. */
export function schemasOf({ features }: Configuration, names: readonly string[]): ColumnSchema[] {
  return names.map(name => {
    const declared = features.columns[name];
    return typeof declared === 'string'
      ? { name, type: declared }
      : { name, type: 'time', format: declared.format };
  });
}

/** Calendar parts by time column, those that are excluded left out. */
export function calendarOf({ features }: Configuration): Calendar {
  return Object.fromEntries(
    Object.entries(features.columns).flatMap(([name, declared]) =>
      typeof declared === 'string' || features.exclude.includes(name) ? [] : [[name, declared.calendar]],
    ),
  );
}

/** Columns that `src/features.js` cannot see, and why. */
export function hiddenColumns({ problem, features }: Configuration): Record<string, string> {
  return Object.fromEntries([
    ...features.exclude.map(name => [name, 'mv.yaml excludes it']),
    [problem.target, 'it is the target'],
  ]);
}
