// Where the bytes of a CSV come from: memory, a file, an object of the repository, a download.

import { createReadStream, statSync } from 'node:fs';
import { UserError } from '../../errors.ts';

/**
 * A file by the name that messages show and a way to its bytes, in chunks of any size.
 * `open` may be called more than once and gives the same bytes each time, unless the file says that it is read `once`.
 */
export type CsvFile = {
  path: string;
  open: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  once?: boolean;
};

/**
 * Bytes that are in memory already, read without a copy.
 *
 * @example fileOfBytes({ path: 'initial/hour.csv', bytes: blob })
 */
export function fileOfBytes({ path, bytes }: { path: string; bytes: Uint8Array }): CsvFile {
  return { path, open: () => [bytes] };
}

/**
 * Small enough that between two of them, a millisecond or two of work, processes and files that others wait for get
 * their turn.
 */
const CHUNK_BYTES = 1 << 16;

/**
 * A file on disk, read as a stream; `shownAs` is its name in messages. Throws UserError `file-not-found` or
 * `not-a-file` at once, so that nothing is begun on a path that cannot be read.
 *
 * @example fileOnDisk({ path: '/home/ada/hour.csv', shownAs: 'hour.csv' })
 */
export function fileOnDisk({ path, shownAs = path }: { path: string; shownAs?: string }): CsvFile {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) {
    throw new UserError(`${shownAs} does not exist`, {
      code: 'file-not-found',
      hint: 'check the spelling; the path is relative to the folder the command runs in',
      details: { file: shownAs },
    });
  }
  if (status.isDirectory()) {
    throw new UserError(`${shownAs} is a folder, not a CSV file`, {
      code: 'not-a-file',
      hint: 'name a file in it',
      details: { file: shownAs },
    });
  }
  // What a FIFO gave is gone.
  return { path: shownAs, open: () => readChunks(path, shownAs), ...(status.isFile() ? {} : { once: true }) };
}

/** What a stream brings, such as standard input; it is destroyed where the reading ends early. */
export function fileOfStream({ path, stream }: { path: string; stream: NodeJS.ReadableStream }): CsvFile {
  return { path, once: true, open: () => stream as AsyncIterable<Uint8Array> };
}

async function* readChunks(path: string, shownAs: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) yield chunk;
  } catch (cause) {
    throw new UserError(`${shownAs} cannot be read: ${(cause as Error).message}`, {
      code: 'file-unreadable',
      hint: 'check that it is a file and that you may read it',
      details: { file: shownAs },
      cause,
    });
  }
}
