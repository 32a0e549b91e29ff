// The working trees that stand on an environment: all of them follow a release, or nothing happens.

import { Moved } from '../errors.ts';
import { moveRefs } from '../repository/branches/refs.ts';
import { storeHolding } from '../repository/data/data-store.ts';
import { othersPending } from '../repository/journal/others-pending.ts';
import type { Follower } from '../repository/journal/pending-entry.ts';
import type { Repository } from '../repository/repository.ts';
import { operationInProgress } from '../repository/working-trees/operation-in-progress.ts';
import { requireCanFollow } from '../repository/working-trees/working-tree.ts';
import { listWorkingTrees } from '../repository/working-trees/worktrees.ts';

export type Following = {
  branch: string;
  /** Commit that the branch stands on. */
  from: string;
  /** Tree or commit that it is to have. */
  to: string;
  /** Pin of `to`. */
  dataCommit: string | null;
};

/** Another release takes seconds to bring its working trees along. Seconds. */
const PATIENCE = 20;

/**
 * Throws Moved `uncommitted-changes` or `operation-in-progress` where one of them cannot follow, `branch-moved` where
 * the reason is a release of somebody else that came meanwhile. While another one's trees still follow, they look
 * changed: that is waited for.
 */
export async function followersOf(repository: Repository, following: Following): Promise<Follower[]> {
  const started = process.uptime();
  for (;;) {
    try {
      return await readFollowers(repository, following);
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
      await requireUnmoved(repository, following);
      if (process.uptime() - started > PATIENCE || !(await othersPending(repository))) throw error;
      const { setTimeout: sleep } = await import('node:timers/promises');
      await sleep(100);
    }
  }
}

async function readFollowers(
  repository: Repository,
  { branch, from, to, dataCommit }: Following,
): Promise<Follower[]> {
  const everywhere = await listWorkingTrees(repository);
  for (const tree of everywhere) {
    const operation = await operationInProgress(tree, branch);
    if (operation === null) continue;
    throw new Moved(`a ${operation} on ${branch} is not finished in ${tree.directory}`, {
      code: 'operation-in-progress',
      hint: `finish it, or: git -C "${tree.directory}" ${operation} --abort`,
      details: { directory: tree.directory, operation },
    });
  }
  const trees = everywhere.filter(tree => tree.branch === branch);
  if (trees.length === 0) return [];
  const store = dataCommit === null ? null : await storeHolding(repository, dataCommit).catch(() => null);
  for (const place of trees) await requireCanFollow(place, from, to, store);
  return trees.map(({ directory, gitDirectory }) => ({
    place: { directory, gitDirectory },
    adopt: [],
    store,
  }));
}

async function requireUnmoved({ directory }: Repository, { branch, from }: Following): Promise<void> {
  await moveRefs(directory, [{ ref: `refs/heads/${branch}`, before: from, after: from }], 'git-model: look');
}
