// A branch moves: alone, or with the working trees that stand on it.

import type { Follower } from '../journal/pending-entry.ts';
import type { Repository } from '../repository.ts';
import { moveRefs, type RefMove } from './refs.ts';

/**
 * Moves refs by compare-and-swap, then lets the working trees of the first of them follow. Before the swap nothing has
 * changed; after it the branch is the new one, and the trees become so now or at the next command.
 * Throws Moved where a ref is not where the caller saw it, or where somebody holds a lock on one of the trees.
 */
export async function moveBranch({
  repository,
  moves,
  reason,
  followers,
}: {
  repository: Repository;
  moves: readonly RefMove[];
  reason: string;
  followers: readonly Follower[];
}): Promise<void> {
  const [{ ref: branch, before, after }] = moves;
  const move = () => moveRefs(repository.directory, moves, reason);
  if (followers.length === 0 || before === null) return move();
  const { underJournal } = await import('../journal/journal.ts');
  return underJournal({ repository, branch, before, after, followers }, move);
}
