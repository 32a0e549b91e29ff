// The working trees of a repository: which branch each stands on.

import path from 'node:path';
import { configValue } from '../branches/refs.ts';
import { git } from '../git/git.ts';
import { isThere } from '../is-there.ts';
import { branchInHead, plainPlaces } from '../plain-places.ts';
import type { Repository } from '../repository.ts';

export type WorkingTree = {
  directory: string;
  /** Its own Git directory; the submodule's objects are under it. */
  gitDirectory: string;
  /** Null where HEAD is detached. */
  branch: string | null;
};

/**
 * Every working tree, the main one first. Those that `git worktree prune` would forget are left out; one that is locked
 * (on a disk that is not always there) is listed even while its folder is away.
 */
export async function listWorkingTrees(repository: Repository): Promise<WorkingTree[]> {
  const only = await onlyWorkingTree(repository);
  if (only !== null) return [only];
  const { stdout } = await git(['worktree', 'list', '--porcelain', '-z'], {
    directory: repository.directory,
  });
  const trees: WorkingTree[] = [];
  for (const record of stdout.split('\0\0')) {
    const fields = new Map(
      record.split('\0').map(line => [line.split(' ', 1)[0], line.slice(line.indexOf(' ') + 1)]),
    );
    const directory = await topFolder(repository, fields.get('worktree'));
    if (!directory || fields.has('bare') || fields.has('prunable')) continue;
    trees.push({
      directory,
      gitDirectory:
        directory === repository.directory
          ? repository.gitDirectory
          : ((await gitDirectoryAt(directory)) ?? ''),
      branch: fields.get('branch')?.replace(/^refs\/heads\//, '') ?? null,
    });
  }
  return trees;
}

/**
 * The main tree, where it is the one we are in and no other was ever linked: its HEAD says which branch it stands on.
 * Null where that takes Git: other trees, or a HEAD that does not say.
 */
async function onlyWorkingTree(repository: Repository): Promise<WorkingTree | null> {
  const { directory, gitDirectory, commonDirectory } = repository;
  if (gitDirectory !== commonDirectory || (await isThere(path.join(commonDirectory, 'worktrees'))))
    return null;
  const branch = branchInHead(gitDirectory);
  return branch === null ? null : { directory, gitDirectory, branch };
}

/** Git names the main tree of `--separate-git-dir`, and of a project that is a submodule itself, by its Git directory. */
async function topFolder(repository: Repository, named: string | undefined): Promise<string | undefined> {
  const { commonDirectory, gitDirectory, directory } = repository;
  if (named !== commonDirectory) return named;
  if (gitDirectory === commonDirectory) return directory;
  const top = await configValue(commonDirectory, 'core.worktree');
  return top === null ? undefined : path.resolve(commonDirectory, top);
}

/** The Git directory of the working tree whose top folder this is, or null where there is none. */
export async function gitDirectoryAt(directory: string): Promise<string | null> {
  if (!(await isThere(path.join(directory, '.git')))) return null;
  const plain = plainPlaces(directory);
  if (plain !== null) return plain.gitDirectory;
  const { stdout, exitCode } = await git(['rev-parse', '--path-format=absolute', '--git-dir'], {
    directory,
    answers: [128],
  });
  return exitCode === 0 ? stdout.replace(/\n$/, '') : null;
}

/** Top folder of the main working tree: relative URLs of submodules start there where no remote is named origin. */
export function mainWorkingTree({ commonDirectory, directory }: Repository): string {
  return path.basename(commonDirectory) === '.git' ? path.dirname(commonDirectory) : directory;
}
