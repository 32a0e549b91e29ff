// A thread that logs: a message is rows, the answer to each that there is room for more.

import { parentPort, workerData } from 'node:worker_threads';
import { hashWith } from '../prediction-log/hash-value.ts';
import type { LogLimits } from '../prediction-log/log-limits.ts';
import type { LoggedRows } from '../prediction-log/logged-rows.ts';
import { openPredictionLog } from '../prediction-log/prediction-log.ts';

export type LogThreadData = {
  folder: string;
  writer: string;
  key: Uint8Array;
  limits: LogLimits;
  /** The clock that stands still, in milliseconds since 1970; null for the real one. */
  time: number | null;
};
export type ToLogThread = { kind: 'rows'; rows: LoggedRows } | { kind: 'close' };
export type FromLogThread =
  | { kind: 'room' }
  | { kind: 'closed'; logged: number; dropped: number; failure: string | null };

const { key, time, ...rest } = workerData as LogThreadData;
const port = parentPort!;
const log = openPredictionLog({
  ...rest,
  source: 'predict',
  hash: hashWith(key),
  clock: () => time ?? Date.now(),
});

port.on('message', async (message: ToLogThread) => {
  if (message.kind === 'rows') {
    log.append(message.rows);
    await log.room();
    port.postMessage({ kind: 'room' } satisfies FromLogThread);
    return;
  }
  await log.close();
  const [{ logged, dropped } = { logged: 0, dropped: 0 }] = log.counts();
  const failure = log.failure()?.message ?? null;
  port.postMessage({ kind: 'closed', logged, dropped, failure } satisfies FromLogThread);
});
