// The log of predictions, as its writer sees it: rows are taken at once, and written when there is time.

import type { HashValue } from './hash-value.ts';
import { lineBytes, makeRoom, putBytes, takeBytes } from './line-bytes.ts';
import { openLogFile } from './log-file.ts';
import { LOG_LIMITS, type LogLimits } from './log-limits.ts';
import type { LogSource } from './log-names.ts';
import type { FailedRequest, LoggedRows, Role } from './logged-rows.ts';
import { LOG_FORMAT } from './parse-line.ts';
import { failureLine, lineWriter, type WriteLine } from './prediction-line.ts';

/** Rows by branch and role since the log was opened. `waiting` are neither yet: what was served is the sum of the three. */
export type LogCount = { branch: string; role: Role; logged: number; dropped: number; waiting: number };

export type PredictionLog = {
  /**
   * Takes the rows of one request. Neither waits nor throws: what there is no room for, and what cannot be written,
   * is counted as dropped.
   */
  append(rows: LoggedRows): void;
  /** Takes a request that was not answered; it is no row, and counts nowhere. Nor does it wait, or throw. */
  appendFailure(failure: FailedRequest): void;
  counts(): LogCount[];
  /** What the file system said last where something could not be written; null where all could be. */
  failure(): Error | null;
  /** Resolves once there is room for a block of rows: for whoever can wait, as a batch can and a server cannot. */
  room(): Promise<void>;
  /** Resolves once all that was appended before is in its file or counted as dropped. */
  flush(): Promise<void>;
  /** The same, and says in the file that no more will come; what is appended later is dropped. */
  close(): Promise<void>;
};

/** How long a row may stay in memory: promised is a second, and a disk takes its time. */
const FLUSH_MILLISECONDS = 250;
/** Lines that are handed to the disk at once. */
const CHUNK_BYTES = 1 << 19;
/** Written lines that the disk has not taken yet; beyond it rows stay as they came. */
const MOST_CHUNKS = 8;
/** Memory of chunks that is kept for those to come. */
const MOST_SPARES = 2;
/** How long others wait for us at most while lines are made, and how many rows pass between two looks at the clock. */
const SLICE_MILLISECONDS = 0.4;
const SLICE_ROWS = 32;

type Waiting = {
  rows: LoggedRows;
  count: number;
  bytes: number;
  at: number;
  firstSeq: number;
  done: number;
  tally: LogCount;
};
type Chunk = { bytes: Buffer; tallies: Map<LogCount, number> };

/**
 * `folder` is made where it is missing. `writer` is twelve hexadecimal digits that no other writer has; `hash` makes
 * what is written of units, identifiers and other values that are not to be read.
 */
export function openPredictionLog({
  folder,
  source,
  writer,
  hash,
  clock,
  limits = LOG_LIMITS,
  onFailure = () => {},
}: {
  folder: string;
  source: LogSource;
  writer: string;
  hash: HashValue;
  /** Milliseconds since 1970. */
  clock: () => number;
  limits?: LogLimits;
  /** Told once where rows cannot be written, and with null once they can again. */
  onFailure?: (failure: Error | null) => void;
}): PredictionLog {
  const tallies = new Map<string, LogCount>();
  const queue: Waiting[] = [];
  const chunks: Chunk[] = [];
  const out = lineBytes(1 << 16);
  const spares: Buffer[] = [];
  const writerOf = lineWriter(out, hash);
  let lines: { of: Waiting; write: WriteLine } | null = null;
  let inOut = new Map<LogCount, number>();
  let [seq, waitingRows, waitingBytes] = [0, 0, 0];
  let closed = false;
  let failure: Error | null = null;
  let failing = false;
  let scheduled = false;
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> | null = null;
  let roomWaiters: (() => void)[] = [];
  // An hour without a prediction leaves no file open; nobody waits for this.
  const idle = setInterval(() => {
    if (writing === null && chunks.length === 0) writing = file.endIfOld().finally(afterWriting);
  }, limits.file.milliseconds).unref();
  const file = openLogFile({
    format: LOG_FORMAT,
    folder,
    name: { source, began: clock(), writer, part: 0 },
    clock,
    limits: limits.file,
    retention: limits.retention,
    seq: () => seq,
  });

  const tallyOf = (branch: string, role: Role): LogCount => {
    const name = `${role} ${branch}`;
    let tally = tallies.get(name);
    if (tally === undefined) {
      tally = { branch, role, logged: 0, dropped: 0, waiting: 0 };
      tallies.set(name, tally);
    }
    return tally;
  };
  const settle = (tally: LogCount, rows: number, as: 'logged' | 'dropped'): void => {
    tally.waiting -= rows;
    tally[as] += rows;
  };
  const release = (entry: Waiting): void => {
    waitingRows -= entry.count;
    waitingBytes -= entry.bytes;
    queue.shift();
    lines = null;
    if (hasRoom()) for (const go of roomWaiters.splice(0)) go();
  };
  const hasRoom = (): boolean =>
    2 * waitingRows <= limits.waitingRows && 2 * waitingBytes <= limits.waitingBytes;

  const seal = (): void => {
    if (out.at === 0) return;
    chunks.push({ bytes: takeBytes(out, spares.pop()), tallies: inOut });
    inOut = new Map();
    writing ??= writeChunks().finally(afterWriting);
  };
  const afterWriting = (): void => {
    writing = null;
    if (chunks.length > 0) writing = writeChunks().finally(afterWriting);
    if (queue.length > 0) schedule();
  };
  const writeChunks = async (): Promise<void> => {
    for (let chunk = chunks[0]; chunk !== undefined; chunk = chunks[0]) {
      const written = await file.write(chunk.bytes).then(
        () => true,
        (error: Error) => {
          failure = error;
          return false;
        },
      );
      for (const [tally, rows] of chunk.tallies) settle(tally, rows, written ? 'logged' : 'dropped');
      if (failing === written) {
        failing = !written;
        onFailure(written ? null : failure);
      }
      chunks.shift();
      if (spares.length < MOST_SPARES) spares.push(Buffer.from(chunk.bytes.buffer));
    }
  };

  /** Makes lines for a while; true where none are left to make. */
  const makeLines = (): boolean => {
    const until = performance.now() + SLICE_MILLISECONDS;
    for (let entry = queue[0]; entry !== undefined; entry = queue[0]) {
      if (chunks.length >= MOST_CHUNKS) return false;
      const last = Math.min(entry.count, entry.done + SLICE_ROWS);
      const begun = out.at;
      const first = entry.done;
      try {
        if (lines?.of !== entry) {
          lines = { of: entry, write: writerOf(entry.rows, entry.at) };
        }
        for (; entry.done < last; entry.done++) lines.write(entry.done, entry.firstSeq + entry.done);
        inOut.set(entry.tally, (inOut.get(entry.tally) ?? 0) + last - first);
      } catch {
        // Rows that cannot be made into a line, such as a time beyond the calendar: none of theirs is half there.
        out.at = begun;
        settle(entry.tally, entry.count - first, 'dropped');
        entry.done = entry.count;
      }
      if (entry.done === entry.count) release(entry);
      if (out.at >= CHUNK_BYTES) seal();
      if (performance.now() > until) return queue.length === 0;
    }
    return true;
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      // Where the disk is behind, its next answer goes on.
      if (!makeLines() && chunks.length < MOST_CHUNKS) schedule();
    });
  };
  const flush = async (): Promise<void> => {
    while (queue.length > 0 || out.at > 0 || writing !== null) {
      if (makeLines()) seal();
      await (writing ?? new Promise(resolve => setImmediate(resolve)));
    }
  };
  const onTime = (): void => {
    timer = null;
    if (queue.length > 0) schedule();
    seal();
    if (queue.length > 0 || out.at > 0) startTimer();
  };
  const startTimer = (): void => {
    timer ??= setTimeout(onTime, FLUSH_MILLISECONDS).unref();
  };

  return {
    append(rows) {
      const count = rows.table.rows;
      if (count === 0) return;
      const tally = tallyOf(rows.model.branch, rows.role);
      const firstSeq = seq + 1;
      seq += count;
      tally.waiting += count;
      const bytes = rows.bytes ?? 16 * count * rows.table.columns.length;
      const fits =
        queue.length === 0 ||
        (waitingRows + count <= limits.waitingRows && waitingBytes + bytes <= limits.waitingBytes);
      if (closed || !fits) return settle(tally, count, 'dropped');
      waitingRows += count;
      waitingBytes += bytes;
      queue.push({ rows, count, bytes, at: clock(), firstSeq, done: 0, tally });
      schedule();
      startTimer();
    },
    appendFailure(failure) {
      if (closed || chunks.length >= MOST_CHUNKS) return;
      const line = Buffer.from(failureLine(failure, { time: clock(), hash }));
      makeRoom(out, line.length);
      out.at = putBytes(out.bytes, out.at, line);
      startTimer();
    },
    counts: () => Array.from(tallies.values(), tally => ({ ...tally })),
    failure: () => failure,
    room: () => (hasRoom() ? Promise.resolve() : new Promise(go => roomWaiters.push(go))),
    flush,
    async close() {
      closed = true;
      await flush();
      if (timer !== null) clearTimeout(timer);
      clearInterval(idle);
      await file.end('closed', seq);
      roomWaiters = [];
    },
  };
}
