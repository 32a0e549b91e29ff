// A file that is there whole or not at all: written beside its place, and moved there once it is complete.

import { rmSync } from 'node:fs';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import type { WriteBytes } from './predict-csv.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Gives `use` a function that writes to the file `place`, and moves what was written there once `use` has resolved.
 * Where it rejects, or a signal ends the process, nothing is left and what stood there stays. A place that is no
 * regular file, such as a named pipe, is written to as it is. `shownAs` is its name in messages.
 *
 * Throws UserError `not-a-file` where a folder stands there, `file-not-found` where its folder is not there.
 */
export async function withOutputFile<T>(
  { place, shownAs }: { place: string; shownAs: string },
  use: (write: WriteBytes) => Promise<T>,
): Promise<T> {
  const before = await stat(place).catch(() => null);
  if (before?.isDirectory()) {
    throw new UserError(`${shownAs} is a folder`, {
      code: 'not-a-file',
      hint: 'name a file in it',
      details: { file: shownAs },
    });
  }
  if (before !== null && !before.isFile()) return writeTo(await open(place, 'w'), use);
  // A link stays a link: what it leads to is replaced.
  const target = before === null ? place : await realpath(place);
  const beside = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.part`);
  const end = (signal: NodeJS.Signals) => {
    rmSync(beside, { force: true });
    close();
    process.kill(process.pid, signal);
  };
  const close = () => {
    for (const signal of SIGNALS) process.off(signal, end);
  };
  // Before there is a file: a signal may come as soon as it is there.
  for (const signal of SIGNALS) process.on(signal, end);
  try {
    const result = await writeTo(await openBeside(beside, before?.mode, shownAs), use);
    await rename(beside, target);
    return result;
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  } finally {
    close();
  }
}

async function openBeside(beside: string, mode: number | undefined, shownAs: string): Promise<FileHandle> {
  try {
    const file = await open(beside, 'w', mode);
    // The mask of the process does not concern a file that was there before.
    if (mode !== undefined) await file.chmod(mode & 0o7777);
    return file;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw new UserError(`the folder of ${shownAs} does not exist`, {
      code: 'file-not-found',
      hint: 'make it, or name a file elsewhere',
      details: { file: shownAs },
      cause,
    });
  }
}

async function writeTo<T>(file: FileHandle, use: (write: WriteBytes) => Promise<T>): Promise<T> {
  try {
    return await use(async bytes => {
      for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
      return true;
    });
  } finally {
    await file.close();
  }
}
