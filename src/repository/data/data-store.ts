// Which Git directory on this machine holds a commit of the data.

import path from 'node:path';
import { CommandError, Failure } from '../../errors.ts';
import { git } from '../git/git.ts';
import { isThere } from '../is-there.ts';
import { withoutCredentials } from '../remotes/trust.ts';
import type { Repository } from '../repository.ts';
import { DATA } from './data-folder.ts';
import { type DataRepository, locateDataRepository } from './data-repository.ts';

/** Git directory of the submodule in a working tree (each linked one has its own). */
export function moduleDirectory(gitDirectory: string): string {
  return path.join(gitDirectory, 'modules', DATA);
}

/** Whether the repository at `gitDirectory` holds the commit with all it needs to be read. */
export async function holdsCommit(gitDirectory: string, commit: string): Promise<boolean> {
  if (!(await isThere(gitDirectory))) return false;
  const { exitCode } = await git(['--git-dir', gitDirectory, 'cat-file', '-e', `${commit}^{tree}`], {
    directory: path.dirname(gitDirectory),
    answers: [1, 128],
  });
  return exitCode === 0;
}

/**
 * A local Git directory that holds `commit` of the data: this tree's submodule, the main tree's, the sibling; last,
 * where the data repository is remote, what a fetch of it brings. Throws Failure `data-missing` with the remedy.
 */
export async function storeHolding(repository: Repository, commit: string): Promise<string> {
  const main = moduleDirectory(repository.commonDirectory);
  for (const store of new Set([moduleDirectory(repository.gitDirectory), main])) {
    if (await holdsCommit(store, commit)) return store;
  }
  const data = await locateDataRepository(repository);
  if (data.path !== null) {
    if (await holdsCommit(data.path, commit)) return data.path;
  } else if (await isThere(main)) {
    await fetchCommit(main, data, commit);
    if (await holdsCommit(main, commit)) return main;
  }
  throw dataMissing(commit, data, await isThere(data.path ?? main));
}

export function dataMissing(commit: string, { url, path: folder }: DataRepository, known: boolean): Failure {
  const shown = withoutCredentials(url);
  const details = { commit, url: shown };
  if (known) {
    return new Failure(`the data of this branch, commit ${commit.slice(0, 10)}, is not in ${shown}`, {
      code: 'data-missing',
      hint: 'ask whoever made that commit to push it to the data repository',
      details,
    });
  }
  return new Failure(
    folder === null
      ? `the data of this branch, from ${shown}, is not here yet`
      : `the data repository is not where .gitmodules says: there is nothing at ${folder}`,
    {
      code: 'data-missing',
      hint:
        folder === null
          ? 'git-model doctor --fix brings it; a private repository needs your credentials'
          : `put it there (git clone --bare <its URL> "${folder}"), or correct .gitmodules`,
      details,
    },
  );
}

/** By the way of every other fetch: with the user's credentials, and no URL in a list of processes. */
async function fetchCommit(store: string, data: DataRepository, commit: string): Promise<void> {
  const { fetchData, fetchDataCommits } = await import('./data-remote.ts');
  const connection = { asks: true, choosesSsh: true, choosesPatience: false };
  const remote = { ...data, connection };
  const unlessUnreachable = (error: unknown) => {
    // Whoever called says what is missing, and from where.
    if (!(error instanceof CommandError)) throw error;
  };
  await fetchData(remote, store).catch(unlessUnreachable);
  if (!(await holdsCommit(store, commit))) {
    await fetchDataCommits(remote, store, [commit]).catch(unlessUnreachable);
  }
}
