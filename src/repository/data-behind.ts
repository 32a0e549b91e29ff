// How far pins are behind the newest data that is known here.

import path from 'node:path';
import { holdsCommit, locateDataRepository, moduleDirectory } from './data-repository.ts';
import { git } from './git.ts';
import { isThere } from './is-there.ts';
import type { Repository } from './repository.ts';

/**
 * For each pin, the commits on the data repository's `main` that it lacks; pins that cannot be placed are left out.
 * A sibling is asked itself; of a remote, what was last fetched of it. One process a pin.
 */
export async function dataBehind(
  repository: Repository,
  pins: readonly string[],
): Promise<Map<string, number>> {
  const behind = new Map<string, number>();
  const newest = await newestData(repository);
  if (newest === null) return behind;
  await Promise.all(
    pins.map(async pin => {
      if (!(await holdsCommit(newest.store, pin))) return;
      const { stdout, exitCode } = await git(
        ['--git-dir', newest.store, 'rev-list', '--count', newest.commit, `^${pin}`],
        { directory: path.dirname(newest.store), answers: [128] },
      );
      if (exitCode === 0) behind.set(pin, Number(stdout));
    }),
  );
  return behind;
}

/** The newest data commit that is known, and a Git directory that holds it. */
export async function newestData(repository: Repository): Promise<{ store: string; commit: string } | null> {
  const located = await locateDataRepository(repository).catch(() => null);
  const sibling = located?.path ?? null;
  const module = moduleDirectory(repository.commonDirectory);
  const candidates = [
    ...(sibling
      ? [
          { store: sibling, ref: 'refs/heads/main' },
          { store: sibling, ref: 'HEAD' },
        ]
      : []),
    { store: module, ref: 'refs/remotes/origin/main' },
    { store: module, ref: 'refs/remotes/origin/HEAD' },
    { store: module, ref: 'refs/heads/main' },
  ];
  for (const { store, ref } of candidates) {
    if (!(await isThere(store))) continue;
    const { stdout, exitCode } = await git(
      ['--git-dir', store, 'rev-parse', '--verify', '--quiet', `${ref}^{commit}`],
      {
        directory: path.dirname(store),
        answers: [1, 128],
      },
    );
    if (exitCode === 0) return { store, commit: stdout.trim() };
  }
  return null;
}
