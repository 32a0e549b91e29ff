// How far pins are behind the newest data that is known here.

import path from 'node:path';
import { git } from '../git/git.ts';
import type { Repository } from '../repository.ts';
import { newestData } from './newest-data.ts';

/**
 * For each pin, the commits on the data repository's `main` that it lacks; pins that cannot be placed are left out.
 * A sibling is asked itself; of a remote, what was last fetched of it. One process for all pins.
 */
export async function dataBehind(
  repository: Repository,
  pins: readonly string[],
): Promise<Map<string, number>> {
  const newest = await newestData(repository);
  if (newest === null || pins.length === 0) return new Map();
  const { stdout } = await git(
    ['--git-dir', newest.store, 'rev-list', '--parents', '--ignore-missing', '--stdin'],
    {
      directory: path.dirname(newest.store),
      input: [newest.commit, ...pins].map(id => `${id}\n`).join(''),
      answers: [128],
    },
  );
  const parents = new Map<string, string[]>();
  for (const line of stdout.split('\n')) {
    const [commit, ...own] = line.split(' ');
    if (commit !== '') parents.set(commit, own);
  }
  return countBehind(parents, newest.commit, pins);
}

/** `parents` holds every ancestor of all of them. O(commits) for a history without merges, else O(pins x commits). */
export function countBehind(
  parents: ReadonlyMap<string, readonly string[]>,
  newest: string,
  pins: readonly string[],
): Map<string, number> {
  const behind = new Map<string, number>();
  // Data are appended, one commit after the other: most pins lie on that line.
  const line = new Map<string, number>();
  for (let at: string | undefined = newest; at !== undefined; ) {
    line.set(at, line.size);
    const own: readonly string[] = parents.get(at) ?? [];
    at = own.length === 1 ? own[0] : undefined;
  }
  let all: Set<string> | null = null;
  for (const pin of pins) {
    if (!parents.has(pin)) continue;
    const place = line.get(pin);
    if (place !== undefined) behind.set(pin, place);
    else {
      all ??= ancestorsOf(parents, newest);
      const own = ancestorsOf(parents, pin);
      behind.set(pin, [...all].filter(commit => !own.has(commit)).length);
    }
  }
  return behind;
}

function ancestorsOf(parents: ReadonlyMap<string, readonly string[]>, tip: string): Set<string> {
  const found = new Set([tip]);
  // A set can be walked while it grows.
  for (const commit of found) for (const parent of parents.get(commit) ?? []) found.add(parent);
  return found;
}
