// Tree objects, read as entries.

import { Failure } from '../../errors.ts';
import { decodeName } from '../git/names.ts';
import type { ObjectReader } from './object-reader.ts';

export type TreeEntry = {
  mode: '100644' | '100755' | '120000' | '160000' | '040000';
  id: string;
  /** As `decodeName` gives it. */
  name: string;
};

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
export async function readTree(reader: Pick<ObjectReader, 'read'>, name: string): Promise<TreeEntry[]> {
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
