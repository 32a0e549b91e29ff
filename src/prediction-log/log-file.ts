// The files of one writer, one after the other: begun where something is to be written, closed by size and by age.

import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { ownMark } from '../repository/journal/process-mark.ts';
import { type LogName, logName } from './log-names.ts';
import { pruneLog, type Retention } from './prune-log.ts';

export type LogFile = {
  /** Writes whole lines, all of them or none that a reader would see. Throws what the file system says. */
  write(lines: Uint8Array): Promise<void>;
  /** Closes the file that is open; `seq` is the last number that was given. `why` is `closed` where no more will come. */
  end(why: 'rotated' | 'closed', seq: number): Promise<void>;
  /** Closes the file that is open where it is older than files get: one that is not written to may then be deleted with the old ones. */
  endIfOld(): Promise<void>;
};

export type LogFileLimits = { bytes: number; milliseconds: number };

type Open = {
  handle: FileHandle;
  began: number;
  size: number;
  /** When it was last seen to be in its folder. */
  seen: number;
};

/** How long a file that somebody deleted is written to before that is found out. */
const LOOK_MILLISECONDS = 200;

export function openLogFile({
  format,
  folder,
  name: { part: _, ...name },
  clock,
  limits,
  retention,
  seq,
}: {
  /** What the first line calls it. */
  format: string;
  folder: string;
  name: LogName;
  clock: () => number;
  limits: LogFileLimits;
  retention: Retention;
  /** The last number that was given, for the line that ends a file. */
  seq: () => number;
}): LogFile {
  let part = 0;
  let file: Open | null = null;

  const begin = async (): Promise<Open> => {
    await makeFolder(folder);
    part++;
    const place = path.join(folder, logName({ ...name, part }));
    const handle = await open(place, 'wx', 0o600);
    const begun = { handle, began: clock(), size: 0, seen: performance.now() };
    try {
      const { source, writer } = name;
      const process = await ownMark();
      await append(begun, jsonLine({ format, version: 1, source, writer, part, process }));
    } catch (error) {
      await handle.close();
      // Or a disk that stays full would have four files a second.
      await unlink(place).catch(() => {});
      throw error;
    }
    // What is too much goes when something new comes; that it cannot go is no reason to lose the new.
    await pruneLog({ folder, source: name.source, retention, now: clock() }).catch(() => {});
    return begun;
  };
  const leave = async (): Promise<void> => {
    const left = file;
    file = null;
    await left?.handle.close().catch(() => {});
  };
  const end = async (why: 'rotated' | 'closed', last: number): Promise<void> => {
    if (file === null) return;
    await append(file, jsonLine({ format, end: why, seq: last })).catch(() => {});
    await leave();
  };

  return {
    async write(lines) {
      // Whoever deleted the file would have the rows that follow written to nobody.
      if (file !== null && (await isDeleted(file))) await leave();
      if (file !== null && isFull(file, lines.length, limits, clock())) await end('rotated', seq());
      file ??= await begin();
      try {
        await append(file, lines);
      } catch (error) {
        // A line cut short would swallow the next one: back to where the whole ones end, or on in another file.
        await file.handle.truncate(file.size).catch(leave);
        throw error;
      }
    },
    end,
    async endIfOld() {
      if (file !== null && isFull(file, 0, limits, clock())) await end('rotated', seq());
    },
  };
}

/**
 * The folder and the one around it, but nothing above: a repository that is moved away for a moment must find its place
 * empty when it comes back.
 */
async function makeFolder(folder: string): Promise<void> {
  for (const place of [path.dirname(folder), folder]) {
    await mkdir(place, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function isDeleted(file: Open): Promise<boolean> {
  const now = performance.now();
  if (now - file.seen < LOOK_MILLISECONDS) return false;
  file.seen = now;
  return (await file.handle.stat()).nlink === 0;
}

function isFull({ size, began }: Open, more: number, limits: LogFileLimits, now: number): boolean {
  return (size > 0 && size + more > limits.bytes) || Math.abs(now - began) > limits.milliseconds;
}

async function append(file: Open, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    at += (await file.handle.write(bytes, at, bytes.length - at, file.size + at)).bytesWritten;
  }
  file.size += bytes.length;
}

const jsonLine = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value)}\n`);
