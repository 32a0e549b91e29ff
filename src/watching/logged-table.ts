// Logged predictions as typed columns and predictions, as they were when the model was asked.

import type { ColumnSchema } from '../data/schema.ts';
import type { Column, Table } from '../data/table.ts';
import type { Task } from '../data/target.ts';
import type { Prediction } from '../models/learner.ts';
import type { CommittedModel } from '../prediction/committed-model.ts';
import type { LoggedPrediction, LoggedValue } from '../prediction-log/parse-line.ts';

export type LoggedTable = {
  table: Table;
  /** Columns whose values the log does not keep. */
  leftOut: { column: string; reason: string }[];
  unreadable: Map<string, { cells: number; first: string }>;
};

/** The columns of `schemas` that the log keeps; with labels, a column of them too, under the name of the target. */
export function loggedTable(
  predictions: readonly LoggedPrediction[],
  schemas: readonly ColumnSchema[],
  labelled?: { target: { target: string; task: Task }; labels: readonly (string | number)[] },
): LoggedTable {
  const leftOut: LoggedTable['leftOut'] = [];
  const unreadable: LoggedTable['unreadable'] = new Map();
  const columns: Column[] = [];
  for (const schema of schemas) {
    const values = predictions.map(({ features, key }) => features[schema.name] ?? key[schema.name]);
    const reason = whyLeftOut(values);
    if (reason !== null) leftOut.push({ column: schema.name, reason });
    else columns.push(columnOf(schema, values, unreadable));
  }
  if (labelled) {
    const { target, task } = labelled.target;
    const type = task === 'regression' ? 'numeric' : 'categorical';
    columns.push(columnOf({ name: target, type }, labelled.labels, unreadable));
  }
  const rows = predictions.length;
  const lines = Uint32Array.from(predictions, (_, row) => row + 1);
  return { table: { rows, columns, origin: { files: [], lines } }, leftOut, unreadable };
}

function whyLeftOut(values: readonly (LoggedValue | undefined)[]): string | null {
  if (values.every(value => value === undefined)) return 'the log does not keep it (privacy of mv.yaml)';
  const isHash = (value: LoggedValue | undefined) => typeof value === 'string' && value.startsWith('hmac:');
  return values.some(isHash) ? 'the log keeps a hash of it (privacy of mv.yaml)' : null;
}

function columnOf(
  schema: ColumnSchema,
  values: readonly (LoggedValue | undefined)[],
  unreadable: LoggedTable['unreadable'],
): Column {
  const { name, type } = schema;
  const texts = (value: LoggedValue | undefined) =>
    value === null || value === undefined ? null : String(value);
  if (type === 'categorical') {
    const all = values.map(texts);
    const categories = [...new Set(all.filter(text => text !== null))].sort();
    const codeOf = new Map(categories.map((text, code) => [text, code]));
    return {
      type,
      name,
      categories,
      codes: Int32Array.from(all, text => (text === null ? -1 : codeOf.get(text)!)),
    };
  }
  const parse = (value: LoggedValue | undefined): number => {
    if (value === null || value === undefined) return Number.NaN;
    const number = type === 'time' ? Date.parse(String(value)) : Number(value);
    if (Number.isFinite(number)) return number;
    const known = unreadable.get(name);
    if (known) known.cells++;
    else unreadable.set(name, { cells: 1, first: `${JSON.stringify(value)} in the log` });
    return Number.NaN;
  };
  return { type, name, values: Float64Array.from(values, parse) };
}

/** What the model said then. */
export function loggedPrediction(
  predictions: readonly LoggedPrediction[],
  { configuration, provenance }: Pick<CommittedModel, 'configuration' | 'provenance'>,
): Prediction {
  if (configuration.problem.task === 'regression')
    return { task: 'regression', values: Float64Array.from(predictions, each => Number(each.prediction)) };
  const said = predictions.map(({ prediction }) => String(prediction));
  const named = predictions.flatMap(({ probabilities }) => Object.keys(probabilities ?? {}));
  const classes = [...new Set([...(provenance.signature.target.classes ?? []), ...named, ...said])].sort();
  const codeOf = new Map(classes.map((name, code) => [name, code]));
  const probabilities = new Float64Array(predictions.length * classes.length);
  predictions.forEach((each, row) => {
    // A model that says no probabilities is taken at its word.
    for (const [name, share] of Object.entries(each.probabilities ?? { [said[row]]: 1 }))
      probabilities[row * classes.length + codeOf.get(name)!] = share;
  });
  return {
    task: 'classification',
    classes,
    codes: Int32Array.from(said, name => codeOf.get(name)!),
    probabilities,
  };
}
