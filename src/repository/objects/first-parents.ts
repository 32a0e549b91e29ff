// The line of commits that a branch itself went through.

import { git } from '../git/git.ts';
import { plainPlaces } from '../plain-places.ts';
import { parseCommit } from './commits.ts';
import type { ObjectReader } from './object-reader.ts';

/** So many are read one by one, which takes less time than a process; of a longer line git gives the rest. */
const NEAR = 12;

/**
 * Ids from `tip` along first parents, newest first; where a shallow clone ends, the list ends. One process; none where a
 * `reader` is at hand and the line is short.
 */
export async function firstParents(directory: string, tip: string, reader?: ObjectReader): Promise<string[]> {
  const line: string[] = [];
  let next: string | undefined = tip;
  if (reader !== undefined && plainPlaces(directory) !== null) {
    while (next !== undefined && line.length < NEAR) {
      const parents = await parentsOf(reader, next);
      if (parents === null) break;
      line.push(next);
      next = parents[0];
    }
  }
  return next === undefined ? line : [...line, ...(await askGit(directory, next))];
}

async function askGit(directory: string, tip: string): Promise<string[]> {
  const { stdout } = await git(['rev-list', '--first-parent', tip, '--'], { directory });
  return stdout.split('\n').filter(line => line !== '');
}

/**
 * Whether `descendant` leads to `ancestor` by a few commits of one parent each. False says nothing: it may all the same,
 * by another way or a longer one.
 */
export async function leadsStraightTo(
  directory: string,
  descendant: string,
  ancestor: string,
  reader: ObjectReader,
): Promise<boolean> {
  if (plainPlaces(directory) === null) return false;
  let next = descendant;
  for (let step = 0; step < NEAR && next !== ancestor; step++) {
    const parents = await parentsOf(reader, next);
    if (parents?.length !== 1) return false;
    next = parents[0];
  }
  return next === ancestor;
}

/** As the commit itself says: in a repository of the plain kind nothing else says otherwise. */
async function parentsOf(reader: ObjectReader, commit: string): Promise<string[] | null> {
  const found = await reader.read(commit);
  return found?.type === 'commit' ? parseCommit(commit, found.bytes).parents : null;
}
