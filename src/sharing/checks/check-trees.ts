// What commands that were killed, and working trees that were removed, left behind.

import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { gatherCommits } from '../../repository/data/data-hub.ts';
import { moduleDirectory } from '../../repository/data/data-store.ts';
import { git } from '../../repository/git/git.ts';
import { refsOf } from '../../repository/git/store-git.ts';
import { isThere } from '../../repository/is-there.ts';
import { finishPending } from '../../repository/journal/finish-pending.ts';
import { othersPending } from '../../repository/journal/others-pending.ts';
import type { Repository } from '../../repository/repository.ts';
import { FIX, type Finding, fine } from './check.ts';

export async function checkInterrupted(repository: Repository): Promise<Finding> {
  if (!(await othersPending(repository))) return fine('interrupted', 'no command was cut short');
  return {
    name: 'interrupted',
    status: 'warning',
    message: 'a command was cut short while working trees followed a branch, or runs right now',
    remedy: FIX,
    mend: () => finishPending(repository),
  };
}

/** Working trees whose folder is gone. Their own copies of the data are kept before Git forgets them. */
export async function checkWorktrees(repository: Repository, pins: readonly string[]): Promise<Finding> {
  const { directory, commonDirectory } = repository;
  const { stdout } = await git(['worktree', 'list', '--porcelain', '-z'], { directory });
  const gone = stdout
    .split('\0\0')
    .filter(record => /(^|\0)prunable/.test(record))
    .map(record => record.split('\0')[0].replace(/^worktree /, ''));
  if (gone.length === 0) return fine('worktrees', 'every working tree is where Git knows it');
  return {
    name: 'worktrees',
    status: 'warning',
    message: `working trees are gone, and Git still counts them: ${gone.join(', ')}`,
    remedy: `${FIX}; or, where a folder was moved: git worktree repair <where it is now>`,
    async mend() {
      const hub = moduleDirectory(commonDirectory);
      const linked = path.join(commonDirectory, 'worktrees');
      const names = await readdir(linked).catch(() => []);
      const stores = names.map(name => moduleDirectory(path.join(linked, name)));
      const there: string[] = [];
      for (const store of stores) if (await isThere(store)) there.push(store);
      if (there.length > 0 && (await isThere(hub))) {
        const heads = await Promise.all(there.map(headsOf));
        await gatherCommits(hub, [...new Set([...pins, ...heads.flat()])], there);
      }
      await git(['worktree', 'prune'], { directory, write: true });
    },
  };
}

/** Commits that only that tree's copy of the data may hold. */
async function headsOf(store: string): Promise<string[]> {
  const refs = await refsOf(store).catch(() => new Map<string, string>());
  const { stdout } = await git(['--git-dir', store, 'rev-parse', '--verify', '--quiet', 'HEAD'], {
    directory: path.dirname(store),
    environment: { GIT_WORK_TREE: store },
    answers: [1, 128],
  });
  return [...refs]
    .filter(([ref]) => !ref.startsWith('refs/remotes/'))
    .map(([, commit]) => commit)
    .concat(stdout.trim() === '' ? [] : [stdout.trim()]);
}

/** Younger ones belong to a command that runs. Milliseconds. */
const YOUNG = 60_000;

/** Git's locks are named with their age; none is ever deleted here. */
export async function checkLocks({ commonDirectory }: Repository, now: number): Promise<Finding> {
  const locks: string[] = [];
  for (const folder of ['', 'refs', 'worktrees', 'modules']) {
    const root = path.join(commonDirectory, folder);
    const names = await readdir(root, { recursive: folder !== '' }).catch(() => []);
    for (const name of names) {
      if (!name.endsWith('.lock') || /(^|\/)objects\//.test(name)) continue;
      const file = path.join(root, name);
      const status = await lstat(file).catch(() => null);
      const age = status === null ? 0 : now - status.mtimeMs;
      if (age > YOUNG) locks.push(`${file} (${Math.round(age / 60_000)} min)`);
    }
  }
  if (locks.length === 0) return fine('locks', 'no lock of a command that is gone');
  return {
    name: 'locks',
    status: 'problem',
    message: `locks of Git are left: ${locks.slice(0, 5).join(', ')}`,
    remedy: 'where no Git process runs any more, remove those files',
  };
}
