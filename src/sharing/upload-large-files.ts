// Contents of large files go to the remote before the commits that point to them.

import { type Connection, remoteGit } from '../repository/git/remote-git.ts';
import { lfsVersion, usesLargeFiles } from '../repository/objects/large-store.ts';
import type { Remote } from '../repository/remotes/remotes.ts';
import type { Repository } from '../repository/repository.ts';

/** Nothing where the repository has none. What the remote has already is not sent again. */
export async function uploadLargeFiles(
  { directory, commonDirectory }: Repository,
  remote: Remote,
  connection: Connection,
  commits: readonly string[],
): Promise<void> {
  if (commits.length === 0 || !(await usesLargeFiles(commonDirectory))) return;
  if ((await lfsVersion(directory)) === null) return;
  await remoteGit(['lfs', 'push', remote.name, ...commits], { directory, connection, url: remote.pushUrl });
}
