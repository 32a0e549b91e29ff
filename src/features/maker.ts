// Features from the project's code, in a process that is kept warm: training asks once, serving many times.

import type { Column, Table } from '../data/table.ts';
import type { FeatureType } from '../models/learner.ts';
import { assembly, type MadeFeatures } from './assemble.ts';
import type { CollectedFeature } from './child/collect.ts';
import { unpackColumns } from './child/packed-columns.ts';
import type { Problem } from './child/problem.ts';
import type { FromChild, RowShape, ToChild, ToldFeature } from './child.ts';
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
  /** Whether columns that it gives may share their memory with the table's. */
  lends: boolean;
  /** Whether its process runs, as far as is known. */
  alive(): boolean;
  /** Ends the process; resolves once it is gone, so that its folder can be deleted. */
  close(): Promise<void>;
};

/** Rows that travel at once: large enough that messages cost nothing, small enough to work on both ends at once. */
const BLOCK_ROWS = 8192;
/** Numbers of jobs, which have 32 bits in a message: a server comes round to the first. */
const JOBS = 2 ** 32;
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
      const job = jobs;
      jobs = (jobs + 1) % JOBS;
      let sent = () => {};
      const before = allSent;
      allSent = new Promise<void>(resolve => {
        sent = resolve;
      });
      // The child takes blocks for the job that it was told of last: one job's are sent before the next is begun.
      return before.then(() => runJob(conversation, { job, request, sent })).finally(sent);
    },
    lends: false,
    alive: () => conversation.alive(),
    close: () => conversation.close(),
  };
}

type MadeBlock = {
  firstRow: number;
  rows: number;
  names: readonly string[];
  features: readonly CollectedFeature[];
};

/** Who asked for a job, and hears what becomes of it. */
type Asker = {
  made(block: MadeBlock): void;
  failed(problem: Problem, options?: { isOfRow?: boolean }): void;
  gone(reason: unknown): void;
};

type JobTold = Extract<ToChild, { kind: 'job' }>['more'];

type Conversation = Pick<FeatureProcess, 'send' | 'close'> & {
  ready: Promise<void>;
  /** Hands a job's answers to `listener` from now on; null ends that. */
  listen(job: number, listener: Asker | null): void;
  alive(): boolean;
  /** What is to be told with a job of these columns; null where that was done with the one before. */
  tell(columns: readonly Column[], hidden: Readonly<Record<string, string>>): JobTold;
};

/** Answers of the process, each to whom it concerns. */
function converse(running: FeatureProcess): Conversation {
  const listeners = new Map<number, Asker>();
  let end: { reason: unknown } | null = null;
  let shape: RowShape | null = null;
  const unpack = unpacker();
  const ready = running.ready.then(() =>
    running.listen({
      message(answer) {
        if (answer.kind === 'ready') return;
        if (answer.kind === 'unusable') {
          for (const listener of listeners.values()) listener.failed(answer.more);
          return;
        }
        // Answers to a request that failed may still be on their way: nobody listens any more.
        const listener = listeners.get(answer.place.job);
        if (answer.kind === 'failed') listener?.failed(answer.more, { isOfRow: true });
        else {
          // Also where nobody listens: what it tells of features holds for the next.
          const block = unpack(answer);
          listener?.made(block);
        }
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
        shape?.hidden === hidden &&
        shape.inputs.length === columns.length &&
        columns.every(
          ({ name, type }, at) => shape?.inputs[at].name === name && shape.inputs[at].type === type,
        );
      const categories = columns.some(({ type }) => type === 'categorical')
        ? columns.map(categoriesOf)
        : null;
      if (isKnown) return categories && { shape: null, categories };
      shape = { inputs: columns.map(({ name, type }) => ({ name, type })), hidden };
      return { shape, categories: categories ?? [] };
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
      return { place: { job, firstRow, rows }, columns: columns.map(column => part(column, firstRow, rows)) };
    };
    const sendNext = () => {
      if (sent < table.rows) conversation.send({ kind: 'block', more: null, ...nextBlock() });
    };
    conversation.listen(job, {
      made(block) {
        assembled.add(block);
        done += block.rows;
        onProgress?.(done / table.rows);
        if (done === table.rows) resolve();
        else sendNext();
      },
      failed(problem, { isOfRow = false } = {}) {
        reject(errorOf(problem, isOfRow ? { columns, origin: table.origin } : undefined));
      },
      gone: reject,
    });
    if (table.rows === 0) return resolve();
    // One message and not two: where a server asks for a row, messages are what costs.
    conversation.send({ kind: 'job', more: conversation.tell(columns, hidden), ...nextBlock() });
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

/** Blocks as they come, with what was told of their features before. */
function unpacker(): (answer: Extract<FromChild, { kind: 'block' }>) => MadeBlock {
  let names: readonly string[] = [];
  let features: readonly ToldFeature[] = [];
  let categorical: readonly boolean[] = [];
  return ({ more, place: { firstRow, rows }, columns }) => {
    if (more !== null) {
      ({ names, features } = more);
      categorical = features.map(({ added }) => added !== null);
    }
    const values = unpackColumns(columns, rows, categorical);
    const made = features.map(({ name, added }, at): CollectedFeature => {
      if (added === null) return { name, type: 'numeric', values: values[at] as Float64Array };
      const fresh = more === null ? [] : added;
      return { name, type: 'categorical', codes: values[at] as Int32Array, added: fresh };
    });
    return { firstRow, rows, names, features: made };
  };
}

function part(column: Column, first: number, rows: number): Float64Array | Int32Array {
  const values = column.type === 'categorical' ? column.codes : column.values;
  return first === 0 && rows === values.length ? values : values.subarray(first, first + rows);
}
