// Requests that come within one turn of the event loop travel to the model's process as one block. What goes wrong with
// a block is found out request by request, so that nobody is answered for another's row.

import type { Table } from '../../data/table.ts';
import { CommandError } from '../../errors.ts';
import type { Prediction } from '../../models/learner.ts';
import { badRequest, Rejection } from '../rejection.ts';
import { joinTables, partOf } from './join-tables.ts';
import type { KeptPredictor } from './keep-alive.ts';

export type BatchLimits = {
  /** Rows of one block; a request with more goes alone. */
  rows: number;
  /** Rows that may wait before further requests are sent away. */
  waitingRows: number;
  /** Seconds that the code may take for a block. */
  seconds: number;
};

export type AnswerBatches = {
  /** Throws Rejection: 400 where the code cannot take a row, 429 where too many wait, 500, 503 and 504 where it fails. */
  predict(table: Table): Promise<Prediction>;
  /** Rows that wait or are under way. */
  waiting(): number;
};

type Request = {
  table: Table;
  /** Travels alone: it was in a block that failed. */
  alone: boolean;
  /** How often the process ended while this one was under way by itself. */
  ends: number;
  resolve(prediction: Prediction): void;
  reject(why: unknown): void;
};

/** Blocks under way: one gets its features while others are predicted, on threads. */
const UNDER_WAY = 4;
/** Rows that make a second block worth its message; fewer wait for the answer of the first, and for company. */
const WORTH_A_BLOCK = 256;

export function answerBatches(kept: KeptPredictor, limits: BatchLimits): AnswerBatches {
  const queue: Request[] = [];
  let underWay = 0;
  let rows = 0;
  /** Of them those that are not under way. */
  let queued = 0;
  let scheduled = false;
  /** Blocks are answered in order: the time of one begins where the one before ended. */
  let before: Promise<unknown> = Promise.resolve();

  const schedule = () => {
    if (scheduled || !isDue()) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      if (isDue()) send(take());
      schedule();
    });
  };
  const isDue = (): boolean =>
    queue.length > 0 && (underWay === 0 || (underWay < UNDER_WAY && queued >= WORTH_A_BLOCK));
  const take = (): Request[] => {
    const block = takeBlock(queue, limits.rows);
    for (const { table } of block) queued -= table.rows;
    return block;
  };
  const enqueue = (request: Request): void => {
    queue.push(request);
    queued += request.table.rows;
    schedule();
  };
  const send = async (requests: Request[]) => {
    underWay++;
    const previous = before;
    let done = () => {};
    before = new Promise<void>(resolve => {
      done = resolve;
    });
    try {
      const prediction = await predictWithin(joinTables(requests.map(({ table }) => table)), previous);
      let first = 0;
      for (const { table, resolve } of requests) {
        resolve(requests.length === 1 ? prediction : partOf(prediction, first, table.rows));
        first += table.rows;
      }
    } catch (error) {
      for (const request of requests) failed(request, requests.length, error);
    } finally {
      done();
      underWay--;
      schedule();
    }
  };
  const failed = (request: Request, together: number, error: unknown) => {
    const ended = error instanceof Ended;
    // A row that hung by itself is not given another such time; one whose process ended may have had no part in it.
    const again = together > 1 || (ended && (error.innocent || (!error.hung && request.ends === 0)));
    if (!again) return request.reject(ended ? error.rejection : rejectionOf(error));
    request.alone = true;
    if (ended && together === 1 && !error.innocent) request.ends++;
    enqueue(request);
  };
  const predictWithin = async (table: Table, previous: Promise<unknown>): Promise<Prediction> => {
    const predictor = await kept.get();
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      previous.then(() => {
        timer = setTimeout(() => {
          kept.lose(predictor, `no answer within ${limits.seconds} s`);
          const rejection = new Rejection(504, `the model's code took longer than ${limits.seconds} s`);
          reject(new Ended(rejection, { hung: true }));
        }, limits.seconds * 1000);
      });
    });
    try {
      const prediction = await Promise.race([predictor.predict(table), tooLong]);
      kept.answered();
      return prediction;
    } catch (error) {
      if (error instanceof Ended || predictor.alive()) throw error;
      // The block at the head hears of the end first; whoever stood behind it had no part in it.
      const innocent = !kept.lose(predictor, messageOf(error));
      throw new Ended(new Rejection(500, "the model's code ended its process on this row"), { innocent });
    } finally {
      clearTimeout(timer);
      previous.then(() => clearTimeout(timer));
    }
  };

  return {
    predict(table) {
      if (rows > 0 && rows + table.rows > limits.waitingRows) {
        return Promise.reject(new Rejection(429, 'too many rows wait for this model', 1));
      }
      rows += table.rows;
      return new Promise<Prediction>((resolve, reject) => {
        enqueue({ table, alone: false, ends: 0, resolve, reject });
      }).finally(() => {
        rows -= table.rows;
      });
    },
    waiting: () => rows,
  };
}

/** The process is gone. `innocent`: the block before was under way, and this one may have had no part in it. */
class Ended extends Error {
  readonly rejection: Rejection;
  readonly innocent: boolean;
  readonly hung: boolean;

  constructor(rejection: Rejection, { innocent = false, hung = false }) {
    super(rejection.message);
    this.rejection = rejection;
    this.innocent = innocent;
    this.hung = hung;
  }
}

function takeBlock(queue: Request[], most: number): Request[] {
  const block = [queue.shift()!];
  let rows = block[0].table.rows;
  while (!block[0].alone && queue.length > 0 && !queue[0].alone && rows + queue[0].table.rows <= most) {
    const next = queue.shift()!;
    rows += next.table.rows;
    block.push(next);
  }
  return block;
}

function rejectionOf(error: unknown): unknown {
  if (error instanceof Rejection || !(error instanceof CommandError)) return error;
  return badRequest(error.message.split('\n')[0]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
