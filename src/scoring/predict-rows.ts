// The predictions of a committed model for a table: its code in a process, in a folder of a moment.

import { type Table, takeRows } from '../data/table.ts';
import type { Prediction } from '../models/learner.ts';
import { openPredictor } from '../prediction/open-predictor.ts';
import type { Predictor } from '../prediction/predictor.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { withTemporaryFolder } from '../repository/temporary-folder.ts';
import type { PythonProject } from '../trainer/python/prepare-python.ts';
import type { ScoredModel } from './score-on-rows.ts';

const BLOCK_ROWS = 8192;

type Opening = { reader: ObjectReader; python: PythonProject; onOutput: (text: string) => void };

/** Runs the code of the model: whoever calls has asked whether it is trusted. Throws what the model and its code throw. */
export function predictRows(scored: ScoredModel, table: Table, opening: Opening): Promise<Prediction> {
  return withPredictions(scored, opening, predict => predict(table));
}

/** The same for several tables: the code of the model is started at the first of them, and ended once. */
export function withPredictions<Result>(
  { name, model }: ScoredModel,
  opening: Opening,
  use: (predict: (table: Table) => Promise<Prediction>) => Promise<Result>,
): Promise<Result> {
  return withTemporaryFolder('src', async folder => {
    let opened: Promise<Predictor> | null = null;
    try {
      return await use(async table => {
        opened ??= openPredictor({ name, model, folder, ...opening });
        const predictor = await opened;
        const starts: number[] = [];
        for (let start = 0; start < table.rows; start += BLOCK_ROWS) starts.push(start);
        const asked = starts.map(start => predictor.predict(blockOf(table, start)));
        return joined(await Promise.all(asked));
      });
    } finally {
      const predictor = await (opened as Promise<Predictor> | null)?.catch(() => null);
      await predictor?.close();
    }
  });
}

function blockOf({ rows, columns, origin }: Table, start: number): Table {
  const length = Math.min(BLOCK_ROWS, rows - start);
  const own = Uint32Array.from({ length }, (_, row) => start + row);
  return {
    rows: length,
    columns: takeRows(columns, own),
    origin: {
      files: origin.files.map(({ path, firstRow }) => ({ path, firstRow: firstRow - start })),
      lines: origin.lines.subarray(start, start + length),
    },
  };
}

function joined(parts: readonly Prediction[]): Prediction {
  const [first] = parts;
  if (first.task === 'regression') {
    return { task: 'regression', values: concatenated(parts.map(part => valuesOf(part))) };
  }
  const { classes } = first;
  return {
    task: 'classification',
    classes,
    codes: Int32Array.from(parts.flatMap(part => (part.task === 'classification' ? [...part.codes] : []))),
    probabilities: concatenated(parts.map(part => valuesOf(part))),
  };
}

function valuesOf(part: Prediction): Float64Array {
  return part.task === 'regression' ? part.values : part.probabilities;
}

function concatenated(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
