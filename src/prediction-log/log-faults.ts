// What is wrong with what was read of a log: lines cut short, lines of others, numbers that are missing.

import { isRunning, ownMark, type ProcessMark } from '../repository/journal/process-mark.ts';
import type { LogFileFound } from './log-files.ts';
import type { LogLine } from './parse-line.ts';

export type LogFaults = {
  /** Last lines that were cut short, by a kill or because they are being written. */
  torn: number;
  /** Lines that are none of the log's. */
  foreign: number;
  /** Predictions whose numbers are missing between others: dropped, or lost. */
  missing: number;
  /** Writers that were killed: what they were given in their last second may be missing too. */
  killed: string[];
};

/** Numbers seen of a stretch of one writer's lines without a gap in the reading. */
type Stretch = { first: number; last: number; count: number };
type Writer = { lastPart: number; process: ProcessMark | null; closed: boolean; changed: number };

export type FaultCounter = {
  /** `stretch` names what was read without a gap: a writer, or one of its files. */
  see(line: LogLine | null, from: LogFileFound, stretch: string): void;
  torn(): void;
  faults(now: number): Promise<LogFaults>;
};

export function countFaults(): FaultCounter {
  const stretches = new Map<string, Stretch>();
  const writers = new Map<string, Writer>();
  let [torn, foreign] = [0, 0];

  const writerOf = ({ name: { writer, part }, changed }: LogFileFound): Writer => {
    let known = writers.get(writer);
    if (known === undefined) {
      known = { lastPart: part, process: null, closed: false, changed };
      writers.set(writer, known);
    }
    if (part > known.lastPart) Object.assign(known, { lastPart: part, closed: false, changed });
    return known;
  };
  const extend = (name: string, seq: number, counts: 0 | 1): void => {
    const known = stretches.get(name);
    if (known === undefined) {
      // The line that ends a file tells nothing of where its numbers begin.
      if (counts === 1) stretches.set(name, { first: seq, last: seq, count: 1 });
      return;
    }
    known.first = Math.min(known.first, seq);
    known.last = Math.max(known.last, seq);
    known.count += counts;
  };

  return {
    see(line, from, stretch) {
      if (line === null) {
        foreign++;
        return;
      }
      const writer = writerOf(from);
      if (line.kind === 'prediction') extend(stretch, line.prediction.seq, 1);
      if (line.kind === 'begin') writer.process = line.process;
      if (line.kind !== 'end') return;
      // Where a file was full, the numbers given since then are those of the next.
      if (line.why === 'closed') extend(stretch, line.seq, 0);
      // One that was idle for so long that its file was closed had nothing to lose.
      if (from.name.part === writer.lastPart) writer.closed = true;
    },
    torn() {
      torn++;
    },
    async faults(now) {
      let missing = 0;
      for (const { first, last, count } of stretches.values())
        missing += Math.max(0, last - first + 1 - count);
      const killed: string[] = [];
      const own = await ownMark();
      const isOwn = ({ id, host, started }: ProcessMark) =>
        id === own.id && host === own.host && started === own.started;
      for (const [name, { process, closed, changed }] of writers) {
        if (closed || process === null || isOwn(process)) continue;
        if (await isRunning(process, now - changed)) continue;
        killed.push(name);
      }
      return { torn, foreign, missing, killed: killed.sort() };
    },
  };
}
