// Features from the project's code, in a process that is kept warm: training asks once, serving many times.

import type { Column, Table } from '../data/table.ts';
import type { FeatureType } from '../models/learner.ts';
import { assembly, type MadeFeatures } from './assemble.ts';
import type { RowInput } from './child/row.ts';
import type { FromChild } from './child.ts';
import { type FeatureProcess, type FeatureProcessOptions, startFeatureProcess } from './feature-process.ts';
import { type Calendar, inputColumns } from './inputs.ts';
import { errorOf } from './row-error.ts';

export type FeatureRequest = {
  table: Table;
  /** Names of the columns that a row has: not the target, not the excluded ones. */
  inputs: readonly string[];
  calendar?: Calendar;
  /** Columns that features cannot see and why, for the message: `{ cnt: 'it is the target' }`. */
  hidden?: Record<string, string>;
  /** When serving: the features that the model was trained on. Exactly these come back, of these types. */
  expected?: readonly FeatureType[];
  /** Called with the share of rows that is done, 0 to 1. */
  onProgress?: (share: number) => void;
};

export type FeatureMaker = {
  /** Requests are answered one after the other. A row that fails rejects its request only; the process lives on. */
  make(request: FeatureRequest): Promise<MadeFeatures>;
  /** Ends the process; resolves once it is gone, so that its folder can be deleted. */
  close(): Promise<void>;
};

/** Rows that travel at once: large enough that messages cost nothing, small enough to work on both ends at once. */
const BLOCK_ROWS = 8192;
/** Blocks under way: one is worked on while the next travels. */
const BLOCKS_AHEAD = 3;

/**
 * Starts a process for the `features.js` of a folder, at once and without waiting: call it before the data are read
 * and its start costs nothing. What is wrong with the code is thrown by the first `make`.
 * Throws UserError `features-missing` where there is no such file.
 */
export function openFeatureMaker(options: FeatureProcessOptions): FeatureMaker {
  const running = startFeatureProcess(options);
  let jobs = 0;
  let previous: Promise<unknown> = Promise.resolve();
  return {
    make(request) {
      const made = previous.then(() => runJob(running, jobs++, request));
      previous = made.catch(() => {});
      return made;
    },
    close: () => running.close(),
  };
}

async function runJob(running: FeatureProcess, job: number, request: FeatureRequest): Promise<MadeFeatures> {
  const { table, expected, hidden = {}, onProgress } = request;
  const columns = inputColumns(request);
  await running.ready;
  const assembled = assembly(table.rows);
  running.send({ kind: 'job', job, inputs: columns.map(inputOf), hidden });
  const answered = new Promise<void>((resolve, reject) => {
    let sent = 0;
    let done = 0;
    const sendNext = () => {
      if (sent >= table.rows) return;
      const rows = Math.min(BLOCK_ROWS, table.rows - sent);
      running.send({
        kind: 'block',
        job,
        firstRow: sent,
        rows,
        columns: columns.map(column => part(column, sent, rows)),
      });
      sent += rows;
    };
    const message = (answer: FromChild) => {
      if (answer.kind === 'unusable') return reject(errorOf(answer.problem));
      // Answers to a request that failed may still be on their way.
      if (answer.kind === 'ready' || answer.job !== job) return;
      if (answer.kind === 'failed') return reject(errorOf(answer.problem, { columns, origin: table.origin }));
      assembled.add(answer);
      done += answer.rows;
      onProgress?.(done / table.rows);
      if (done === table.rows) resolve();
      else sendNext();
    };
    running.listen({ message, gone: reject });
    if (table.rows === 0) return resolve();
    for (let ahead = 0; ahead < BLOCKS_AHEAD; ahead++) sendNext();
  });
  try {
    await answered;
  } finally {
    running.listen(null);
  }
  return assembled.finish(expected);
}

function inputOf(column: Column): RowInput {
  const { name, type } = column;
  return type === 'categorical' ? { name, type, categories: column.categories } : { name, type };
}

function part(column: Column, first: number, rows: number): Float64Array | Int32Array {
  if (column.type === 'categorical') return column.codes.subarray(first, first + rows);
  return column.values.subarray(first, first + rows);
}
