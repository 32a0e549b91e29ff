import { createHash, type Hash } from 'node:crypto';
import type { CsvFile } from '../data/csv/source.ts';

export type DigestedFile = CsvFile & {
  /** Of the bytes that were given out last, once all of them were: `{ digest: 'sha256:…', bytes: 1156736 }`. */
  digested(): { digest: string; bytes: number };
};

/** The same file, whose bytes are digested as they go by. */
export function digestWhileRead({ path, open, once }: CsvFile): DigestedFile {
  let hash: Hash | null = null;
  let bytes = 0;
  return {
    path,
    ...(once ? { once } : {}),
    async *open() {
      const begun = createHash('sha256');
      hash = begun;
      bytes = 0;
      for await (const chunk of open()) {
        begun.update(chunk);
        bytes += chunk.byteLength;
        yield chunk;
      }
    },
    digested: () => ({ digest: `sha256:${(hash ?? createHash('sha256')).copy().digest('hex')}`, bytes }),
  };
}
