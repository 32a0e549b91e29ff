// The working trees of a branch that has moved, one after the other.

import { CommandError, Failure, Moved } from '../../errors.ts';
import { currentBranch } from '../branches/refs.ts';
import { placeSubmodule } from '../working-trees/submodule.ts';
import { gitDirectoryAt } from '../working-trees/worktrees.ts';
import { followBranch } from './follow-branch.ts';
import type { Entry, Follower } from './pending-entry.ts';

/** Every tree gets its turn, even where one of them fails; then the first failure is thrown. */
export async function followAll(entry: Entry): Promise<void> {
  let failure: unknown = null;
  for (const follower of entry.followers) {
    try {
      await follow(entry, follower);
    } catch (error) {
      failure ??= notFollowed(error, entry, follower);
    }
  }
  if (failure !== null) throw failure;
}

async function follow({ branch, before, after }: Entry, follower: Follower): Promise<void> {
  const { adopt, store, fill } = follower;
  const { directory } = follower.place;
  // Somebody may have switched that tree, or removed it, since the entry was written.
  const gitDirectory = await gitDirectoryAt(directory);
  if (gitDirectory === null || `refs/heads/${await currentBranch(directory)}` !== branch) return;
  const place = { directory, gitDirectory };
  await followBranch({ place, from: before, to: after, adopt, store });
  if (fill && store) await placeSubmodule(place, { store, ...fill });
}

function notFollowed(error: unknown, { branch, after }: Entry, { place }: Follower): unknown {
  if (!(error instanceof CommandError)) return error;
  const { code, details, message } = error;
  const name = branch.replace(/^refs\/heads\//, '');
  const told = `"${name}" is at ${after.slice(0, 10)} now, but ${place.directory} did not follow yet: ${message}`;
  const hint = `${error.hint ? `${error.hint}; ` : ''}the next git-model command that writes finishes it`;
  const options = { code, hint, details, cause: error };
  return error instanceof Moved ? new Moved(told, options) : new Failure(told, options);
}
