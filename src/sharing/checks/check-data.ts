// The submodule with the data: whether it is in its place, knows where it comes from, and holds what branches need.

import { readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { configValue } from '../../repository/branches/refs.ts';
import { DATA } from '../../repository/data/data-folder.ts';
import {
  dataHub,
  gatherCommits,
  missingIn,
  otherStores,
  unreachable,
} from '../../repository/data/data-hub.ts';
import { fetchData, fetchDataCommits } from '../../repository/data/data-remote.ts';
import type { DataRepository } from '../../repository/data/data-repository.ts';
import { moduleDirectory } from '../../repository/data/data-store.ts';
import { keepPin } from '../../repository/data/keep-pin.ts';
import { git, gitLine } from '../../repository/git/git.ts';
import type { Connection } from '../../repository/git/remote-git.ts';
import { refsOf } from '../../repository/git/store-git.ts';
import { isThere } from '../../repository/is-there.ts';
import { withoutCredentials } from '../../repository/remotes/trust.ts';
import type { Repository } from '../../repository/repository.ts';
import { placeSubmodule } from '../../repository/working-trees/submodule.ts';
import { FIX, type Finding, fine } from './check.ts';

export type DataContext = {
  repository: Repository;
  connection: Connection;
  data: DataRepository;
  /** Of the commit that is checked out; null where it has none. */
  pin: string | null;
  /** Branch -> its pin. */
  pins: ReadonlyMap<string, string>;
};

/** Whether the data repository is where `.gitmodules` says: looked at on this machine, never asked over a network. */
export async function checkDataPlace({ data }: DataContext): Promise<Finding> {
  const shown = withoutCredentials(data.url);
  if (data.path === null) return fine('data-repository', `the data come from ${shown}`);
  if (await isThere(data.path)) return fine('data-repository', `the data are at ${data.path}`);
  return {
    name: 'data-repository',
    status: 'problem',
    message: `.gitmodules leads to ${data.path}, and nothing is there`,
    remedy: `move the data repository there, or make it again from the copy here: git clone --bare <project>/.git/modules/${DATA} "${data.path}"`,
  };
}

/** What plain Git and a later fetch go by: written down when the submodule was made, wrong once the project has moved. */
export async function checkDataUrl({ repository, data }: DataContext): Promise<Finding> {
  const { directory, commonDirectory } = repository;
  const wanted = withoutCredentials(data.path ?? data.url);
  const hub = moduleDirectory(commonDirectory);
  const known = await configValue(directory, `submodule.${DATA}.url`);
  const ofHub = (await isThere(hub)) ? await originOf(hub) : wanted;
  const stale = [known, ofHub].filter(url => url !== null && url !== wanted && url !== data.url);
  if (stale.length === 0) return fine('data-url', 'Git knows the same place of the data as .gitmodules');
  return {
    name: 'data-url',
    status: 'warning',
    message: `Git remembers ${withoutCredentials(String(stale[0]))} as the place of the data; .gitmodules says ${wanted}`,
    remedy: FIX,
    async mend() {
      await git(['config', '--local', `submodule.${DATA}.url`, wanted], { directory, write: true });
      if (await isThere(hub)) {
        await git(['config', '--file', path.join(hub, 'config'), 'remote.origin.url', wanted], {
          directory,
          write: true,
        });
      }
    },
  };
}

async function originOf(hub: string): Promise<string | null> {
  const { stdout } = await git(['config', '--file', path.join(hub, 'config'), '--get', 'remote.origin.url'], {
    directory: path.dirname(hub),
    answers: [1],
  });
  return stdout === '' ? null : stdout.trim();
}

/** `data/` of this working tree: there, and a checkout of this tree's own copy. */
export async function checkDataFolder(context: DataContext): Promise<Finding> {
  const { repository, pin } = context;
  const { directory } = repository;
  const folder = path.join(directory, DATA);
  const mend = () => bringDataFolder(context);
  const missing = (message: string): Finding => ({
    name: 'data-folder',
    status: 'problem',
    message,
    remedy: FIX,
    mend,
  });
  if (pin === null) return fine('data-folder', 'the commit that is checked out has no data');
  const link = await readFile(path.join(folder, '.git'), 'utf8').catch(() => null);
  if (link === null) return missing(`${DATA}/ is empty: the submodule is not checked out`);
  const leads = path.resolve(folder, link.replace(/^gitdir: /, '').trim());
  if (!(await isThere(leads))) {
    return {
      ...missing(`${DATA}/.git leads to ${leads}, and nothing is there`),
      remedy: FIX,
      mend: () => relink(context, folder),
    };
  }
  const top = await git(['rev-parse', '--show-toplevel'], { directory: folder, answers: [128] });
  if (top.exitCode !== 0 || !(await isSameFolder(top.stdout.trim(), folder))) {
    return {
      ...missing(`the copy of the data in ${leads} believes that its files are elsewhere`),
      mend: () => relink(context, folder),
    };
  }
  const head = await gitLine(['rev-parse', 'HEAD'], { directory: folder });
  if (head === pin) return fine('data-folder', `${DATA}/ stands on its pin, ${pin.slice(0, 10)}`);
  return {
    name: 'data-folder',
    status: 'warning',
    message: `${DATA}/ stands on ${head.slice(0, 10)}, the branch pins ${pin.slice(0, 10)}`,
    remedy: 'git-model train takes what stands there; git -C data checkout <pin> goes back',
  };
}

async function isSameFolder(one: string, other: string): Promise<boolean> {
  return (await realpath(one).catch(() => one)) === (await realpath(other).catch(() => other));
}

/** The two say of each other where they are, relative to where they stand now. */
async function relink(context: DataContext, folder: string): Promise<void> {
  const { gitDirectory, directory } = context.repository;
  const module = moduleDirectory(gitDirectory);
  if (!(await isThere(module))) {
    await rm(path.join(folder, '.git'), { force: true });
    return bringDataFolder(context);
  }
  await writeFile(path.join(folder, '.git'), `gitdir: ${path.relative(folder, module)}\n`);
  await git(
    ['config', '--file', path.join(module, 'config'), 'core.worktree', path.relative(module, folder)],
    {
      directory,
      write: true,
    },
  );
}

async function bringDataFolder(context: DataContext): Promise<void> {
  const { repository, pin } = context;
  if (pin === null) return;
  const folder = path.join(repository.directory, DATA);
  const wasEmpty = (await readdir(folder).catch(() => [])).length === 0;
  const { store, url } = await bringData(context, [pin]);
  await placeSubmodule(repository, { store, url, pin });
  // Of a folder that was removed the index still says that all is there; nobody's work can be in the way.
  if (wasEmpty) await git(['reset', '--quiet', '--hard'], { directory: folder, write: true });
}

/** A store that holds these commits, from wherever they can be had. */
async function bringData(
  { repository, connection, data }: DataContext,
  commits: readonly string[],
): Promise<{ store: string; url: string }> {
  const url = withoutCredentials(data.path ?? data.url);
  if (data.path !== null && (await isThere(data.path))) {
    if ((await missingIn(data.path, commits)).length === 0) return { store: data.path, url };
  }
  const hub = await dataHub(repository, url);
  const missing = await gatherCommits(hub, commits, await otherStores(repository, [data.path]));
  if (missing.length > 0) {
    const remote = { ...data, connection };
    await fetchData(remote, hub);
    await fetchDataCommits(remote, hub, await missingIn(hub, missing));
  }
  return { store: hub, url };
}

/** Every branch's data commit is on this machine, and kept by a ref where it will stay. */
export async function checkPins(context: DataContext): Promise<Finding> {
  const { repository, data, pins } = context;
  const wanted = [...new Set(pins.values())];
  const hub = moduleDirectory(repository.commonDirectory);
  const own = data.path !== null && (await isThere(data.path)) ? data.path : hub;
  if (!(await isThere(own))) {
    return {
      name: 'pins',
      status: 'problem',
      message: 'no copy of the data is on this machine',
      remedy: FIX,
      mend: () => bringData(context, wanted),
    };
  }
  const missing = new Set(await missingIn(own, wanted));
  const held = wanted.filter(pin => !missing.has(pin));
  const tips = [...new Set((await refsOf(own)).values())];
  const absent = new Set(await missingIn(own, tips));
  const loose = new Set(
    await unreachable(
      own,
      held,
      tips.filter(tip => !absent.has(tip)),
    ),
  );
  const at = (ids: ReadonlySet<string>) =>
    [...pins].filter(([, pin]) => ids.has(pin)).map(([branch, pin]) => `${branch} (${pin.slice(0, 10)})`);
  if (missing.size === 0 && loose.size === 0) {
    return fine('pins', `the data of every branch are here: ${wanted.length} commits`);
  }
  const named = [...at(missing), ...at(loose)];
  return {
    name: 'pins',
    status: missing.size > 0 ? 'problem' : 'warning',
    message: `data commits of branches are ${missing.size > 0 ? 'not here' : 'held by no ref, and would be cleared away'}: ${named.slice(0, 5).join(', ')}${named.length > 5 ? ', …' : ''}`,
    remedy: missing.size > 0 ? `${FIX}; what the data repository lacks, whoever made it must push` : FIX,
    async mend() {
      if (missing.size > 0) await bringData(context, [...missing]);
      for (const pin of loose) await keepPin(repository, pin);
    },
  };
}
