// What was last seen of the branches of a remote.

import { moveRefs } from '../branches/refs.ts';
import { git } from '../git/git.ts';
import { type Connection, remoteGit } from '../git/remote-git.ts';
import type { Remote } from './remotes.ts';

export type Seen = {
  /** Branch -> commit, as a fetch last saw it. */
  tracked: Map<string, string>;
  /** Branch -> its last commit, of branches that a fetch found deleted. */
  deleted: Map<string, string>;
};

/** What is known of every remote; one process, and no name of a remote is needed to begin it. */
export async function seenBranches(directory: string): Promise<(remote: string) => Seen> {
  const { stdout } = await git(
    ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/remotes/', 'refs/mv/deleted/'],
    { directory },
  );
  const refs = stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => [line.slice(41), line.slice(0, 40)] as const);
  const under = (folder: string) =>
    new Map(
      refs
        .filter(([ref]) => ref.startsWith(folder))
        .map(([ref, commit]) => [ref.slice(folder.length), commit] as const)
        .filter(([name]) => name !== 'HEAD'),
    );
  return remote => ({
    tracked: under(`refs/remotes/${remote}/`),
    deleted: under(`refs/mv/deleted/${remote}/`),
  });
}

/** Branch -> commit, of `refs/remotes/<remote>/`. One process. */
export async function trackedBranches(directory: string, remote: string): Promise<Map<string, string>> {
  return (await seenBranches(directory))(remote).tracked;
}

/** What was deleted there is remembered, so that a push does not bring it back. */
export async function rememberDeleted(
  directory: string,
  remote: string,
  branches: ReadonlyMap<string, string>,
): Promise<void> {
  const known = (await seenBranches(directory))(remote).deleted;
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
