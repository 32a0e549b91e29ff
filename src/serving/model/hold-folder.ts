// A temporary folder for as long as a model is served.

import path from 'node:path';
import { withTemporaryFolder } from '../../repository/temporary-folder.ts';

export type HeldFolder = {
  /** The place of an empty folder in it, another for each number: a process that still ends may be using the one before. */
  folder(number: number): string;
  release(): Promise<void>;
};

export async function holdFolder(): Promise<HeldFolder> {
  let release = () => {};
  let removed: Promise<void> = Promise.resolve();
  const folder = await new Promise<string>((resolve, reject) => {
    removed = withTemporaryFolder('serve', place => {
      resolve(place);
      return new Promise<void>(done => {
        release = done;
      });
    });
    removed.catch(reject);
  });
  return {
    folder: number => path.join(folder, String(number)),
    async release() {
      release();
      await removed;
    },
  };
}
