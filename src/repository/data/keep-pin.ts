// A data commit that a branch names must not be lost.

import path from 'node:path';
import { git } from '../git/git.ts';
import { isThere } from '../is-there.ts';
import type { Repository } from '../repository.ts';
import { locateDataRepository } from './data-repository.ts';
import { dataMissing, holdsCommit, moduleDirectory, storeHolding } from './data-store.ts';

/**
 * Sees to it that a pinned commit outlives the folder it was made in: it must be in the data repository, or kept there
 * by a ref of ours. Where that is remote, or not at its place, the main working tree's store keeps it, since a linked
 * tree's own goes with the tree. Throws Failure `data-missing` where there is neither.
 */
export async function keepPin(repository: Repository, commit: string): Promise<void> {
  const data = await locateDataRepository(repository);
  const main = moduleDirectory(repository.commonDirectory);
  const keeper = data.path !== null && (await isThere(data.path)) ? data.path : main;
  if (await isReachable(keeper, commit)) return;
  if (!(await isThere(keeper))) throw dataMissing(commit, data, false);
  const source = await storeHolding(repository, commit);
  if (source !== keeper && !(await holdsCommit(keeper, commit))) {
    await git(['--git-dir', keeper, 'fetch', '--quiet', '--no-write-fetch-head', '--', source, commit], {
      directory: path.dirname(keeper),
      write: true,
    });
  }
  await keepByRef(keeper, commit);
}

async function isReachable(gitDirectory: string, commit: string): Promise<boolean> {
  if (!(await isThere(gitDirectory))) return false;
  // Where the commit is not there at all, it answers 129.
  const { stdout } = await git(
    ['--git-dir', gitDirectory, 'for-each-ref', '--count=1', '--contains', commit, '--format=x'],
    { directory: path.dirname(gitDirectory), answers: [128, 129] },
  );
  return stdout !== '';
}

async function keepByRef(gitDirectory: string, commit: string): Promise<void> {
  await git(['--git-dir', gitDirectory, 'update-ref', `refs/mv/pins/${commit}`, commit], {
    directory: path.dirname(gitDirectory),
    write: true,
  });
}
