// The merge that needs none: where two sides changed different files, the ids alone say what comes of it.

import type { Replacement } from '../repository/objects/edit-tree.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { parseTree } from '../repository/objects/trees.ts';

/** Bytes of a folder, some thousand entries, from which on Git compares faster than we take apart. */
const LARGE = 100_000;

type Entry = NonNullable<Replacement>;
type Entries = ReadonlyMap<string, Entry>;

/**
 * What to put where in `ours` (paths with slashes) so that it becomes the three-way merge with `theirs`; null where
 * that takes more than ids: the same file changed on both sides, or anything taken away where both sides have changes,
 * which may be half of a rename, or folders of thousands. Then Git merges. Reads only the folders that differ on both
 * sides.
 */
export async function mergeApart(
  reader: ObjectReader,
  { base, ours, theirs }: { base: Entries; ours: Entries; theirs: Entries },
): Promise<Map<string, Entry> | null> {
  const changes = new Map<string, Entry>();
  for (const path of new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])) {
    const [before, left, right] = [base.get(path), ours.get(path), theirs.get(path)];
    if (before !== undefined && (left === undefined || right === undefined)) return null;
    if (right === undefined || isSame(left, right) || isSame(before, right)) continue;
    if (isSame(before, left)) {
      changes.set(path, right);
      continue;
    }
    const inside = await mergeFolders(reader, path, [before, left, right]);
    if (inside === null) return null;
    for (const [place, entry] of inside) changes.set(place, entry);
  }
  return changes;
}

async function mergeFolders(
  reader: ObjectReader,
  path: string,
  sides: readonly (Entry | undefined)[],
): Promise<Map<string, Entry> | null> {
  if (sides.some(side => side?.mode !== '040000')) return null;
  const folders = await Promise.all(sides.map(side => reader.read(side!.id)));
  if (folders.some(folder => folder === null || folder.bytes.length > LARGE)) return null;
  const [base, ours, theirs] = folders.map(
    folder =>
      new Map(parseTree(folder!.bytes).map(({ name, mode, id }) => [`${path}/${name}`, { mode, id }])),
  );
  return mergeApart(reader, { base, ours, theirs });
}

function isSame(one: Entry | undefined, other: Entry | undefined): boolean {
  return one?.id === other?.id && one?.mode === other?.mode;
}
