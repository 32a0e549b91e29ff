// Branches: listed in one call, moved only by compare-and-swap.

import { Moved, UserError } from '../../errors.ts';
import { git } from '../git/git.ts';
import { explainFailure } from '../git/git-failure.ts';
import { branchInHead, plainPlaces } from '../plain-places.ts';

export type Branch = { name: string; commit: string };

/** Every local branch, in ref order. One process. */
export async function listBranches(directory: string): Promise<Branch[]> {
  const { stdout } = await git(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads/'], {
    directory,
  });
  return stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => ({ commit: line.slice(0, 40), name: line.slice(41 + 'refs/heads/'.length) }));
}

/** Throws UserError `branch-not-found` where there is none; names a near one, or a remote one of that name. */
export function branchNamed(branches: readonly Branch[], name: string): Branch {
  const found = branches.find(branch => branch.name === name);
  if (found) return found;
  throw new UserError(`there is no branch "${name}"`, {
    code: 'branch-not-found',
    hint:
      branches.length === 0
        ? 'the repository has no branches yet'
        : `branches here: ${branches
            .slice(0, 12)
            .map(branch => branch.name)
            .join(', ')}${branches.length > 12 ? ', …' : ''}`,
    details: { branch: name },
  });
}

/** The branch that HEAD of this working tree names, or null where HEAD is detached. It may not be born yet. */
export async function currentBranch(directory: string): Promise<string | null> {
  const plain = plainPlaces(directory);
  const named = plain && branchInHead(plain.gitDirectory);
  if (named !== null) return named;
  const { stdout, exitCode } = await git(['symbolic-ref', '--quiet', 'HEAD'], { directory, answers: [1] });
  return exitCode === 0 ? stdout.trim().replace(/^refs\/heads\//, '') : null;
}

/** The commit that a name stands for, or null. */
export async function resolveCommit(directory: string, name: string): Promise<string | null> {
  if (name.startsWith('-')) return null;
  const { stdout, exitCode } = await git(
    ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`],
    {
      directory,
      answers: [1, 128],
    },
  );
  return exitCode === 0 ? stdout.trim() : null;
}

/** `before: null` says that the ref must not exist yet; `before` equal to `after` only insists that it has not moved. */
export type RefMove = { ref: string; before: string | null; after: string };

const ABSENT = '0000000000000000000000000000000000000000';

/**
 * Moves refs all together or not at all, each only from where the caller saw it.
 * Throws Moved `branch-moved` naming what stands there now.
 */
export async function moveRefs(directory: string, moves: readonly RefMove[], reason: string): Promise<void> {
  const updates = moves.map(({ ref, before, after }) => `update ${ref}\0${after}\0${before ?? ABSENT}\0`);
  const args = ['update-ref', '-m', reason, '--create-reflog', '--stdin', '-z'];
  const result = await git(args, {
    directory,
    // Between start and commit: were we killed while this is written, what arrived would be dropped.
    input: ['start\0', ...updates, 'commit\0'].join(''),
    write: true,
    answers: [1, 128],
  });
  if (result.exitCode === 0) return;
  for (const { ref, before } of moves) {
    const now = await resolveCommit(directory, ref);
    if (now !== before) throw branchMoved(ref, before, now);
  }
  // Nothing moved: the disk, a hook, a name that nests.
  throw explainFailure(args, result);
}

function branchMoved(ref: string, before: string | null, now: string | null): Moved {
  const name = ref.replace(/^refs\/heads\//, '');
  return new Moved(
    before === null
      ? `the branch "${name}" was made by somebody else meanwhile (${now?.slice(0, 10)})`
      : `the branch "${name}" moved meanwhile: from ${before.slice(0, 10)} to ${now?.slice(0, 10) ?? 'nothing'}`,
    {
      code: 'branch-moved',
      hint: `look at what came (git log ${name}), then run this again`,
      details: { branch: name, expected: before, found: now },
    },
  );
}

/** One value of the Git configuration, or null. */
export async function configValue(directory: string, key: string): Promise<string | null> {
  const { stdout, exitCode } = await git(['config', '--get', key], { directory, answers: [1] });
  return exitCode === 0 ? stdout.replace(/\n$/, '') : null;
}

/** Whether `ancestor` is `descendant` or behind it. */
export async function isAncestor(directory: string, ancestor: string, descendant: string): Promise<boolean> {
  if (ancestor === descendant) return true;
  const { exitCode } = await git(['merge-base', '--is-ancestor', ancestor, descendant], {
    directory,
    answers: [1],
  });
  return exitCode === 0;
}
