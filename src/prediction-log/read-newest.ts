// The newest predictions of a log, whichever of its writers wrote them.

import { readLinesBackward } from './lines-of-file.ts';
import { countFaults, type LogFaults } from './log-faults.ts';
import { listLogFiles } from './log-files.ts';
import type { LogSource } from './log-names.ts';
import { type LoggedPrediction, parseLogLine } from './parse-line.ts';

export type NewestPredictions = {
  /** The oldest first; of one writer in the order of its numbers, whatever its clock said. */
  predictions: LoggedPrediction[];
  /** Of what was read for them. */
  faults: LogFaults;
};

/**
 * The newest `rows` predictions that `wanted` takes. Files are read from their ends and no further than needed: memory
 * is that of the rows and one block, time does not grow with the log. A folder that is not there has none.
 */
export async function readNewestPredictions({
  folder,
  rows,
  since = Number.NEGATIVE_INFINITY,
  sources,
  wanted = () => true,
  now,
}: {
  folder: string;
  rows: number;
  /** None before this time, in milliseconds since 1970. */
  since?: number;
  /** All where not said. */
  sources?: readonly LogSource[];
  wanted?: (prediction: LoggedPrediction) => boolean;
  /** Milliseconds since 1970; by it a writer that has long been silent is told from one that was killed. */
  now: number;
}): Promise<NewestPredictions> {
  const counter = countFaults();
  let newest: Placed[] = [];
  const oldestKept = () => (newest.length < rows ? since : Math.max(since, newest[0].at));
  const files = (await listLogFiles(folder))
    .filter(({ name }) => sources?.includes(name.source) ?? true)
    .sort((one, other) => other.changed - one.changed || other.name.part - one.name.part);
  for (const from of files) {
    if (from.changed < oldestKept()) break;
    const blocks: LoggedPrediction[][] = [];
    let found = 0;
    const cut = await readLinesBackward(from.file, lines => {
      const block: LoggedPrediction[] = [];
      let latest = Number.NEGATIVE_INFINITY;
      for (const text of lines) {
        const line = parseLogLine(text);
        counter.see(line, from, from.file);
        if (line?.kind !== 'prediction') continue;
        latest = Math.max(latest, line.prediction.time);
        if (line.prediction.time >= since && wanted(line.prediction)) block.push(line.prediction);
      }
      blocks.push(block);
      found += block.length;
      return found < rows && (latest >= oldestKept() || latest === Number.NEGATIVE_INFINITY);
    }).catch(ifGone);
    if (cut !== null && cut > 0) counter.torn();
    newest = [...newest, ...placed(blocks.reverse().flat())].sort((one, other) => one.at - other.at);
    newest = newest.slice(Math.max(0, newest.length - rows));
  }
  return {
    predictions: newest.map(({ prediction }) => prediction),
    faults: await counter.faults(now),
  };
}

/** `at` is the time by which predictions of several writers are put in order. */
type Placed = { at: number; prediction: LoggedPrediction };

/** Of one writer none comes before those that it wrote earlier, though its clock was set back. */
function placed(predictions: readonly LoggedPrediction[]): Placed[] {
  let at = Number.NEGATIVE_INFINITY;
  return predictions.map(prediction => {
    at = Math.max(at, prediction.time);
    return { at, prediction };
  });
}

/** A file that was deleted between listing and reading, as being too old, has nothing that is missed. */
export function ifGone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
