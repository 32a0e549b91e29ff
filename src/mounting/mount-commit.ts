// A mount leads to a commit: its version is made beside, whole, and then the link is swapped.

import { rename } from 'node:fs/promises';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { treeId } from '../repository/objects/trees.ts';
import type { Repository } from '../repository/repository.ts';
import {
  clearVersions,
  listVersions,
  type MountPlace,
  makeVersionsFolder,
  mountedCommit,
  removeSealed,
  swapLink,
  underway,
  versionPath,
} from './version-place.ts';
import { type LeftOut, type WrittenTree, writeVersion } from './write-version.ts';

export type Mounted = {
  /** The commit before; null at first. */
  before: string | null;
  after: string;
  /** The link, and the folder that it leads to: a reader of several files resolves the link once. */
  folder: string;
  path: string;
  /** Files that were written or linked; null where the version was there already. */
  files: number | null;
  leftOut: LeftOut[];
};

/**
 * Makes `place` lead to `commit`. Killed at any moment it leads to the version before or to the new one, each whole; what
 * was left half done goes with the next call. Kept are the version that is mounted and the one before it, for whoever
 * still reads there.
 */
export async function mountCommit({
  repository,
  reader,
  place,
  commit,
}: {
  repository: Pick<Repository, 'directory' | 'commonDirectory'>;
  reader: ObjectReader;
  place: MountPlace;
  commit: string;
}): Promise<Mounted> {
  const before = await mountedCommit(place);
  const target = versionPath(place, commit);
  const known = await listVersions(place);
  let written: { files: number | null; leftOut: LeftOut[] } = { files: null, leftOut: [] };
  if (!known.includes(commit)) {
    await makeVersionsFolder(place);
    const part = underway(place, 'part');
    const earlier = await earlierVersion({ reader, place, commit: before ?? known[0] });
    const tree = await treeId(reader, commit);
    try {
      written = await writeVersion({ repository, reader, tree, folder: part, before: earlier });
      await rename(part, target);
    } catch (error) {
      await removeSealed(part).catch(() => {});
      if (!isThereAlready(error)) throw error;
    }
  }
  if (before !== commit) await swapLink(place, commit);
  const previous = before === commit ? known.find(version => version !== commit) : before;
  await clearVersions(place, new Set([commit, ...(previous ? [previous] : [])]));
  return { before, after: commit, folder: place.link, path: target, ...written };
}

/** Another process made the same version meanwhile. */
function isThereAlready(error: unknown): boolean {
  return (
    ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '') &&
    (error as NodeJS.ErrnoException).syscall === 'rename'
  );
}

/** The tree of a version that is there; null where its commit is no longer known. */
async function earlierVersion({
  reader,
  place,
  commit,
}: {
  reader: ObjectReader;
  place: MountPlace;
  commit: string | undefined;
}): Promise<WrittenTree | null> {
  if (commit === undefined) return null;
  const found = await reader.read(`${commit}^{tree}`);
  return found === null ? null : { tree: found.id, folder: Buffer.from(versionPath(place, commit)) };
}
