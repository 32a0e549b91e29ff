// A bare repository for data, made from files: one commit on `main`, no working tree in between.

import path from 'node:path';
import { git } from './git/git.ts';
import { writeFilesAsBlobs } from './objects/blobs.ts';
import { writeCommit } from './objects/commits.ts';
import { newTree } from './objects/edit-tree.ts';

/**
 * Makes the repository at `directory` with `files` (path in the repository -> file on disk) as its first commit; gives
 * that commit and the id of each path's blob. Files are streamed by git: memory does not grow with them.
 */
export async function createBareRepository({
  directory,
  files,
  message,
  epoch,
}: {
  directory: string;
  files: ReadonlyMap<string, string>;
  message: string;
  epoch: number | null;
}): Promise<{ commit: string; blobs: Map<string, string> }> {
  await git(['init', '--quiet', '--bare', '--initial-branch=main', '--template=', directory], {
    directory: path.dirname(directory),
  });
  const paths = [...files.keys()];
  const ids = await writeFilesAsBlobs(directory, [...files.values()]);
  const tree = await newTree(
    directory,
    new Map(paths.map((name, index) => [name, { mode: '100644' as const, id: ids[index] }])),
  );
  const commit = await writeCommit({ directory, tree, parents: [], message, epoch, sign: false });
  await git(['update-ref', 'refs/heads/main', commit, '0'.repeat(40)], { directory, write: true });
  return { commit, blobs: new Map(paths.map((name, index) => [name, ids[index]])) };
}
