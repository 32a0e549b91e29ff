// What has come to the files of a folder since one looked last.

import { readLinesInTurn } from './lines-of-file.ts';
import { listLogFiles } from './log-files.ts';
import { ifGone } from './read-newest.ts';

export type FollowedFiles = {
  /** Hands over whole lines that are new, those of a file in order. */
  read(onLines: (lines: readonly string[]) => void): Promise<void>;
};

/** Nothing is read before the first `read`, which then reads all. */
export function followFiles(folder: string): FollowedFiles {
  const ends = new Map<string, number>();
  return {
    async read(onLines) {
      for (const { file, bytes } of await listLogFiles(folder)) {
        const from = ends.get(file) ?? 0;
        if (bytes <= from) continue;
        const lines = readLinesInTurn(file, from);
        for (;;) {
          const block = await lines.next().catch(ifGone);
          if (block === null) break;
          if (block.done) {
            ends.set(file, block.value.ended);
            break;
          }
          onLines(block.value);
        }
      }
    },
  };
}
