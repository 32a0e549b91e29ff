// A reader for as long as a server runs: where its process ends, another is started.

import { stat } from 'node:fs/promises';
import { Failure } from '../../errors.ts';
import type { ObjectReader } from './object-reader.ts';

export type LastingReader = ObjectReader & {
  /**
   * Reads from what lies at its place now: a repository that was cloned anew there, or put there in place of another. The
   * process goes on with the one that it was begun in. To be called now and then; nothing where there is none at present.
   */
  renew(): Promise<void>;
};

/**
 * `open` is called at once, and again where a read fails because the reader before has ended; `place` is the Git
 * directory that it reads.
 */
export function lastingReader(open: () => ObjectReader, place: string): LastingReader {
  let current = open();
  let closed = false;
  let seen = identityOf(place);
  return {
    async read(name) {
      const asked = current;
      try {
        return await asked.read(name);
      } catch (error) {
        if (closed || !(error instanceof Failure)) throw error;
        // Whoever comes second finds the new one.
        if (current === asked) current = open();
        return current.read(name);
      }
    },
    async renew() {
      const [before, now] = [await seen, await identityOf(place)];
      if (now === null || now === before || closed) return;
      seen = Promise.resolve(now);
      if (before === null) return;
      const left = current;
      current = open();
      await left.close();
    },
    close() {
      closed = true;
      return current.close();
    },
  };
}

/** Null where there is nothing. */
async function identityOf(place: string): Promise<string | null> {
  const found = await stat(place).catch(() => null);
  return found && `${found.dev}:${found.ino}`;
}
