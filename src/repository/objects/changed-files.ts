// Which files differ between two trees.

import { git } from '../git/git.ts';

/** Paths under the trees `from` and `to` that differ, in Git's order; null where one of the trees is not here. */
export async function changedFiles(directory: string, from: string, to: string): Promise<string[] | null> {
  const { stdout, exitCode } = await git(['diff-tree', '-r', '-z', '--name-only', '--no-renames', from, to], {
    directory,
    answers: [128],
  });
  return exitCode === 0 ? stdout.split('\0').filter(name => name !== '') : null;
}
