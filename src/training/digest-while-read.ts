import { createHash } from 'node:crypto';
import type { CsvFile } from '../data/source.ts';

export type DigestedFile = CsvFile & {
  /** Of the bytes that were given out last, once all of them were: `{ digest: 'sha256:…', bytes: 1156736 }`. */
  digested(): { digest: string; bytes: number };
};

/** The same file, whose bytes are digested as they go by. */
export function digestWhileRead({ path, open }: CsvFile): DigestedFile {
  let hash = createHash('sha256');
  let bytes = 0;
  return {
    path,
    async *open() {
      hash = createHash('sha256');
      bytes = 0;
      for await (const chunk of open()) {
        hash.update(chunk);
        bytes += chunk.byteLength;
        yield chunk;
      }
    },
    digested: () => ({ digest: `sha256:${hash.copy().digest('hex')}`, bytes }),
  };
}
