// Features from the project's code, in a process that is kept warm: training asks once, serving many times.

import type { Column, Table } from '../data/table.ts';
import type { FeatureType } from '../models/learner.ts';
import { assembly, type MadeFeatures } from './assemble.ts';
import type { CollectedFeature } from './child/collect.ts';
import { packColumns, unpackColumns } from './child/packed-columns.ts';
import type { FromChild, RowShape } from './child.ts';
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
  /**
   * Requests are answered in order; one travels while the one before is worked on, so that who asks for the next before
   * the answer has come keeps both processes busy. A row that fails rejects its request only; the process lives on.
   */
  make(request: FeatureRequest): Promise<MadeFeatures>;
  /** Whether its process runs, as far as is known. */
  alive(): boolean;
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
  const conversation = converse(startFeatureProcess(options));
  let jobs = 0;
  let allSent: Promise<unknown> = Promise.resolve();
  return {
    make(request) {
      const job = jobs++;
      let sent = () => {};
      const before = allSent;
      allSent = new Promise<void>(resolve => {
        sent = resolve;
      });
      // The child takes blocks for the job that it was told of last: one job's are sent before the next is begun.
      return before.then(() => runJob(conversation, { job, request, sent })).finally(sent);
    },
    alive: () => conversation.alive(),
    close: () => conversation.close(),
  };
}

type Answered = { message(answer: FromChild): void; gone(reason: unknown): void };

type Conversation = Pick<FeatureProcess, 'send' | 'close'> & {
  ready: Promise<void>;
  /** Hands a job's answers to `listener` from now on; null ends that. */
  listen(job: number, listener: Answered | null): void;
  alive(): boolean;
  /** The shape to be told with a job of these columns; null where it was told with the one before. */
  tell(columns: readonly Column[], hidden: Readonly<Record<string, string>>): RowShape | null;
};

/** Answers of the process, each to whom it concerns. */
function converse(running: FeatureProcess): Conversation {
  const listeners = new Map<number, Answered>();
  let end: { reason: unknown } | null = null;
  let told: RowShape | null = null;
  const ready = running.ready.then(() =>
    running.listen({
      message(answer) {
        // Answers to a request that failed may still be on their way: nobody listens any more.
        if (answer.kind === 'block' || answer.kind === 'failed') listeners.get(answer.job)?.message(answer);
        else for (const listener of listeners.values()) listener.message(answer);
      },
      gone(reason) {
        end = { reason };
        for (const listener of listeners.values()) listener.gone(reason);
      },
    }),
  );
  // A process that is closed before anybody asked for features is no unhandled rejection.
  ready.catch(() => {});
  return {
    ready,
    send: message => running.send(message),
    listen(job, listener) {
      if (listener === null) listeners.delete(job);
      else if (end !== null) listener.gone(end.reason);
      else listeners.set(job, listener);
    },
    alive: () => end === null,
    tell(columns, hidden) {
      const isKnown =
        told?.hidden === hidden &&
        told.inputs.length === columns.length &&
        columns.every(
          ({ name, type }, at) => told?.inputs[at].name === name && told.inputs[at].type === type,
        );
      if (isKnown) return null;
      told = { inputs: columns.map(({ name, type }) => ({ name, type })), hidden };
      return told;
    },
    close: () => running.close(),
  };
}

const NOTHING_HIDDEN = {};

async function runJob(
  conversation: Conversation,
  { job, request, sent: allSent }: { job: number; request: FeatureRequest; sent: () => void },
): Promise<MadeFeatures> {
  const { table, expected, hidden = NOTHING_HIDDEN, onProgress } = request;
  const columns = inputColumns(request);
  await conversation.ready;
  const assembled = assembly(table.rows);
  const answered = new Promise<void>((resolve, reject) => {
    let sent = 0;
    let done = 0;
    const nextBlock = () => {
      const [firstRow, rows] = [sent, Math.min(BLOCK_ROWS, table.rows - sent)];
      sent += rows;
      if (sent === table.rows) allSent();
      const parts = columns.map(column => part(column, firstRow, rows));
      return { job, firstRow, rows, columns: packColumns(parts, rows) };
    };
    const sendNext = () => {
      if (sent < table.rows) conversation.send({ kind: 'block', ...nextBlock() });
    };
    const message = (answer: FromChild) => {
      if (answer.kind === 'unusable') return reject(errorOf(answer.problem));
      if (answer.kind === 'failed') return reject(errorOf(answer.problem, { columns, origin: table.origin }));
      if (answer.kind !== 'block') return;
      assembled.add({ ...answer, features: unpacked(answer) });
      done += answer.rows;
      onProgress?.(done / table.rows);
      if (done === table.rows) resolve();
      else sendNext();
    };
    conversation.listen(job, { message, gone: reject });
    if (table.rows === 0) return resolve();
    // One message and not two: where a server asks for a row, messages are what costs.
    const shape = conversation.tell(columns, hidden);
    conversation.send({ kind: 'job', job, shape, categories: columns.map(categoriesOf), first: nextBlock() });
    for (let ahead = 1; ahead < BLOCKS_AHEAD; ahead++) sendNext();
  });
  try {
    await answered;
  } finally {
    conversation.listen(job, null);
  }
  return assembled.finish(expected);
}

function categoriesOf(column: Column): readonly string[] | null {
  return column.type === 'categorical' ? column.categories : null;
}

function unpacked({ features, columns, rows }: Extract<FromChild, { kind: 'block' }>): CollectedFeature[] {
  const categorical = features.map(({ added }) => added !== null);
  const values = unpackColumns(columns, rows, categorical);
  return features.map(({ name, added }, at) =>
    added === null
      ? { name, type: 'numeric', values: values[at] as Float64Array }
      : { name, type: 'categorical', codes: values[at] as Int32Array, added },
  );
}

function part(column: Column, first: number, rows: number): Float64Array | Int32Array {
  if (column.type === 'categorical') return column.codes.subarray(first, first + rows);
  return column.values.subarray(first, first + rows);
}
