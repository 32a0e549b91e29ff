// The submodule `data` in a working tree: put in place from a store at hand, moved to a pin. Plain `git submodule`
// refuses a sibling path (transport 'file' not allowed); a local clone by its path is allowed and downloads nothing.

import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../errors.ts';
import { DATA } from '../data/data-folder.ts';
import { moduleDirectory } from '../data/data-store.ts';
import { submoduleConfiguration } from '../git/configuration-text.ts';
import { git } from '../git/git.ts';
import { isThere } from '../is-there.ts';
import { isAlive } from '../journal/process-mark.ts';

export type SubmodulePlace = {
  /** Top folder of the working tree. */
  directory: string;
  /** That tree's own Git directory. */
  gitDirectory: string;
};

/**
 * Makes `data/` a checkout of `pin`. `store` is a local Git directory that holds the commit; `url` is what a later
 * fetch will use. Objects are hard-linked where the file system can. May be run again after it was cut short.
 */
export async function placeSubmodule(
  place: SubmodulePlace,
  { store, url, pin }: { store: string; url: string; pin: string },
): Promise<void> {
  const module = moduleDirectory(place.gitDirectory);
  const folder = path.join(place.directory, DATA);
  if (!(await isThere(path.join(folder, '.git')))) {
    const made = (await isThere(module)) ? null : makeModule(place, module, store, url);
    await Promise.all([made, makeActive(place, url)]);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, '.git'), `gitdir: ${path.relative(folder, module)}\n`);
  }
  await checkOutPin(place, pin, store);
}

/** As `git submodule init` does, where nobody has: plain Git then counts `data` among its submodules. */
async function makeActive({ directory }: SubmodulePlace, url: string): Promise<void> {
  const { stdout } = await git(
    ['config', '-z', '--name-only', '--get-regexp', `^submodule\\.${DATA}\\.(active|url)$`],
    { directory, answers: [1] },
  );
  const there = stdout.split('\0');
  for (const [name, value] of [
    ['active', 'true'],
    ['url', url],
  ]) {
    const key = `submodule.${DATA}.${name}`;
    if (!there.includes(key)) await git(['config', '--local', key, value], { directory, write: true });
  }
}

/** Under a name of this process until it is whole: what stands at `module` can be used. */
async function makeModule(
  { directory }: SubmodulePlace,
  module: string,
  store: string,
  url: string,
): Promise<void> {
  const modules = path.dirname(module);
  await mkdir(modules, { recursive: true });
  const unfinished = `${DATA}.unfinished-`;
  for (const name of await readdir(modules)) {
    if (!name.startsWith(unfinished) || isAlive(Number(name.slice(unfinished.length)))) continue;
    await rm(path.join(modules, name), { recursive: true, force: true });
  }
  const made = path.join(modules, `${unfinished}${process.pid}`);
  // By this name, whatever `clone.defaultRemoteName` says: the URL of `origin` is set anew below.
  await git(['clone', '--quiet', '--bare', '--local', '--origin', 'origin', '--', store, made], {
    directory,
  });
  const workTree = path.relative(module, path.join(directory, DATA));
  const file = path.join(made, 'config');
  await writeFile(file, submoduleConfiguration(await readFile(file, 'utf8'), { workTree, url }));
  await rename(made, module);
}

/** Moves `data/` to `pin`, fetching the commit from `store` where the submodule lacks it. Local edits stop it. */
export async function checkOutPin(place: SubmodulePlace, pin: string, store: string | null): Promise<void> {
  const checkOut = (answers: number[]) =>
    git(['checkout', '--quiet', '--detach', pin], {
      directory: path.join(place.directory, DATA),
      write: true,
      answers,
    });
  // Nearly always the commit is there, and asking first would be one more process.
  if ((await checkOut([1, 128])).exitCode === 0) return;
  await bringCommit(place, pin, store);
  await checkOut([]);
}

/** Throws Failure `data-missing` where the submodule lacks the commit and no store is at hand. */
export async function bringCommit(
  { directory }: Pick<SubmodulePlace, 'directory'>,
  commit: string,
  store: string | null,
): Promise<void> {
  const folder = path.join(directory, DATA);
  const { exitCode } = await git(['cat-file', '-e', `${commit}^{commit}`], {
    directory: folder,
    answers: [1, 128],
  });
  if (exitCode === 0) return;
  if (store === null) {
    throw new Failure(`the data commit ${commit.slice(0, 10)} is not to be had for ${folder}`, {
      code: 'data-missing',
      hint: 'fetch the data repository, or ask whoever made that commit to push it',
      details: { commit },
    });
  }
  await git(['fetch', '--quiet', '--no-write-fetch-head', '--', store, commit], {
    directory: folder,
    write: true,
  });
}

/** Whether `data/` of this working tree is a checkout at all (a fresh plain clone has an empty folder). */
export async function hasSubmodule({ directory }: Pick<SubmodulePlace, 'directory'>): Promise<boolean> {
  return isThere(path.join(directory, DATA, '.git'));
}

/** Commit that `data/` stands on, or null where it is not checked out. */
export async function submoduleHead(place: Pick<SubmodulePlace, 'directory'>): Promise<string | null> {
  if (!(await hasSubmodule(place))) return null;
  const { stdout, exitCode } = await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], {
    directory: path.join(place.directory, DATA),
    answers: [1, 128],
  });
  return exitCode === 0 ? stdout.trim() : null;
}
