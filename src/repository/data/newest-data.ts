// The newest data that is known here, and where a new commit of data goes: to the sibling at once; of a remote, under a
// ref of ours until it is pushed.

import path from 'node:path';
import { Failure, UserError } from '../../errors.ts';
import { git } from '../git/git.ts';
import { isThere } from '../is-there.ts';
import { withoutCredentials } from '../remotes/trust.ts';
import type { Repository } from '../repository.ts';
import { locateDataRepository } from './data-repository.ts';
import { moduleDirectory } from './data-store.ts';

const MAIN = 'refs/heads/main';

/** In the main working tree's copy of a remote data repository: what was ingested here and not pushed yet. */
export const INGESTED = 'refs/mv/ingested';

export type NewestData = {
  /** Git directory that holds the commit. */
  store: string;
  commit: string;
  /** The ref that a new commit moves, and where that stands; null where it is not there yet. */
  ref: string;
  at: string | null;
};

/**
 * Of a sibling its `main` (its HEAD where it has none); of a remote what was last fetched of its `main`, or what was
 * ingested here on top of that. Null where there is neither. Asks no network.
 */
export async function newestData(repository: Repository): Promise<NewestData | null> {
  const located = await locateDataRepository(repository).catch(() => null);
  if (located?.path && (await isThere(located.path))) {
    const refs = await refsOf(located.path, [MAIN]);
    const at = refs.get(MAIN) ?? null;
    const commit = at ?? (await commitOf(located.path, 'HEAD'));
    if (commit !== null) return { store: located.path, commit, ref: MAIN, at };
  }
  const store = moduleDirectory(repository.commonDirectory);
  if (!(await isThere(store))) return null;
  const fetched = ['refs/remotes/origin/main', 'refs/remotes/origin/HEAD', MAIN];
  const refs = await refsOf(store, [INGESTED, ...fetched]);
  const at = refs.get(INGESTED) ?? null;
  const theirs = fetched.map(name => refs.get(name)).find(id => id !== undefined) ?? null;
  if (at === null && theirs === null) return null;
  const commit = at === null || theirs === null ? (at ?? theirs!) : await newer(store, at, theirs);
  return { store, commit, ref: INGESTED, at };
}

/** What was ingested here, unless the remote has all of it by now. */
async function newer(store: string, ingested: string, fetched: string): Promise<string> {
  return (await isBehind(store, ingested, fetched)) ? fetched : ingested;
}

async function isBehind(store: string, commit: string, other: string): Promise<boolean> {
  const { exitCode } = await git(['--git-dir', store, 'merge-base', '--is-ancestor', commit, other], {
    directory: path.dirname(store),
    answers: [1, 128],
  });
  return exitCode === 0;
}

async function refsOf(store: string, names: readonly string[]): Promise<Map<string, string>> {
  const { stdout } = await git(
    ['--git-dir', store, 'for-each-ref', '--format=%(refname) %(objectname)', ...names],
    { directory: path.dirname(store), answers: [128] },
  );
  const lines = stdout.split('\n').filter(line => line !== '');
  return new Map(lines.map(line => [line.slice(0, -41), line.slice(-40)]));
}

/** The commit that a name stands for in this Git directory, or null. */
async function commitOf(store: string, name: string): Promise<string | null> {
  if (name.startsWith('-')) return null;
  const { stdout, exitCode } = await git(
    ['--git-dir', store, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`],
    { directory: path.dirname(store), answers: [1, 128] },
  );
  return exitCode === 0 ? stdout.trim() : null;
}

/** As `newestData`. Throws Failure `data-missing` where there is none. */
export async function requireNewestData(repository: Repository): Promise<NewestData> {
  const newest = await newestData(repository);
  if (newest !== null) return newest;
  const { url, path: folder } = await locateDataRepository(repository);
  throw new Failure(
    folder === null
      ? `the data from ${withoutCredentials(url)} are not here yet, or have no branch main`
      : `there is no data repository with a commit at ${folder}`,
    {
      code: 'data-missing',
      hint:
        folder === null
          ? 'git submodule update --init data; git -C data fetch origin'
          : `put it there (git clone --bare <its URL> "${folder}"), or correct .gitmodules`,
      details: { commit: null, url: withoutCredentials(url) },
    },
  );
}

/**
 * The data commit that a name stands for: the newest where none is given or it is `main`, else a branch, tag or commit
 * of the data repository. Throws UserError `data-ref-not-found`.
 */
export async function resolveData(repository: Repository, name: string | undefined): Promise<string> {
  const { store, commit } = await requireNewestData(repository);
  if (name === undefined || name === 'main') return commit;
  const stores = new Set([
    store,
    moduleDirectory(repository.gitDirectory),
    moduleDirectory(repository.commonDirectory),
  ]);
  for (const place of stores) {
    if (!(await isThere(place))) continue;
    const found = (await commitOf(place, `refs/remotes/origin/${name}`)) ?? (await commitOf(place, name));
    if (found !== null) return found;
  }
  throw new UserError(`the data repository has no branch, tag or commit ${JSON.stringify(name)}`, {
    code: 'data-ref-not-found',
    hint: `see what it has: git --git-dir "${store}" log --oneline --all`,
    details: { name },
  });
}

/** Whether `commit` is the newest or behind it. */
export async function holdsHistory({ store, commit: newest }: NewestData, commit: string): Promise<boolean> {
  return commit === newest || isBehind(store, commit, newest);
}
