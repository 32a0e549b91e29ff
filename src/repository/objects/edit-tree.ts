// Tree objects changed by path, written without an index.

import { createHash } from 'node:crypto';
import { git } from '../git/git.ts';
import { encodeName } from '../git/names.ts';
import type { ObjectReader } from './object-reader.ts';
import { EMPTY_TREE, readTree, type TreeEntry } from './trees.ts';

/** What to put at a path: an entry without its name, or null to take it away. */
export type Replacement = { mode: TreeEntry['mode']; id: string } | null;

type Edit = { entry?: Replacement; children?: Map<string, Edit> };

/**
 * Writes the tree that `root` becomes when each path is replaced; folders that end up empty go, folders that are
 * missing come. Objects need not exist (`--missing`): a model's blob may be absent. The ids of folders are computed
 * here, so that one `git mktree --batch` writes all of them. O(entries of the touched folders).
 */
export async function editTree({
  reader,
  directory,
  root,
  changes,
}: {
  reader: Pick<ObjectReader, 'read'>;
  directory: string;
  root: string;
  changes: ReadonlyMap<string, Replacement>;
}): Promise<string> {
  const top: Edit = { children: new Map() };
  for (const [path, entry] of changes) placeEdit(top, path.split('/'), entry);
  const made = new Map<string, TreeEntry[]>();

  /** Gives the id of the edited folder, EMPTY_TREE where nothing is left in it. */
  const visit = async (edit: Edit, tree: string): Promise<string> => {
    const entries = new Map((await readTree(reader, tree)).map(entry => [entry.name, entry]));
    for (const [name, child] of edit.children ?? []) {
      if (child.entry === null) entries.delete(name);
      else if (child.entry) entries.set(name, { ...child.entry, name });
      if (!child.children) continue;
      const below = entries.get(name);
      const id = await visit(child, below?.mode === '040000' ? below.id : EMPTY_TREE);
      if (id === EMPTY_TREE) entries.delete(name);
      else entries.set(name, { mode: '040000', id, name });
    }
    const sorted = inTreeOrder([...entries.values()]);
    const id = treeIdOf(sorted);
    // Those below come first. An empty one stands in no other.
    if (sorted.length > 0) made.set(id, sorted);
    return id;
  };
  const id = await visit(top, root);
  if (made.size === 0) made.set(id, []);
  const written = await writeTrees(directory, [...made.values()]);
  if (written.at(-1) !== id) throw new Error(`git wrote the tree ${written.at(-1)} where ${id} was meant`);
  return id;
}

/** A tree of these paths alone. */
export function newTree(directory: string, entries: ReadonlyMap<string, Replacement>): Promise<string> {
  const nothing = { read: async () => null };
  return editTree({ reader: nothing, directory, root: EMPTY_TREE, changes: entries });
}

function placeEdit(edit: Edit, [name, ...rest]: string[], entry: Replacement): void {
  edit.children ??= new Map();
  const child = edit.children.get(name) ?? {};
  edit.children.set(name, child);
  if (rest.length === 0) child.entry = entry;
  else placeEdit(child, rest, entry);
}

/** By the bytes of their names, a folder as if its name ended in a slash. */
function inTreeOrder(entries: readonly TreeEntry[]): TreeEntry[] {
  const keyed = entries.map(entry => ({
    entry,
    key: encodeName(entry.mode === '040000' ? `${entry.name}/` : entry.name),
  }));
  return keyed.sort((one, other) => Buffer.compare(one.key, other.key)).map(({ entry }) => entry);
}

/** As Git hashes a tree: `<mode> <name>\0<20 bytes>` each, a folder's mode without its leading zero. */
function treeIdOf(sorted: readonly TreeEntry[]): string {
  const body = Buffer.concat(
    sorted.flatMap(({ mode, name, id }) => [
      Buffer.from(`${mode.replace(/^0/, '')} `),
      encodeName(name),
      NUL,
      Buffer.from(id, 'hex'),
    ]),
  );
  return createHash('sha1').update(`tree ${body.length}\0`).update(body).digest('hex');
}

const NUL = Buffer.of(0);

const TYPES: Record<string, string> = { '040000': 'tree', '160000': 'commit' };

/** Writes several trees with one process; gives their ids in order. */
async function writeTrees(directory: string, trees: readonly (readonly TreeEntry[])[]): Promise<string[]> {
  const record = ({ mode, id, name }: TreeEntry) => [
    Buffer.from(`${mode} ${TYPES[mode] ?? 'blob'} ${id}\t`),
    encodeName(name),
    NUL,
  ];
  const input = Buffer.concat(trees.flatMap(entries => [...entries.flatMap(record), NUL]));
  const { stdout } = await git(['mktree', '-z', '--missing', '--batch'], { directory, input });
  return stdout.trimEnd().split('\n');
}
