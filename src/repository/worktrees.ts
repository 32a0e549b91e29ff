// The working trees of a repository: which branch each stands on, and adding one.

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { git } from './git.ts';
import type { Repository } from './repository.ts';

export type WorkingTree = {
  directory: string;
  /** Its own Git directory; the submodule's objects are under it. */
  gitDirectory: string;
  /** Null where HEAD is detached. */
  branch: string | null;
  head: string | null;
};

/** Every working tree that is there, the main one first; those whose folder is gone are left out. */
export async function listWorkingTrees(repository: Repository): Promise<WorkingTree[]> {
  const { stdout } = await git(['worktree', 'list', '--porcelain', '-z'], {
    directory: repository.directory,
  });
  const trees: WorkingTree[] = [];
  for (const record of stdout.split('\0\0')) {
    const fields = new Map(
      record.split('\0').map(line => [line.split(' ', 1)[0], line.slice(line.indexOf(' ') + 1)]),
    );
    const directory = fields.get('worktree');
    if (!directory || fields.has('bare') || fields.has('prunable')) continue;
    trees.push({
      directory,
      gitDirectory: '',
      branch: fields.get('branch')?.replace(/^refs\/heads\//, '') ?? null,
      head: fields.get('HEAD') ?? null,
    });
  }
  for (const tree of trees) tree.gitDirectory = await gitDirectoryOf(tree.directory, repository);
  return trees;
}

async function gitDirectoryOf(directory: string, repository: Repository): Promise<string> {
  if (directory === repository.directory) return repository.gitDirectory;
  const { stdout } = await git(['rev-parse', '--path-format=absolute', '--git-dir'], { directory });
  return stdout.replace(/\n$/, '');
}

/** Top folder of the main working tree: relative URLs of submodules start there where no remote is named origin. */
export function mainWorkingTree({ commonDirectory, directory }: Repository): string {
  return path.basename(commonDirectory) === '.git' ? path.dirname(commonDirectory) : directory;
}

/**
 * Adds a linked working tree for a branch that exists; gives its Git directory. Throws UserError `folder-not-empty`,
 * or Moved where the branch is checked out elsewhere.
 */
export async function addWorkingTree(
  repository: Repository,
  { branch, directory }: { branch: string; directory: string },
): Promise<string> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? [] : [error.code],
  );
  if (names.length > 0) {
    throw new UserError(`"${directory}" is there already and not an empty folder`, {
      code: 'folder-not-empty',
      hint: 'name another folder: --worktree <folder>',
    });
  }
  await git(['worktree', 'add', '--quiet', '--', directory, branch], {
    directory: repository.directory,
    write: true,
  });
  return gitDirectoryOf(directory, repository);
}
