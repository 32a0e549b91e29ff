// When a path of a branch last became what it is.

import { parseCommit } from './commits.ts';
import type { ObjectReader } from './object-reader.ts';
import { entryAt } from './trees.ts';

/**
 * Time (ISO 8601 UTC) of the oldest commit, along the parents that have the same object at `path`, that has it: the one
 * that brought it. Follows a merge to the side it came from. O(commits since then).
 */
export async function lastChange(reader: ObjectReader, commit: string, path: string): Promise<string | null> {
  let found = await read(reader, commit, path);
  while (found !== null && found.object !== null) {
    const { object, at } = found;
    const parents: (Version | null)[] = await Promise.all(
      found.parents.map(parent => read(reader, parent, path)),
    );
    const origin = parents.find(parent => parent?.object === object);
    if (!origin) return at;
    found = origin;
  }
  return null;
}

type Version = { at: string; parents: string[]; object: string | null };

async function read(reader: ObjectReader, id: string, path: string): Promise<Version | null> {
  const object = await reader.read(id);
  if (object?.type !== 'commit') return null;
  const { tree, parents, at } = parseCommit(id, object.bytes);
  return { at, parents, object: (await entryAt(reader, tree, path))?.id ?? null };
}
