// How commands that only read begin: everything that does not need an answer of something else starts at once.

import { type Branch, listBranches } from './branches/refs.ts';
import { type ObjectReader, openObjectReader } from './objects/object-reader.ts';
import { projectAround } from './project-around.ts';
import { openRepository, type Repository } from './repository.ts';

export type Reading = { repository: Repository; reader: ObjectReader; branches: Branch[] };

/**
 * Opens the repository around the folder, lists its branches and starts a reader, three processes side by side; the
 * reader is closed whatever happens. Throws as `openRepository` does: what is wrong with the folder is said first.
 */
export async function openForReading<T>(from: string, use: (reading: Reading) => Promise<T>): Promise<T> {
  const directory = projectAround(from);
  const opening = openRepository(directory);
  const listing = listBranches(directory);
  // Where there is no repository both fail, in any order: the first one's message is the one to show.
  listing.catch(() => {});
  const reader = openObjectReader(directory);
  try {
    return await use({ repository: await opening, reader, branches: await listing });
  } finally {
    await reader.close();
  }
}
