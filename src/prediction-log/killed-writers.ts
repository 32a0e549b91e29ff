// Writers of a log that were ended without a word: by a kill, a crash, a machine that lost its power.

import { open } from 'node:fs/promises';
import { isRunning } from '../repository/journal/process-mark.ts';
import { type LogFileFound, listLogFiles } from './log-files.ts';
import type { LogSource } from './log-names.ts';
import { parseLogLine } from './parse-line.ts';
import { ifGone } from './read-newest.ts';

export type KilledWriter = {
  writer: string;
  /** When it began, and when it last wrote, in milliseconds since 1970. */
  began: number;
  last: number;
};

/** Lines that begin and end a file are shorter than this. */
const FRAME_BYTES = 1024;

/**
 * Those of `source`, in the order of their beginnings: what they were given in their last quarter of a second may be
 * missing. Reads two blocks of each writer's last file; a folder that is not there has none.
 */
export async function killedWriters({
  folder,
  source,
  now,
}: {
  folder: string;
  source: LogSource;
  /** As in `readNewestPredictions`. */
  now: number;
}): Promise<KilledWriter[]> {
  const last = new Map<string, LogFileFound>();
  for (const found of await listLogFiles(folder)) {
    const { writer, part } = found.name;
    if (found.name.source === source && part > (last.get(writer)?.name.part ?? 0)) last.set(writer, found);
  }
  const killed = await Promise.all(
    [...last.values()].map(async found => ((await endedWithoutWord(found, now)) ? [found] : [])),
  );
  return killed
    .flat()
    .map(({ name: { writer, began }, changed }) => ({ writer, began, last: Math.round(changed) }));
}

/**
 * Of those, the ones that no other writer can have told of: whoever began later than they last wrote has. `own` is the
 * writer that asks.
 */
export async function newlyKilledWriters(
  place: Parameters<typeof killedWriters>[0],
  own: string,
): Promise<KilledWriter[]> {
  const killed = await killedWriters(place);
  const others = (await listLogFiles(place.folder)).filter(
    ({ name }) => name.source === place.source && name.writer !== own,
  );
  const newest = Math.max(...others.map(({ name }) => name.began));
  return killed.filter(({ last }) => last >= newest);
}

async function endedWithoutWord({ file, changed }: LogFileFound, now: number): Promise<boolean> {
  const handle = await open(file).catch(ifGone);
  if (handle === null) return false;
  try {
    const { size } = await handle.stat();
    const block = async (at: number) => {
      const bytes = Buffer.alloc(Math.min(size, FRAME_BYTES));
      await handle.read(bytes, 0, bytes.length, at);
      return bytes.toString('utf8').split('\n');
    };
    // Where the writer had gone on to another file, nothing of this one waited.
    const ended = parseLogLine((await block(Math.max(0, size - FRAME_BYTES))).at(-2) ?? '')?.kind === 'end';
    if (ended) return false;
    const begun = parseLogLine((await block(0))[0]);
    if (begun?.kind !== 'begin' || begun.process === null) return false;
    return begun.process.id !== process.pid && !(await isRunning(begun.process, now - changed));
  } finally {
    await handle.close();
  }
}
