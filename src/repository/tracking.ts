// What was last seen of the branches of a remote.

import { git } from './git.ts';
import { moveRefs } from './refs.ts';
import { type Connection, remoteGit } from './remote-git.ts';
import type { Remote } from './remotes.ts';

/** Branch -> commit, of `refs/remotes/<remote>/`. One process. */
export function trackedBranches(directory: string, remote: string): Promise<Map<string, string>> {
  return branchesUnder(directory, `refs/remotes/${remote}/`);
}

/** Branch -> its last commit, of branches that a fetch found deleted. One process. */
export function deletedBranches(directory: string, remote: string): Promise<Map<string, string>> {
  return branchesUnder(directory, `refs/mv/deleted/${remote}/`);
}

/** What was deleted there is remembered, so that a push does not bring it back. */
export async function rememberDeleted(
  directory: string,
  remote: string,
  branches: ReadonlyMap<string, string>,
): Promise<void> {
  const known = await deletedBranches(directory, remote);
  const moves = [...branches].map(([name, commit]) => ({
    ref: `refs/mv/deleted/${remote}/${name}`,
    before: known.get(name) ?? null,
    after: commit,
  }));
  if (moves.length > 0) await moveRefs(directory, moves, 'git-model pull');
}

/** Brings what the remote has, and takes away what is gone there. Branches of ours stay where they are. */
export async function fetchTracked(
  directory: string,
  { name, url, hasFetch }: Remote,
  connection: Connection,
): Promise<void> {
  await remoteGit(
    [
      ...['fetch', '--quiet', '--prune', '--no-recurse-submodules', '--no-write-fetch-head', '--', name],
      ...(hasFetch ? [] : [`+refs/heads/*:refs/remotes/${name}/*`]),
    ],
    { directory, connection, url },
  );
}

async function branchesUnder(directory: string, folder: string): Promise<Map<string, string>> {
  const { stdout } = await git(['for-each-ref', '--format=%(objectname) %(refname)', folder], { directory });
  const branches = stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => [line.slice(41 + folder.length), line.slice(0, 40)] as const);
  return new Map(branches.filter(([name]) => name !== 'HEAD'));
}

/** Makes plain `git pull` and `git status` know where the branches come from. */
export async function setUpstream(
  directory: string,
  remote: string,
  branches: readonly string[],
): Promise<void> {
  // Each is a process or two; whoever has more branches than this lives without.
  for (const branch of branches.slice(0, 20)) {
    await git(['branch', '--quiet', `--set-upstream-to=${remote}/${branch}`, '--', branch], {
      directory,
      write: true,
      answers: [1, 128, 129],
    });
  }
}
