// Files of a tree, written into a folder: code runs from the very tree that a commit holds, with no working tree.

import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import type { ObjectReader } from './object-reader.ts';
import { readTree } from './trees.ts';

/** Writes the tree `id` into `folder`, which is made. Submodules are left out. O(files). */
export async function materialiseTree(reader: ObjectReader, id: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const entry of await readTree(reader, id)) {
    // Git refuses such names on the way in; an object made by hand may hold them.
    if (entry.name === '' || entry.name === '.' || entry.name === '..' || entry.name.includes('/')) {
      throw new UserError(`the tree ${id.slice(0, 10)} holds a file named ${JSON.stringify(entry.name)}`, {
        code: 'hostile-tree',
        hint: 'git fsck says which commit brought it',
      });
    }
    const target = path.join(folder, entry.name);
    if (entry.mode === '040000') await materialiseTree(reader, entry.id, target);
    if (entry.mode === '160000' || entry.mode === '040000') continue;
    const blob = await reader.read(entry.id);
    if (blob === null) {
      throw new UserError(
        `the file ${entry.name} (object ${entry.id.slice(0, 10)}) is missing from the repository`,
        {
          code: 'object-missing',
          hint: 'git fsck says what is damaged; fetch again',
        },
      );
    }
    if (entry.mode === '120000') await symlink(blob.bytes.toString('utf8'), target);
    else await writeFile(target, blob.bytes);
    if (entry.mode === '100755') await chmod(target, 0o755);
  }
}
