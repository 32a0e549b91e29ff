// Files that a project does not have yet, added to a branch as one commit. What is there stays as it is.

import path from 'node:path';
import { DATA } from '../project/layout.ts';
import { followersOf } from '../releases/follow.ts';
import { moveBranch } from '../repository/branches/move-branch.ts';
import type { Branch } from '../repository/branches/refs.ts';
import { isThere } from '../repository/is-there.ts';
import { blobHash, writeBlobs } from '../repository/objects/blobs.ts';
import { commitMessage, requireIdentity, signsCommits, writeCommit } from '../repository/objects/commits.ts';
import { editTree } from '../repository/objects/edit-tree.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { entryAt } from '../repository/objects/trees.ts';
import type { Repository } from '../repository/repository.ts';

export type PlacedFile = {
  path: string;
  /** `kept`: something else stands there, committed or not, and is left alone. */
  outcome: 'added' | 'unchanged' | 'kept';
};

/** What would become of each file on that branch. Changes nothing. */
export async function placeFiles(
  files: ReadonlyMap<string, string>,
  { reader, repository, branch }: { reader: ObjectReader; repository: Repository; branch: Branch },
): Promise<PlacedFile[]> {
  const placed: PlacedFile[] = [];
  for (const [file, text] of files) {
    const entry = await entryAt(reader, `${branch.commit}^{tree}`, file);
    const inTheWay = entry !== null || (await isThere(path.join(repository.directory, file)));
    const outcome = !inTheWay ? 'added' : entry?.id === blobId(text) ? 'unchanged' : 'kept';
    placed.push({ path: file, outcome });
  }
  return placed;
}

function blobId(text: string): string {
  const bytes = Buffer.from(text);
  return blobHash(bytes.length).update(bytes).digest('hex');
}

/**
 * Commits `added` to the branch, whose working trees follow; gives the commit. Throws Moved `uncommitted-changes` where
 * one of them holds work, `branch-moved` where the branch is elsewhere by then, UserError `no-identity`.
 */
export async function addFiles({
  repository,
  reader,
  branch,
  added,
  subject,
  epoch,
}: {
  repository: Repository;
  reader: ObjectReader;
  branch: Branch;
  added: ReadonlyMap<string, string>;
  subject: string;
  epoch: number | null;
}): Promise<string> {
  const { directory } = repository;
  await requireIdentity(directory);
  const root = `${branch.commit}^{tree}`;
  const ids = await writeBlobs(directory, [...added.values()]);
  const changes = new Map(
    [...added.keys()].map((file, index) => [file, { mode: '100644' as const, id: ids[index] }]),
  );
  const tree = await editTree({ reader, directory, root, changes });
  const dataCommit = (await entryAt(reader, root, DATA))?.id ?? null;
  const followers = await followersOf(repository, {
    ...{ branch: branch.name, from: branch.commit, dataCommit },
    to: tree,
  });
  const after = await writeCommit({
    ...{ directory, tree, epoch },
    parents: [branch.commit],
    message: commitMessage(subject, [[...added.keys()].join('\n')], [['Mv-Kind', 'automation']]),
    sign: await signsCommits(directory),
  });
  await moveBranch({
    repository,
    moves: [{ ref: `refs/heads/${branch.name}`, before: branch.commit, after }],
    reason: 'git-model init --automation',
    followers,
  });
  return after;
}
