// Makes a planned release true: one commit, one compare-and-swap, and the working trees that stand there follow.

import { moveBranch } from '../repository/branches/move-branch.ts';
import type { Branch, RefMove } from '../repository/branches/refs.ts';
import type { Follower } from '../repository/journal/pending-entry.ts';
import { writeCommit } from '../repository/objects/commits.ts';
import type { Repository } from '../repository/repository.ts';

export type ReleaseCommit = {
  repository: Repository;
  environment: Branch;
  tree: string;
  /** The environment first. */
  parents: readonly string[];
  message: string;
  epoch: number | null;
  sign: boolean;
  /** Branches that must still be where they were seen. */
  unmoved: readonly Branch[];
  /** A new branch that gets the commit in the environment's stead; null moves the environment. */
  as: string | null;
  followers: readonly Follower[];
  /** For the reflog. */
  reason: string;
};

/** Gives the commit. Throws Moved `branch-moved` where anything moved meanwhile; then nothing has changed. */
export async function writeRelease(release: ReleaseCommit): Promise<string> {
  const { repository, environment, tree, parents, message, epoch, sign, as, followers, reason } = release;
  const { directory } = repository;
  const commit = await writeCommit({ directory, tree, parents, message, epoch, sign });
  const unmoved = [...release.unmoved, ...(as === null ? [] : [environment])];
  const move: RefMove =
    as === null
      ? { ref: `refs/heads/${environment.name}`, before: environment.commit, after: commit }
      : { ref: `refs/heads/${as}`, before: null, after: commit };
  await moveBranch({
    repository,
    moves: [move, ...unmoved.map(stays)],
    reason,
    followers: as === null ? followers : [],
  });
  return commit;
}

function stays({ name, commit }: Branch): RefMove {
  return { ref: `refs/heads/${name}`, before: commit, after: commit };
}
