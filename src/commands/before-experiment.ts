// What must hold before a branch is begun: its name is free, its start is there, and nobody's work is in the way.

import { UserError } from '../errors.ts';
import { CONFIGURATION, DATA, SOURCE } from '../project/layout.ts';
import { nearName } from '../project/near-name.ts';
import { requireNoNesting } from '../repository/branches/branch-names.ts';
import { type Branch, branchNamed, currentBranch, resolveCommit } from '../repository/branches/refs.ts';
import { git } from '../repository/git/git.ts';
import type { Repository } from '../repository/repository.ts';
import { requireCleanSubmodule } from '../repository/working-trees/clean-submodule.ts';
import { changesIn, uncommittedChanges } from '../repository/working-trees/working-tree.ts';

/** Throws UserError `branch-exists`, `environment-branch` or `nested-branch-name`. */
export function requireFree(
  name: string,
  branches: readonly Branch[],
  environments: readonly string[],
): void {
  if (branches.some(branch => branch.name === name)) {
    throw new UserError(`there is a branch "${name}" already`, {
      code: 'branch-exists',
      hint: `git switch ${name}, or choose another name`,
      details: { branch: name },
    });
  }
  if (environments.includes(name)) {
    throw new UserError(`"${name}" is the name of an environment`, {
      code: 'environment-branch',
      hint: `to make that environment: git branch ${name} prod; for an experiment choose another name`,
    });
  }
  requireNoNesting(name, [...branches.map(branch => branch.name), ...environments]);
}

/** Throws UserError `branch-not-found` with the near name. */
export function branchToStartFrom(branches: readonly Branch[], name: string): Branch {
  const names = branches.map(branch => branch.name);
  const near = names.includes(name) ? null : nearName(name, names);
  if (near === null) return branchNamed(branches, name);
  throw new UserError(`there is no branch "${name}"`, {
    code: 'branch-not-found',
    hint: `did you mean "${near}"?`,
    details: { branch: name },
  });
}

/** The commit of a detached HEAD that would be forgotten once this tree switches; null where some ref has it. */
export async function commitNobodyHolds(directory: string): Promise<string | null> {
  if ((await currentBranch(directory)) !== null) return null;
  const head = await resolveCommit(directory, 'HEAD');
  if (head === null) return null;
  const { stdout } = await git(['for-each-ref', '--count=1', '--contains', head], { directory });
  return stdout === '' ? head : null;
}

/** Uncommitted work is never carried along silently: not what is tracked, not a new file of src/. */
export async function requireNothingToCarry(repository: Repository, name: string): Promise<void> {
  const [everywhere, code] = await Promise.all([
    changesIn(repository.directory, [], { untracked: false }),
    changesIn(repository.directory, [SOURCE, CONFIGURATION]),
  ]);
  const files = [...new Set([...everywhere, ...code].map(change => change.path))];
  if (files.length === 0) return;
  if (files.length === 1 && files[0] === DATA) await requireCleanSubmodule(repository);
  throw uncommittedChanges(
    'uncommitted changes would move to the new branch',
    files,
    `to take them along: git stash --include-untracked, then git model experiment ${name}, then git stash pop; or commit them here, or use --worktree for a tree of its own`,
  );
}
