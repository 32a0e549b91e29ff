// A reader for as long as a server runs: where its process ends, another is started.

import { Failure } from '../../errors.ts';
import type { ObjectReader } from './object-reader.ts';

/** `open` is called at once, and again where a read fails because the reader before has ended. */
export function lastingReader(open: () => ObjectReader): ObjectReader {
  let current = open();
  let closed = false;
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
    close() {
      closed = true;
      return current.close();
    },
  };
}
