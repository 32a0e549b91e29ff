// Thousands of objects at once.

import type { GitObject } from './batch-answers.ts';
import type { ObjectReader } from './object-reader.ts';

/** From here on a process and a file of their own cost less than what they save. */
const MANY = 100;

/**
 * The objects of these names, in order, as they come, some at a time; null where there is none. What Git reads goes
 * through a temporary file: a pipe holds so little that Git and we would wait for each other all the time, and here it
 * reads on whatever we are busy with. Where there is no room for such a file, the reader's pipe does it.
 */
export async function* readObjects(
  { reader, directory }: { reader: ObjectReader; directory: string },
  names: readonly string[],
): AsyncGenerator<(GitObject | null)[]> {
  let given = 0;
  if (names.length >= MANY) {
    const { readThroughFile } = await import('./read-through-file.ts');
    for await (const some of readThroughFile(directory, names)) {
      given += some.length;
      yield some;
    }
  }
  if (given < names.length) yield Promise.all(names.slice(given).map(name => reader.read(name)));
}
