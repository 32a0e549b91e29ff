// A file's bytes for a check that has nothing else to wait for.

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import type { CsvFile } from '../data/csv/source.ts';
import { Moved } from '../errors.ts';

const CHUNK_BYTES = 1 << 16;
/** Between two turns of the event loop, for signals and for what others say meanwhile: some tenths of a second. */
const TURN_BYTES = 16 << 20;

/**
 * The same file, read without handing each chunk from one thread to the other: what it holds is in the system's memory,
 * since Git reads it too, and the handing over takes longer than the reading.
 */
export function fileForCheck({ path }: CsvFile, disk: string): CsvFile {
  return {
    path,
    async *open() {
      const file = openSync(disk, 'r');
      try {
        for (let read = 0; ; ) {
          const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
          const length = readSync(file, chunk);
          if (length === 0) return;
          yield length === CHUNK_BYTES ? chunk : chunk.subarray(0, length);
          read += length;
          if (read % TURN_BYTES < CHUNK_BYTES) await turn();
        }
      } finally {
        closeSync(file);
      }
    },
  };
}

/**
 * Gives what throws Moved `data-changed` where somebody has written to the file since: whoever read it in between read
 * what all the others did.
 */
export function watchFile(shown: string, disk: string): () => void {
  const begun = stateOf(disk);
  return () => {
    if (stateOf(disk) === begun) return;
    throw new Moved(`${shown} changed while it was read`, {
      code: 'data-changed',
      hint: 'run this again once nobody writes to it',
      details: { file: shown },
    });
  };
}

/** Which file it is, its size and its times to the nanosecond: Git knows by the same whether a file has changed. */
function stateOf(disk: string): string {
  const { ino, size, mtimeNs, ctimeNs } = statSync(disk, { bigint: true });
  return [ino, size, mtimeNs, ctimeNs].join(' ');
}
