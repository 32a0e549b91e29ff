// A merge, a rebase or the like that somebody has begun and not finished.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isThere } from '../is-there.ts';
import type { WorkingTree } from './worktrees.ts';

const HEADS = { MERGE_HEAD: 'merge', CHERRY_PICK_HEAD: 'cherry-pick', REVERT_HEAD: 'revert' } as const;

/** `merge`, `cherry-pick` or `revert` where the next commit of this working tree will end one; null otherwise. */
export async function unfinishedCommit(gitDirectory: string): Promise<string | null> {
  for (const [file, name] of Object.entries(HEADS)) {
    if (await isThere(path.join(gitDirectory, file))) return name;
  }
  return null;
}

/**
 * What is going on in a working tree that will end in a commit on `branch`: `merge`, `cherry-pick`, `revert`, or
 * `rebase`, during which HEAD is detached and the branch moves only at the end. Null where nothing is.
 */
export async function operationInProgress(
  { branch: standsOn, gitDirectory }: WorkingTree,
  branch: string,
): Promise<string | null> {
  const unfinished = standsOn === branch ? await unfinishedCommit(gitDirectory) : null;
  if (unfinished !== null) return unfinished;
  for (const folder of ['rebase-merge', 'rebase-apply']) {
    const file = path.join(gitDirectory, folder, 'head-name');
    if ((await isThere(file)) && readFileSync(file, 'utf8').trim() === `refs/heads/${branch}`)
      return 'rebase';
  }
  return null;
}
