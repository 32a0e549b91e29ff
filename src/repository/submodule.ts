// The submodule `data` in a working tree: put in place from a store at hand, moved to a pin. Plain `git submodule`
// refuses a sibling path (transport 'file' not allowed); a local clone by its path is allowed and downloads nothing.

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Moved } from '../errors.ts';
import { DATA, exists, moduleDirectory } from './data-repository.ts';
import { git } from './git.ts';

export type SubmodulePlace = {
  /** Top folder of the working tree. */
  directory: string;
  /** That tree's own Git directory. */
  gitDirectory: string;
};

/**
 * Makes `data/` a checkout of `pin`. `store` is a local Git directory that holds the commit; `url` is what a later
 * fetch will use. Objects are hard-linked where the file system can.
 */
export async function placeSubmodule(
  place: SubmodulePlace,
  { store, url, pin }: { store: string; url: string; pin: string },
): Promise<void> {
  const module = moduleDirectory(place.gitDirectory);
  const folder = path.join(place.directory, DATA);
  if (!(await exists(path.join(folder, '.git')))) {
    await mkdir(path.dirname(module), { recursive: true });
    if (!(await exists(module))) {
      await git(['clone', '--quiet', '--bare', '--local', '--', store, module], {
        directory: place.directory,
        write: true,
      });
    }
    const set = (key: string, value: string) =>
      git(['--git-dir', module, 'config', key, value], { directory: place.directory, write: true });
    await set('core.bare', 'false');
    await set('core.worktree', path.relative(module, folder));
    await set('remote.origin.url', url);
    await set('remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, '.git'), `gitdir: ${path.relative(folder, module)}\n`);
  }
  await checkOutPin(place, pin, store);
}

/** Moves `data/` to `pin`, fetching the commit from `store` where the submodule lacks it. Local edits stop it. */
export async function checkOutPin(place: SubmodulePlace, pin: string, store: string | null): Promise<void> {
  const folder = path.join(place.directory, DATA);
  const { exitCode } = await git(['cat-file', '-e', `${pin}^{commit}`], {
    directory: folder,
    answers: [1, 128],
  });
  if (exitCode !== 0 && store !== null) {
    await git(['fetch', '--quiet', '--no-write-fetch-head', '--', store, pin], {
      directory: folder,
      write: true,
    });
  }
  await git(['checkout', '--quiet', '--detach', pin], { directory: folder, write: true });
}

/** Whether `data/` of this working tree is a checkout at all (a fresh plain clone has an empty folder). */
export async function hasSubmodule({ directory }: Pick<SubmodulePlace, 'directory'>): Promise<boolean> {
  return exists(path.join(directory, DATA, '.git'));
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

/** Throws Moved `uncommitted-changes` where something in `data/` is not committed: data is trained from commits only. */
export async function requireCleanSubmodule(place: Pick<SubmodulePlace, 'directory'>): Promise<void> {
  if (!(await hasSubmodule(place))) {
    const left = await readdir(path.join(place.directory, DATA)).catch(() => []);
    if (left.length === 0) return;
    throw new Moved('files lie in data/, but data/ is not checked out as a submodule', {
      code: 'uncommitted-changes',
      hint: 'move them elsewhere; data/ is filled from the data repository',
      details: { files: left.slice(0, 20) },
    });
  }
  const { stdout } = await git(['status', '--porcelain=v2', '-z', '--untracked-files=all'], {
    directory: path.join(place.directory, DATA),
  });
  const files = stdout
    .split('\0')
    .filter(line => /^[12u?] /.test(line))
    .map(line =>
      line[0] === '?'
        ? line.slice(2)
        : line
            .split(' ')
            .slice(line[0] === '1' ? 8 : 9)
            .join(' '),
    );
  if (files.length === 0) return;
  throw new Moved(
    `data/ holds changes that are not committed: ${files.slice(0, 5).join(', ')}${files.length > 5 ? ', …' : ''}`,
    {
      code: 'uncommitted-changes',
      hint: 'commit them in the data repository (git -C data add -A && git -C data commit), or take them back (git -C data checkout .)',
      details: { files },
    },
  );
}
