// A new branch together with the working tree that stands on it: both, or neither.

import { readdir, rm } from 'node:fs/promises';
import { type CommandError, Moved, UserError } from '../../errors.ts';
import { type GitResult, git } from '../git/git.ts';
import { explainFailure } from '../git/git-failure.ts';
import { underJournal } from '../journal/journal.ts';
import type { Repository } from '../repository.ts';
import { uncommittedChanges } from '../working-trees/working-tree.ts';
import { gitDirectoryAt } from '../working-trees/worktrees.ts';
import { currentBranch, resolveCommit } from './refs.ts';

export type NewBranch = {
  name: string;
  commit: string;
  /** Data commit of `commit`, and a Git directory that holds it; null where there is none. */
  pin: string | null;
  store: string | null;
};

/** Makes the branch and switches this tree to it, `data/` too. Throws Moved where something is in the way. */
export async function beginBranchHere(repository: Repository, branch: NewBranch): Promise<void> {
  const { directory, gitDirectory } = repository;
  const { name, commit, store } = branch;
  const head = await resolveCommit(directory, 'HEAD');
  const follower = { place: { directory, gitDirectory }, adopt: [], store };
  await underJournal(
    {
      repository,
      branch: `refs/heads/${name}`,
      before: head ?? commit,
      after: commit,
      followers: [follower],
    },
    async () => {
      const args = ['switch', '--quiet', '--no-recurse-submodules', '--no-track', '--create', name, commit];
      const result = await git(args, { directory, write: true, answers: [1, 128] });
      if (!(await isBegun(directory, name, result))) throw notBegun(args, name, result);
    },
  );
}

/**
 * Makes the branch in a linked working tree of its own, with the submodule in place: its objects come from `store` by
 * hard links. Throws UserError `folder-not-empty`.
 */
export async function beginBranchInNewTree(
  repository: Repository,
  branch: NewBranch & { directory: string; url: string },
): Promise<void> {
  const { name, commit, store, pin, url, directory } = branch;
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? [] : [error.code],
  );
  if (names.length > 0) {
    throw new UserError(`"${directory}" is there already and not an empty folder`, {
      code: 'folder-not-empty',
      hint: 'name another folder: --worktree <folder>',
    });
  }
  const follower = {
    place: { directory, gitDirectory: null },
    adopt: [],
    store,
    ...(pin === null ? {} : { fill: { pin, url } }),
  };
  const ref = `refs/heads/${name}`;
  await underJournal(
    { repository, branch: ref, before: commit, after: commit, followers: [follower] },
    async () => {
      const args = ['worktree', 'add', '--quiet', '--no-track', '-b', name, '--', directory, commit];
      const result = await git(args, {
        directory: repository.directory,
        write: true,
        answers: [1, 128, 255],
      });
      if (await isBegun(directory, name, result)) return;
      const error = notBegun(args, name, result);
      if (!TAKEN.test(result.stderr) && !NOT_MADE.test(result.stderr))
        await forget(repository, directory, ref, commit);
      throw error;
    },
  );
}

/** What git says where the branch is there when it looks, and where it appears between its look and its lock. */
const TAKEN = /a branch named .* already exists|cannot lock ref 'refs\/heads\/.*reference already exists/;

/** The branch was never ours: whatever stands there now is somebody else's, and stays. */
const NOT_MADE = /cannot lock ref 'refs\/heads\//;

/** git ends with the exit code of a post-checkout hook: what HEAD says counts, unless somebody else was faster. */
async function isBegun(directory: string, name: string, { exitCode, stderr }: GitResult): Promise<boolean> {
  if (exitCode === 0) return true;
  if (TAKEN.test(stderr)) return false;
  return (await gitDirectoryAt(directory)) !== null && (await currentBranch(directory)) === name;
}

/** The branch without its tree would be half of what was asked for. */
async function forget({ directory }: Repository, tree: string, ref: string, commit: string): Promise<void> {
  await rm(tree, { recursive: true, force: true });
  await git(['worktree', 'prune'], { directory, write: true });
  await git(['update-ref', '-d', ref, commit], { directory, write: true, answers: [1, 128] });
}

function notBegun(args: readonly string[], name: string, result: GitResult): CommandError {
  if (TAKEN.test(result.stderr)) {
    return new Moved(`the branch "${name}" was made by somebody else meanwhile`, {
      code: 'branch-moved',
      hint: `look at what it is (git log ${name}), then choose another name`,
      details: { branch: name },
    });
  }
  if (!/would be overwritten|would lose untracked/.test(result.stderr)) return explainFailure(args, result);
  const files = result.stderr
    .split('\n')
    .filter(line => line.startsWith('\t'))
    .map(line => line.trim());
  return uncommittedChanges(
    `this working tree cannot switch to "${name}", files are in the way`,
    files,
    'move them elsewhere or commit them, or use --worktree',
  );
}
