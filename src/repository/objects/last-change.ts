// Which commit made a file of a branch what it is.

import { parseCommit } from './commits.ts';
import { findEntries } from './find-entries.ts';
import type { ObjectReader } from './object-reader.ts';

/**
 * Gives a function from a commit to the oldest one, along the parents that have the same object at `folder/name`, that
 * has it: the one that brought it, with its time (ISO 8601 UTC). Follows a merge to the side it came from; null where
 * there is no such file. What branches share of their history is read once. O(commits since then).
 */
export function lastChangeOf(
  reader: ObjectReader,
  { folder, name }: { folder: string; name: string },
): (commit: string) => Promise<{ commit: string; at: string } | null> {
  const known = new Map<string, Promise<Version | null>>();
  const versionAt = (id: string) => {
    const found = known.get(id) ?? readVersion(reader, id, folder, name);
    known.set(id, found);
    return found;
  };
  return async commit => {
    let found = await versionAt(commit);
    while (found !== null && found.object !== null) {
      const { object, id, at } = found;
      const parents: (Version | null)[] = await Promise.all(found.parents.map(versionAt));
      const origin = parents.find(parent => parent?.object === object);
      if (!origin) return { commit: id, at };
      found = origin;
    }
    return null;
  };
}

type Version = { id: string; at: string; parents: string[]; object: string | null };

async function readVersion(
  reader: ObjectReader,
  id: string,
  folder: string,
  name: string,
): Promise<Version | null> {
  const [commit, tree] = await Promise.all([reader.read(id), reader.read(`${id}:${folder}`)]);
  if (commit?.type !== 'commit') return null;
  const { parents, at } = parseCommit(id, commit.bytes);
  const entry = tree?.type === 'tree' ? findEntries(tree.bytes, [name])[name] : undefined;
  return { id, at, parents, object: entry?.id ?? null };
}
