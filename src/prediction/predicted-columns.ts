// The columns that a prediction adds to a CSV: their names, and their values as text.

import { csvField } from '../data/csv/copy-record.ts';
import type { RowBlock } from '../data/csv/read-blocks.ts';
import { UserError } from '../errors.ts';
import type { Prediction } from '../models/learner.ts';

const PREDICTION = 'prediction';

/** The ends of the interval of each row. */
type Interval = { low: Float64Array; high: Float64Array };

/**
 * The header of the output: the names of the input, then `prediction_id` where asked for, `prediction`, the ends of its interval where asked for, and `probability_<class>` for each of
 * `classes`, which a regression does not have. Throws UserError `column-taken` where the input has such a column already: two columns of one name
 * could not be told apart, and one that is overwritten is lost.
 */
export function headerOf(
  names: readonly string[],
  file: string,
  {
    classes = [],
    intervals = false,
    ids = false,
  }: { classes?: readonly string[]; intervals?: boolean; ids?: boolean },
): string {
  const added = [
    ...(ids ? ['prediction_id'] : []),
    PREDICTION,
    ...(intervals ? ['prediction_low', 'prediction_high'] : []),
    ...classes.map(name => `probability_${name}`),
  ];
  const taken = added.find(name => names.includes(name));
  if (taken !== undefined) {
    throw new UserError(`${file} has a column "${taken}" already, where the prediction is to stand`, {
      code: 'column-taken',
      hint: `rename "${taken}" in its header, or leave the column out`,
      details: { file, line: 1, column: taken },
    });
  }
  return `${[...names, ...added].map(csvField).join(',')}\n`;
}

/**
 * The rows of a block with what was predicted for them, as bytes of CSV. Numbers are the shortest decimals that read
 * back as the same double: 0.1, 1e-7.
 */
export function predictedRows(
  { text, ends, table }: RowBlock,
  prediction: Prediction,
  {
    classes = [],
    interval = null,
    idOf = null,
  }: {
    classes?: readonly string[];
    interval?: Interval | null;
    idOf?: ((row: number) => string) | null;
  } = {},
): Uint8Array {
  const { tails, longest } = tailsOf(prediction, classes, interval);
  // A later row has no shorter number.
  const longestId = idOf === null ? 0 : 1 + Buffer.byteLength(idOf(Math.max(0, table.rows - 1)));
  const bytes = Buffer.allocUnsafe((ends[table.rows - 1] ?? 0) + table.rows * (longest + longestId));
  let at = 0;
  let start = 0;
  for (let row = 0; row < table.rows; row++) {
    const end = ends[row];
    bytes.set(text.subarray(start, end), at);
    at += end - start;
    start = end;
    if (idOf !== null) at += bytes.write(`,${idOf(row)}`, at, 'latin1');
    at += bytes.write(tails(row), at);
  }
  return bytes.subarray(0, at);
}

/** As long as a double gets, `-1.2345678901234567e-308`, with a comma. */
const LONGEST_NUMBER = 25;

/** What follows each row, from its comma to the end of its line. A class that the model does not speak of has share 0. */
function tailsOf(
  prediction: Prediction,
  shown: readonly string[],
  interval: Interval | null,
): { tails: (row: number) => string; longest: number } {
  if (prediction.task === 'regression') {
    const { values } = prediction;
    if (interval === null) return { tails: row => `,${values[row]}\n`, longest: LONGEST_NUMBER + 1 };
    const { low, high } = interval;
    return {
      tails: row => `,${values[row]},${low[row]},${high[row]}\n`,
      longest: 3 * LONGEST_NUMBER + 1,
    };
  }
  const { codes, classes, probabilities } = prediction;
  const fields = classes.map(name => `,${csvField(name)}`);
  const places = shown.map(name => classes.indexOf(name));
  return {
    longest: Math.max(...fields.map(field => Buffer.byteLength(field))) + shown.length * LONGEST_NUMBER + 1,
    tails(row) {
      let tail = fields[codes[row]];
      for (const place of places) {
        tail += `,${place < 0 ? 0 : probabilities[row * classes.length + place]}`;
      }
      return `${tail}\n`;
    },
  };
}
