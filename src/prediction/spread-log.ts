// The log of a batch: in this thread at first, on one of its own once the batch is large. Lines cost as much as reading.

import { hashWith } from '../prediction-log/hash-value.ts';
import type { LoggedRows } from '../prediction-log/logged-rows.ts';
import { openPredictionLog } from '../prediction-log/prediction-log.ts';
import { writerName } from '../prediction-log/run-id.ts';
import type { FromLogThread, LogThreadData, ToLogThread } from './log-thread.ts';
import { openThread } from './open-thread.ts';

export type SpreadLog = {
  /** Resolves once there is room for another block. */
  append(rows: LoggedRows): Promise<void>;
  close(): Promise<{ logged: number; dropped: number; failure: string | null }>;
};

/** Blocks that are logged here, before a thread has paid for its start. */
const BLOCKS_HERE = 4;
/** Blocks on their way to the thread. */
const MOST_AHEAD = 2;
/** Blocks that a log must have room for: there is some again once half are written, and then as many come as may be ahead. */
export const BLOCKS_WAITING = 2 * MOST_AHEAD;

/** Both are writers of the log, each with a name of its own. */
export function spreadLog(data: Omit<LogThreadData, 'writer'>): SpreadLog {
  const { folder, key, limits, time } = data;
  const here = openPredictionLog({
    ...{ folder, limits, source: 'predict', writer: writerName() },
    hash: hashWith(key),
    clock: () => time ?? Date.now(),
  });
  let thread: LogThread | null = null;
  let blocks = 0;
  return {
    async append(rows) {
      if (blocks++ < BLOCKS_HERE) {
        here.append(rows);
        return here.room();
      }
      thread ??= startThread({ ...data, writer: writerName() });
      return thread.append(rows);
    },
    async close() {
      const [, there] = await Promise.all([here.close(), thread?.close()]);
      const [{ logged, dropped } = { logged: 0, dropped: 0 }] = here.counts();
      return {
        logged: logged + (there?.logged ?? 0),
        dropped: dropped + (there?.dropped ?? 0),
        failure: here.failure()?.message ?? there?.failure ?? null,
      };
    },
  };
}

type LogThread = SpreadLog;

function startThread(data: LogThreadData): LogThread {
  const worker = openThread('log-thread', data);
  let sent = 0;
  let [ahead, closed] = [0, false];
  let waiting: () => void = () => {};
  const ended = new Promise<Awaited<ReturnType<SpreadLog['close']>>>(resolve => {
    const fail = (why: string) => {
      closed = true;
      waiting();
      resolve({ logged: 0, dropped: sent, failure: `the thread that logs ended: ${why}` });
    };
    worker.on('message', (message: FromLogThread) => {
      if (message.kind === 'closed') return resolve(message);
      ahead--;
      waiting();
    });
    worker.on('error', error => fail(error.message));
    worker.on('exit', code => fail(`exit code ${code}`));
  });
  return {
    async append({ table: { origin: _, ...table }, ...rest }) {
      sent += table.rows;
      if (closed) return;
      ahead++;
      // Lines need no places in the file.
      const rows = { ...rest, table: { ...table, origin: { files: [], lines: new Uint32Array(0) } } };
      worker.postMessage({ kind: 'rows', rows } satisfies ToLogThread);
      while (ahead >= MOST_AHEAD && !closed) {
        await new Promise<void>(resolve => {
          waiting = resolve;
        });
      }
    },
    async close() {
      if (!closed) worker.postMessage({ kind: 'close' } satisfies ToLogThread);
      const counts = await ended;
      await worker.terminate();
      return counts;
    },
  };
}
