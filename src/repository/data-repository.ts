// The data repository: where the submodule `data` comes from, and which local store holds a pinned commit.

import { access, realpath } from 'node:fs/promises';
import path from 'node:path';
import { Failure, UserError } from '../errors.ts';
import { git } from './git.ts';
import { configValue } from './refs.ts';
import type { Repository } from './repository.ts';
import { mainWorkingTree } from './worktrees.ts';

/** The submodule that holds the data, pinned to a commit. */
export const DATA = 'data';

export type DataRepository = {
  /** As `.gitmodules` says, resolved against `origin` or else the main working tree. */
  url: string;
  /** The folder, where the URL is one on this machine; null for a remote. */
  path: string | null;
};

/**
 * What `.gitmodules` of the branch resolves to. Computed here and never by `git submodule sync`, which would write the
 * answer of today into the configuration.
 */
export async function locateDataRepository(
  repository: Repository,
  modules = '.gitmodules',
): Promise<DataRepository> {
  const { stdout, exitCode } = await git(
    ['config', '--file', path.resolve(repository.directory, modules), '--get', `submodule.${DATA}.url`],
    { directory: repository.directory, answers: [1, 128] },
  );
  const url = stdout.trim();
  if (exitCode !== 0 || url === '') {
    throw new UserError(`.gitmodules names no submodule "${DATA}"`, {
      code: 'no-data-submodule',
      hint: 'this is no project of git-model, or its .gitmodules was removed: git checkout prod -- .gitmodules',
    });
  }
  const base = (await configValue(repository.directory, 'remote.origin.url')) ?? mainWorkingTree(repository);
  const resolved = resolveRelativeUrl(base, url);
  const local = /^[a-z][a-z0-9+.-]*:\/\//i.test(resolved) || /^[^/]+:/.test(resolved) ? null : resolved;
  const folder = local ?? (resolved.startsWith('file://') ? decodeURIComponent(resolved.slice(7)) : null);
  return { url: resolved, path: folder === null ? null : await realpath(folder).catch(() => folder) };
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

export async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Whether the repository at `gitDirectory` holds the commit with all it needs to be read. */
export async function holdsCommit(gitDirectory: string, commit: string): Promise<boolean> {
  if (!(await exists(gitDirectory))) return false;
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
  } else if (await exists(main)) {
    await fetchCommit(main, data.url, commit);
    if (await holdsCommit(main, commit)) return main;
  }
  throw new Failure(
    `the data of this branch, commit ${commit.slice(0, 10)}, is neither in data/ nor in ${data.url}`,
    {
      code: 'data-missing',
      hint: 'fetch the data repository, or ask whoever made that commit to push it',
      details: { commit, url: data.url },
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
 * by a ref of ours; with a remote, in the main working tree's store, since a linked tree's own goes with the tree.
 */
export async function keepPin(repository: Repository, commit: string): Promise<void> {
  const data = await locateDataRepository(repository);
  const keeper = data.path ?? moduleDirectory(repository.commonDirectory);
  if (await isReachable(keeper, commit)) return;
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
