// The working trees that stand on an environment: all of them follow a release, or nothing happens.

import { storeHolding } from '../repository/data-repository.ts';
import type { Follower } from '../repository/journal.ts';
import type { Repository } from '../repository/repository.ts';
import { requireCanFollow } from '../repository/working-tree.ts';
import { listWorkingTrees } from '../repository/worktrees.ts';

/** Throws Moved `uncommitted-changes` where one of them cannot follow from the commit `from` to the tree `to`. */
export async function followersOf(
  repository: Repository,
  branch: string,
  { from, to, dataCommit }: { from: string; to: string; dataCommit: string | null },
): Promise<Follower[]> {
  const trees = (await listWorkingTrees(repository)).filter(tree => tree.branch === branch);
  if (trees.length === 0) return [];
  const store = dataCommit === null ? null : await storeHolding(repository, dataCommit).catch(() => null);
  for (const place of trees) await requireCanFollow(place, from, to);
  return trees.map(({ directory, gitDirectory }) => ({
    place: { directory, gitDirectory },
    adopt: [],
    store,
  }));
}
