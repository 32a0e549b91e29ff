// The data repository: where the submodule `data` comes from, and which local store holds a pinned commit.

import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { Failure, UserError } from '../errors.ts';
import { DATA } from './data-folder.ts';
import { git } from './git.ts';
import { isThere } from './is-there.ts';
import { configValue } from './refs.ts';
import type { Repository } from './repository.ts';
import { mainWorkingTree } from './worktrees.ts';

export type DataRepository = {
  /** As `.gitmodules` says, resolved against `origin` or else the main working tree. */
  url: string;
  /** The folder, where the URL is one on this machine; null for a remote. */
  path: string | null;
};

/**
 * What `.gitmodules` resolves to: the file of this working tree, or that of its commit where a sparse checkout leaves
 * it out. Computed here and never by `git submodule sync`, which would write the answer of today into the configuration.
 */
export async function locateDataRepository(repository: Repository): Promise<DataRepository> {
  const { directory } = repository;
  const url =
    (await submoduleUrl(directory, ['--file', path.join(directory, '.gitmodules')])) ??
    (await submoduleUrl(directory, ['--blob', 'HEAD:.gitmodules']));
  if (url === null) {
    throw new UserError(`.gitmodules names no submodule "${DATA}"`, {
      code: 'no-data-submodule',
      hint: 'this is no project of git-model, or its .gitmodules was removed: git checkout prod -- .gitmodules',
    });
  }
  const base = (await configValue(directory, 'remote.origin.url')) ?? mainWorkingTree(repository);
  const resolved = resolveRelativeUrl(base, url);
  const folder = folderOf(resolved, directory);
  return { url: resolved, path: folder === null ? null : await realpath(folder).catch(() => folder) };
}

async function submoduleUrl(directory: string, from: readonly string[]): Promise<string | null> {
  const { stdout, exitCode } = await git(['config', ...from, '--get', `submodule.${DATA}.url`], {
    directory,
    answers: [1, 128],
  });
  return exitCode === 0 && stdout !== '\n' ? stdout.replace(/\n$/, '') : null;
}

/** The folder that a URL names on this machine, or null: `host:bikes.git` and `https://…` are elsewhere. */
function folderOf(url: string, directory: string): string | null {
  if (url.startsWith('file://')) return decodeURIComponent(url.slice('file://'.length));
  if (/^[^/]+:/.test(url)) return null;
  return path.resolve(directory, url);
}

/** `resolveRelativeUrl('https://host/team/bikes.git', '../bikes-data.git')` is `https://host/team/bikes-data.git`. */
export function resolveRelativeUrl(base: string, url: string): string {
  if (!/^\.\.?\//.test(url)) return url;
  let left = base.replace(/\/+$/, '');
  let rest = url;
  for (;;) {
    if (rest.startsWith('./')) rest = rest.slice(2);
    else if (rest.startsWith('../')) {
      rest = rest.slice(3);
      const cut = Math.max(left.lastIndexOf('/'), left.lastIndexOf(':'));
      // `host:bikes.git` keeps its colon: `host:` + `bikes-data.git`.
      left = left[cut] === ':' ? left.slice(0, cut + 1) : left.slice(0, Math.max(cut, 0));
    } else break;
  }
  return left.endsWith(':') ? `${left}${rest}` : `${left}/${rest}`;
}

/** Git directory of the submodule in a working tree (each linked one has its own). */
export function moduleDirectory(gitDirectory: string): string {
  return path.join(gitDirectory, 'modules', DATA);
}

/** Whether the repository at `gitDirectory` holds the commit with all it needs to be read. */
async function holdsCommit(gitDirectory: string, commit: string): Promise<boolean> {
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
    await fetchCommit(main, data.url, commit);
    if (await holdsCommit(main, commit)) return main;
  }
  throw dataMissing(commit, data, await isThere(data.path ?? main));
}

function dataMissing(commit: string, { url, path: folder }: DataRepository, known: boolean): Failure {
  const shown = url.replace(/\/\/[^/@]*@/, '//');
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
          ? 'git submodule update --init data'
          : `put it there (git clone --bare <its URL> "${folder}"), or correct .gitmodules`,
      details,
    },
  );
}

async function fetchCommit(store: string, url: string, commit: string): Promise<void> {
  const fetch = (what: string) =>
    git(['--git-dir', store, 'fetch', '--quiet', '--no-write-fetch-head', '--', url, what], {
      directory: path.dirname(store),
      answers: [1, 128],
    });
  await fetch('+refs/heads/*:refs/remotes/origin/*');
  if (!(await holdsCommit(store, commit))) await fetch(commit);
}

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
  if (!(await holdsCommit(gitDirectory, commit))) return false;
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
