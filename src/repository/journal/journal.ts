// A branch moves in one step, the working trees on it in another. What is about to happen is written down first, so
// that the next command finishes what a kill between the two left undone.

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Moved } from '../../errors.ts';
import { waitForLock } from '../git/locks.ts';
import type { Repository } from '../repository.ts';
import { followAll } from './follow-all.ts';
import { type Entry, type Follower, isAt, writeEntry } from './pending-entry.ts';
import { ownMark } from './process-mark.ts';

/** Does `move`, which brings `branch` to `after` in one step or throws; then the followers follow. */
export async function underJournal(
  {
    repository,
    ...what
  }: Omit<Entry, 'version' | 'process' | 'followers'> & {
    repository: Repository;
    followers: readonly Follower[];
  },
  move: () => Promise<unknown>,
): Promise<void> {
  for (const { place } of what.followers) {
    // Asked before anything moves, so that whoever holds it stops all of it and not the second half.
    if (place.gitDirectory) await waitForLock(path.join(place.gitDirectory, 'index.lock'));
  }
  const entry: Entry = {
    version: 2,
    process: await ownMark(),
    ...what,
    followers: [...what.followers],
  };
  const file = await writeEntry(repository, entry);
  try {
    await move();
  } catch (error) {
    // A hook that fails afterwards, git killed on its way out: it is the ref that counts.
    const arrived = !(error instanceof Moved) && (await isAt(repository, entry.branch, entry.after));
    if (!arrived) {
      await rm(file, { force: true });
      throw error;
    }
  }
  await followAll(entry);
  await rm(file, { force: true });
}
