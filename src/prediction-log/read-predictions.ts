// All predictions of a log, those of its writers merged in the order of time.

import { readLinesInTurn } from './lines-of-file.ts';
import { countFaults, type FaultCounter, type LogFaults } from './log-faults.ts';
import { type LogFileFound, listLogFiles } from './log-files.ts';
import type { LogSource } from './log-names.ts';
import {
  type LoggedFailure,
  type LoggedPrediction,
  parseLogLine,
  parseWithoutFeatures,
} from './parse-line.ts';
import { ifGone } from './read-newest.ts';

/**
 * Hands every prediction that `wanted` takes to `onPrediction`, by time; those of one writer in the order of their
 * numbers, whatever its clock said. Memory is a block of each writer that was at work at one time, whatever the size of the log.
 * A folder that is not there has none.
 */
export async function readPredictions({
  folder,
  sources,
  wanted = () => true,
  onPrediction,
  onFailure,
  withFeatures = true,
  now,
}: {
  folder: string;
  /** All where not said. */
  sources?: readonly LogSource[];
  wanted?: (prediction: LoggedPrediction) => boolean;
  onPrediction: (prediction: LoggedPrediction) => void;
  /** Requests that were not answered, in their places among the predictions; passed over where it is not said. */
  onFailure?: (failure: LoggedFailure) => void;
  /** False: `key` and `features` are empty, and reading takes half the time. */
  withFeatures?: boolean;
  /** As in `readNewestPredictions`. */
  now: number;
}): Promise<LogFaults> {
  const counter = countFaults();
  const how: Reading = { wanted, wantsFailures: onFailure !== undefined, withFeatures };
  const waiting = byWriter(await listLogFiles(folder), sources);
  const open: Stream[] = [];
  while (waiting.length > 0 || open.length > 0) {
    // Nobody wrote before it began; times of clocks that were set back are no earlier than that by our order.
    const first = earliest(open);
    if (waiting.length > 0 && (first === null || waiting[0][0].name.began <= first.at)) {
      const stream = streamOf(waiting.shift()!, counter, how);
      if (await stream.advance()) open.push(stream);
      continue;
    }
    if (first === null) break;
    const { at: limit } = earliest(open.filter(stream => stream !== first)) ?? { at: Infinity };
    const next = Math.min(limit, waiting[0]?.[0].name.began ?? Infinity);
    // As long as it is the earliest, without looking at the others.
    do {
      const entry = first.take();
      if ('failed' in entry) onFailure?.(entry);
      else onPrediction(entry);
      if (first.isEmpty() && !(await first.advance())) {
        open.splice(open.indexOf(first), 1);
        break;
      }
    } while (first.at < next);
  }
  return counter.faults(now);
}

/** Files of each writer in their order, the writers by when they began. */
function byWriter(
  files: readonly LogFileFound[],
  sources: readonly LogSource[] | undefined,
): LogFileFound[][] {
  const writers = new Map<string, LogFileFound[]>();
  for (const file of files) {
    const { writer, source } = file.name;
    if (sources !== undefined && !sources.includes(source)) continue;
    const known = writers.get(writer);
    if (known === undefined) writers.set(writer, [file]);
    else known.push(file);
  }
  return [...writers.values()];
}

function earliest(streams: readonly Stream[]): Stream | null {
  let found: Stream | null = null;
  for (const stream of streams) if (found === null || stream.at < found.at) found = stream;
  return found;
}

type Reading = {
  wanted: (prediction: LoggedPrediction) => boolean;
  wantsFailures: boolean;
  withFeatures: boolean;
};

type Entry = LoggedPrediction | LoggedFailure;

type Stream = {
  /** Time of what `take` gives; never falls. */
  readonly at: number;
  take(): Entry;
  isEmpty(): boolean;
  /** Reads until there is something to take; false at the end. */
  advance(): Promise<boolean>;
};

function streamOf(
  files: readonly LogFileFound[],
  counter: FaultCounter,
  { wanted, wantsFailures, withFeatures }: Reading,
): Stream {
  const parse = withFeatures ? parseLogLine : parseWithoutFeatures;
  let block: Entry[] = [];
  let place = 0;
  let file = 0;
  let lines = readLinesInTurn(files[0].file);
  let at = files[0].name.began;
  const settle = () => {
    if (place < block.length) at = Math.max(at, block[place].time);
  };
  return {
    get at() {
      return at;
    },
    take() {
      const taken = block[place++];
      settle();
      return taken;
    },
    isEmpty: () => place >= block.length,
    async advance() {
      while (file < files.length) {
        const from = files[file];
        const read = await lines.next().catch(ifGone);
        if (read === null || read.done) {
          if (read?.done && read.value.rest > 0) counter.torn();
          file++;
          if (file < files.length) lines = readLinesInTurn(files[file].file);
          continue;
        }
        block = [];
        place = 0;
        for (const text of read.value) {
          const line = parse(text);
          counter.see(line, from, from.name.writer);
          if (line?.kind === 'prediction' && wanted(line.prediction)) block.push(line.prediction);
          if (line?.kind === 'failure' && wantsFailures) block.push(line.failure);
        }
        settle();
        if (block.length > 0) return true;
      }
      return false;
    },
  };
}
