// Objects that nobody has said yes to yet: written beside those of a repository, then moved among them or dropped.

import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isAlive } from '../journal/process-mark.ts';

export type Quarantine = {
  /** For a git that is to write its objects here; it reads those of the repository too. */
  environment: Record<string, string>;
  /** Moves these blobs to the repository's own objects. */
  accept(ids: readonly string[]): Promise<void>;
};

/** Git's own name for such a folder: what a kill leaves of it `git gc` removes too. */
const PREFIX = 'tmp_objdir-mv-';

/** Gives `use` a place for objects of the Git directory `store`; what was not accepted is gone afterwards. */
export async function withQuarantine<T>(
  store: string,
  use: (quarantine: Quarantine) => Promise<T>,
): Promise<T> {
  const objects = path.join(store, 'objects');
  await clearLeftBehind(objects);
  const folder = await mkdtemp(path.join(objects, `${PREFIX}${process.pid}-`));
  try {
    return await use({
      environment: { GIT_OBJECT_DIRECTORY: folder, GIT_ALTERNATE_OBJECT_DIRECTORIES: objects },
      accept: ids => moveObjects(folder, objects, new Set(ids)),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function clearLeftBehind(objects: string): Promise<void> {
  for (const name of await readdir(objects)) {
    if (!name.startsWith(PREFIX) || isAlive(Number(/^\d+/.exec(name.slice(PREFIX.length))?.[0]))) continue;
    await rm(path.join(objects, name), { recursive: true, force: true });
  }
}

/**
 * Each object in one step. A blob too large for a file of its own lies in a pack: all packs go, and of each the index
 * last, for it is by the index that Git finds it.
 */
async function moveObjects(from: string, to: string, ids: ReadonlySet<string>): Promise<void> {
  for (const folder of await readdir(from)) {
    const names = await readdir(path.join(from, folder));
    const wanted = folder === 'pack' ? names : names.filter(name => ids.has(folder + name));
    wanted.sort((one, other) => Number(one.endsWith('.idx')) - Number(other.endsWith('.idx')));
    if (wanted.length > 0) await mkdir(path.join(to, folder), { recursive: true });
    for (const name of wanted) await rename(path.join(from, folder, name), path.join(to, folder, name));
  }
}
