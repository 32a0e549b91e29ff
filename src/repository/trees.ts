// Tree objects: read as entries, changed by path, written without an index.

import { Failure } from '../errors.ts';
import { git } from './git.ts';
import { decodeName, encodeName } from './names.ts';
import type { ObjectReader } from './object-reader.ts';

export type TreeEntry = {
  mode: '100644' | '100755' | '120000' | '160000' | '040000';
  id: string;
  /** As `decodeName` gives it. */
  name: string;
};

const NUL = Buffer.of(0);

export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** Entries of a tree object as Git stores it: `<mode> <name>\0<20 bytes>`. */
export function parseTree(bytes: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const nul = bytes.indexOf(0, space);
    const mode = bytes.toString('latin1', at, space).padStart(6, '0') as TreeEntry['mode'];
    entries.push({
      mode,
      name: decodeName(bytes.subarray(space + 1, nul)),
      id: bytes.toString('hex', nul + 1, nul + 21),
    });
    at = nul + 21;
  }
  return entries;
}

/** Entries of a tree, by its id or as `<commit>^{tree}`. Throws Failure `object-missing`: a hole is no empty folder. */
export async function readTree(reader: ObjectReader, name: string): Promise<TreeEntry[]> {
  if (name === EMPTY_TREE) return [];
  const found = await reader.read(name);
  if (found?.type === 'tree') return parseTree(found.bytes);
  throw new Failure(`the tree ${name.slice(0, 10)} is missing from this repository`, {
    code: 'object-missing',
    hint: 'git fsck says what is damaged; git fetch --refetch brings back what a remote has',
    details: { object: name },
  });
}

/** Id of the tree of a commit. Throws Failure where the commit is not here. */
export async function treeId(reader: ObjectReader, commit: string): Promise<string> {
  const found = await reader.read(`${commit}^{tree}`);
  if (found) return found.id;
  throw new Failure(`the commit ${commit.slice(0, 10)} is missing from this repository`, {
    code: 'object-missing',
    hint: 'git fetch --unshallow, or git fsck to see what is damaged',
  });
}

/** What stands at `path` (slashes) under the tree `root`, or null. One read a folder. */
export async function entryAt(reader: ObjectReader, root: string, path: string): Promise<TreeEntry | null> {
  let tree = root;
  const names = path.split('/');
  for (const [depth, name] of names.entries()) {
    const entry = (await readTree(reader, tree)).find(candidate => candidate.name === name);
    if (!entry) return null;
    if (depth === names.length - 1) return entry;
    if (entry.mode !== '040000') return null;
    tree = entry.id;
  }
  return null;
}

/** What to put at a path: an entry without its name, or null to take it away. */
export type Replacement = { mode: TreeEntry['mode']; id: string } | null;

type Edit = { entry?: Replacement; children?: Map<string, Edit> };

/**
 * Writes the tree that `root` becomes when each path is replaced; folders that end up empty go, folders that are
 * missing come. Objects need not exist (`--missing`): a model's blob may be absent. Trees are written from the leaves
 * up, one `git mktree --batch` a level. O(entries of the touched folders).
 */
export async function editTree({
  reader,
  directory,
  root,
  changes,
}: {
  reader: ObjectReader;
  directory: string;
  root: string;
  changes: ReadonlyMap<string, Replacement>;
}): Promise<string> {
  const top: Edit = { children: new Map() };
  for (const [path, entry] of changes) placeEdit(top, path.split('/'), entry);

  type Folder = { edit: Edit; entries: Map<string, TreeEntry>; parent: Folder | null; name: string };
  const levels: Folder[][] = [];
  const visit = async (edit: Edit, tree: string, parent: Folder | null, name: string, depth: number) => {
    const entries = new Map((await readTree(reader, tree)).map(entry => [entry.name, entry]));
    const folder: Folder = { edit, entries, parent, name };
    levels[depth] ??= [];
    levels[depth].push(folder);
    for (const [childName, child] of edit.children ?? []) {
      if (child.entry === null) entries.delete(childName);
      else if (child.entry) entries.set(childName, { ...child.entry, name: childName });
      if (child.children) {
        const below = entries.get(childName);
        await visit(child, below?.mode === '040000' ? below.id : EMPTY_TREE, folder, childName, depth + 1);
      }
    }
  };
  await visit(top, root, null, '', 0);

  let written = root;
  for (const level of levels.reverse()) {
    const ids = await writeTrees(
      directory,
      level.map(folder => [...folder.entries.values()]),
    );
    for (const [index, { parent, name, entries }] of level.entries()) {
      if (parent === null) written = ids[index];
      else if (entries.size === 0) parent.entries.delete(name);
      else parent.entries.set(name, { mode: '040000', id: ids[index], name });
    }
  }
  return written;
}

function placeEdit(edit: Edit, [name, ...rest]: string[], entry: Replacement): void {
  edit.children ??= new Map();
  const child = edit.children.get(name) ?? {};
  edit.children.set(name, child);
  if (rest.length === 0) child.entry = entry;
  else placeEdit(child, rest, entry);
}

/** Writes several trees with one process; gives their ids in order. */
async function writeTrees(directory: string, trees: readonly (readonly TreeEntry[])[]): Promise<string[]> {
  const record = ({ mode, id, name }: TreeEntry) => [
    Buffer.from(`${mode} ${mode === '040000' ? 'tree' : mode === '160000' ? 'commit' : 'blob'} ${id}\t`),
    encodeName(name),
    NUL,
  ];
  const input = Buffer.concat(trees.flatMap(entries => [...entries.flatMap(record), NUL]));
  const { stdout } = await git(['mktree', '-z', '--missing', '--batch'], { directory, input });
  return stdout.trimEnd().split('\n');
}
