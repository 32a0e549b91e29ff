// The data repository as a remote: what it has, what is fetched from it, what is pushed to it.

import path from 'node:path';
import type { Setting } from '../git/git.ts';
import { type Connection, remoteGit } from '../git/remote-git.ts';
import { storeEnvironment } from '../git/store-git.ts';
import { type Push, type Pushed, pushRefs } from '../remotes/push-refs.ts';
import { remoteRefs, type Spoken } from '../remotes/remote-refs.ts';
import type { Repository } from '../repository.ts';
import { type DataRepository, locateDataRepository } from './data-repository.ts';

export type DataRemote = DataRepository & { connection: Connection };

/** Keeps data commits that a branch pins and no data branch holds. */
export const PINS = 'refs/mv/pins';

/** The name that it has while we speak to it: its URL, which may hold a password, is then in no list of processes. */
const NAME = 'git-model-data';

/** The data repository that belongs to a remote of the project with the URL `base`. */
export async function openDataRemote(
  repository: Repository,
  base: string,
  connection: Connection,
): Promise<DataRemote> {
  return { ...(await locateDataRepository(repository, base)), connection };
}

/** Its branches, what `HEAD` stands for, and the pins that it keeps. One connection. */
export function dataRefs(remote: DataRemote, directory: string): Promise<Map<string, string>> {
  return remoteRefs(
    { url: remote.url, connection: remote.connection, directory, configuration: named(remote) },
    NAME,
    ['HEAD', 'refs/heads/*', `${PINS}/*`],
  );
}

/** The newest data: `main`, or what `HEAD` stands for in a repository without one. */
export function newestOf(refs: ReadonlyMap<string, string>): string | null {
  return refs.get('refs/heads/main') ?? refs.get('HEAD') ?? null;
}

/** Brings all branches and kept pins into a local store. Takes away what is gone there, but no pin. */
export async function fetchData(remote: DataRemote, store: string): Promise<void> {
  await remoteGit(
    [
      ...['--git-dir', store, 'fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--'],
      ...[NAME, '+refs/heads/*:refs/remotes/origin/*', `+${PINS}/*:${PINS}/*`],
    ],
    inStore(remote, store),
  );
}

/** Brings commits by their ids, where the server gives them so; says nothing of those it does not have. */
export async function fetchDataCommits(
  remote: DataRemote,
  store: string,
  commits: readonly string[],
): Promise<void> {
  for (const commit of commits) {
    await remoteGit(
      [
        ...['--git-dir', store, 'fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--'],
        ...[NAME, `+${commit}:${PINS}/${commit}`],
      ],
      { ...inStore(remote, store), answers: [1, 128] },
    );
  }
}

export function pushData(remote: DataRemote, store: string, pushes: readonly Push[]): Promise<Pushed> {
  return pushRefs({ ...inStore(remote, store), gitDirectory: store }, NAME, pushes);
}

function inStore({ url, connection, path: folder }: DataRemote, store: string): Spoken {
  return {
    url,
    connection,
    directory: path.dirname(store),
    configuration: named({ url, path: folder }),
    environment: storeEnvironment(store),
  };
}

function named({ url, path: folder }: Pick<DataRemote, 'url' | 'path'>): Setting[] {
  // As a folder of this machine it is written from the root: git would resolve it against wherever it runs.
  return [[`remote.${NAME}.url`, folder ?? url]];
}
