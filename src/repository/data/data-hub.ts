// The main working tree's copy of the data: where what is fetched arrives and what is pushed is gathered.

import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { submoduleConfiguration } from '../git/configuration-text.ts';
import { git } from '../git/git.ts';
import { gitInStore } from '../git/store-git.ts';
import { isThere } from '../is-there.ts';
import { withoutCredentials } from '../remotes/trust.ts';
import type { Repository } from '../repository.ts';
import { mainWorkingTree } from '../working-trees/worktrees.ts';
import { DATA } from './data-folder.ts';
import { PINS } from './data-remote.ts';
import { moduleDirectory } from './data-store.ts';

/** Its Git directory; made, empty, where nobody has yet. `url` is what a fetch by plain Git will use. */
export async function dataHub(repository: Repository, url: string): Promise<string> {
  const hub = moduleDirectory(repository.commonDirectory);
  if (await isThere(hub)) return hub;
  const made = `${hub}.unfinished-${process.pid}`;
  await rm(made, { recursive: true, force: true });
  await mkdir(path.dirname(hub), { recursive: true });
  await git(['init', '--quiet', '--bare', '--initial-branch=main', '--', made], {
    directory: path.dirname(hub),
  });
  const file = path.join(made, 'config');
  const workTree = path.relative(hub, path.join(mainWorkingTree(repository), DATA));
  const text = submoduleConfiguration(await readFile(file, 'utf8'), {
    workTree,
    url: withoutCredentials(url),
  });
  await writeFile(file, text);
  await rename(made, hub).catch(async error => {
    // Another command of ours was faster.
    await rm(made, { recursive: true, force: true });
    if (!(await isThere(hub))) throw error;
  });
  return hub;
}

/** Every Git directory on this machine that may hold data commits of this project, the hub's own left out. */
export async function otherStores(
  repository: Repository,
  siblings: readonly (string | null)[],
): Promise<string[]> {
  const linked = path.join(repository.commonDirectory, 'worktrees');
  const names = await readdir(linked).catch(() => []);
  const stores = [
    ...names.map(name => moduleDirectory(path.join(linked, name))),
    ...siblings.filter(folder => folder !== null),
  ];
  const there = await Promise.all(stores.map(store => isThere(store)));
  return stores.filter((_, index) => there[index]);
}

/** Those of `commits` that are not in the store. One process. */
export async function missingIn(store: string, commits: readonly string[]): Promise<string[]> {
  if (commits.length === 0) return [];
  const { stdout } = await gitInStore(store, ['cat-file', '--batch-check=%(objecttype)'], {
    input: commits.map(commit => `${commit}\n`).join(''),
    environment: { GIT_NO_LAZY_FETCH: '1' },
  });
  const answers = stdout.split('\n');
  return commits.filter((_, index) => answers[index] !== 'commit');
}

/** Those of `commits`, all in the store, that cannot be reached from `tips`, which are there too. One process. */
export async function unreachable(
  store: string,
  commits: readonly string[],
  tips: readonly string[],
): Promise<string[]> {
  if (commits.length === 0) return [];
  const { stdout } = await gitInStore(store, ['rev-list', '--stdin'], {
    input: [...commits, ...tips.map(tip => `^${tip}`)].map(line => `${line}\n`).join(''),
  });
  const found = new Set(stdout.split('\n'));
  return commits.filter(commit => found.has(commit));
}

/** Brings those of `commits` that the hub lacks out of the other stores, and keeps them by a ref; gives those in none. */
export async function gatherCommits(
  hub: string,
  commits: readonly string[],
  stores: readonly string[],
): Promise<string[]> {
  let wanted = await missingIn(hub, commits);
  for (const store of stores) {
    if (wanted.length === 0) break;
    const absent = new Set(await missingIn(store, wanted));
    const here = wanted.filter(commit => !absent.has(commit));
    if (here.length === 0) continue;
    await gitInStore(
      hub,
      [
        // The working tree of that store may be gone, and the other end would look for it.
        ...['fetch', '--quiet', '--upload-pack=env GIT_WORK_TREE=. git upload-pack'],
        ...['--no-tags', '--no-write-fetch-head', '--', store],
        ...here.map(commit => `+${commit}:${PINS}/${commit}`),
      ],
      { write: true },
    );
    wanted = wanted.filter(commit => absent.has(commit));
  }
  return wanted;
}
