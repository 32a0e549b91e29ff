// The files of a commit in a folder that nobody may write to; what the version before has already is linked, not written.

import { constants } from 'node:fs';
import { chmod, copyFile, link, mkdir, open, stat, symlink } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { encodeName } from '../repository/git/names.ts';
import { parsePointer } from '../repository/objects/large-files.ts';
import { contentFile } from '../repository/objects/large-store.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { readTree, type TreeEntry } from '../repository/objects/trees.ts';
import type { Repository } from '../repository/repository.ts';
import { staysInside } from './link-target.ts';

/** A path of the commit that is not in the folder, and why. */
export type LeftOut = { path: string; reason: string };

/** A tree and the folder that holds its files. */
export type WrittenTree = { tree: string; folder: Buffer };

export type VersionInput = {
  repository: Pick<Repository, 'directory' | 'commonDirectory'>;
  reader: ObjectReader;
  tree: string;
  /** Made here. */
  folder: string;
  before: WrittenTree | null;
};

/**
 * Writes the tree into `folder` and seals it: files 0444 (programs 0555), folders 0555. Submodules are left out, and so are
 * links that would lead out of it. Pointers of git-lfs become what they point to, fetched where it is not here. Throws
 * UserError `hostile-tree`, `object-missing`, Failure `large-file-missing`.
 */
export async function writeVersion(input: VersionInput): Promise<{ files: number; leftOut: LeftOut[] }> {
  const written = { files: 0, leftOut: [] as LeftOut[] };
  await writeFolder({ ...input, folder: Buffer.from(input.folder), names: [] }, written);
  return written;
}

type FolderInput = Omit<VersionInput, 'folder'> & { folder: Buffer; names: readonly string[] };
type Written = { files: number; leftOut: LeftOut[] };

async function writeFolder(input: FolderInput, written: Written): Promise<void> {
  const { reader, tree, folder, before, names } = input;
  await mkdir(folder, { mode: 0o755 });
  const earlier = new Map<string, TreeEntry>();
  if (before !== null)
    for (const entry of await readTree(reader, before.tree)) earlier.set(entry.name, entry);
  for (const entry of await readTree(reader, tree)) {
    refuseHostile(entry, tree);
    const target = inFolder(folder, entry.name);
    const place = { names: [...names, entry.name], target };
    const twin = earlier.get(entry.name);
    if (entry.mode === '160000') {
      written.leftOut.push({ path: pathOf(place.names), reason: 'a submodule' });
    } else if (entry.mode === '040000') {
      const below =
        before !== null && twin?.mode === '040000'
          ? { tree: twin.id, folder: inFolder(before.folder, entry.name) }
          : null;
      await writeFolder(
        { ...input, tree: entry.id, folder: target, before: below, names: place.names },
        written,
      );
    } else if (entry.mode === '120000') {
      await writeLink(reader, entry, place, written);
    } else {
      const same = before !== null && twin?.id === entry.id && twin.mode === entry.mode;
      await writeEntry(input, entry, { ...place, same: same ? inFolder(before.folder, entry.name) : null });
      written.files++;
    }
  }
  await chmod(folder, 0o555);
}

async function writeLink(
  reader: ObjectReader,
  entry: TreeEntry,
  { names, target }: { names: readonly string[]; target: Buffer },
  written: Written,
): Promise<void> {
  const { bytes } = await requireBlob(reader, entry);
  if (staysInside(bytes.toString('latin1'), names.length - 1)) return symlink(bytes, target);
  written.leftOut.push({ path: pathOf(names), reason: 'a link that leads out of the folder' });
}

async function writeEntry(
  { repository, reader }: FolderInput,
  entry: TreeEntry,
  { target, same }: { target: Buffer; same: Buffer | null },
): Promise<void> {
  // Across file systems, or where the version before was taken away meanwhile, it is written anew.
  if (same !== null && (await linked(same, target))) return;
  const { bytes } = await requireBlob(reader, entry);
  const pointer = parsePointer(bytes);
  if (pointer !== null) {
    await copyFile(await contentFile(repository, bytes, pointer), target, constants.COPYFILE_FICLONE);
    await requireSize(target, pointer.bytes, entry.name);
  }
  const handle = await open(target, pointer === null ? 'wx' : 'r+');
  try {
    if (pointer === null) await handle.writeFile(bytes);
    // On the disk before the version has its name: that a machine went down must not leave an empty model.
    await handle.sync();
    await handle.chmod(entry.mode === '100755' ? 0o555 : 0o444);
  } finally {
    await handle.close();
  }
}

function linked(from: Buffer, to: Buffer): Promise<boolean> {
  return link(from, to).then(
    () => true,
    () => false,
  );
}

async function requireSize(file: Buffer, bytes: number, name: string): Promise<void> {
  const { size } = await stat(file);
  if (size === bytes) return;
  throw new UserError(
    `the content of ${name} in the store of git-lfs has ${size} bytes, and should have ${bytes}`,
    {
      code: 'large-file-damaged',
      hint: 'git lfs fsck says what is damaged',
    },
  );
}

async function requireBlob(reader: ObjectReader, { id, name }: TreeEntry): Promise<{ bytes: Buffer }> {
  const blob = await reader.read(id);
  if (blob?.type === 'blob') return blob;
  throw new UserError(`the file ${name} (object ${id.slice(0, 10)}) is missing from the repository`, {
    code: 'object-missing',
    hint: 'git fsck says what is damaged; fetch again',
  });
}

/** Git refuses such names on the way in; an object made by hand may hold them. */
function refuseHostile({ name }: TreeEntry, tree: string): void {
  if (name !== '' && name !== '.' && name !== '..' && !name.includes('/')) return;
  throw new UserError(`the tree ${tree.slice(0, 10)} holds a file named ${JSON.stringify(name)}`, {
    code: 'hostile-tree',
    hint: 'git fsck says which commit brought it',
  });
}

const SLASH = Buffer.from('/');
/** Names are bytes, and need not be text. */
const inFolder = (folder: Buffer, name: string): Buffer => Buffer.concat([folder, SLASH, encodeName(name)]);
const pathOf = (names: readonly string[]): string => names.join('/');
