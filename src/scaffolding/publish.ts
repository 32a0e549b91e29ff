// A staged project moves to its place: the data first, then the project, each in one step.

import { readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure, Moved } from '../errors.ts';
import { ownMark } from '../repository/journal/process-mark.ts';
import { correctVenv } from '../trainer/python/moved-venv.ts';
import { MOVING, PENDING } from './left-behind.ts';
import { moveEntries } from './move-entries.ts';
import type { Staging } from './staging.ts';

/**
 * A kill between the two leaves a marked data repository, which the next init removes.
 * Throws Moved `data-repository-exists` or `folder-not-empty` where another init was faster.
 */
export async function publish(
  { project, data, place, root }: Staging,
  { withData }: { withData: boolean },
): Promise<void> {
  if (withData) {
    await writeFile(path.join(data, PENDING), JSON.stringify(await ownMark()));
    await moveFolder(data, place.data, 'data-repository-exists');
  }
  try {
    if (await isStoodIn(place.project)) await moveContent({ project, place, root });
    else await moveFolder(project, place.project, 'folder-not-empty');
  } catch (error) {
    if (withData) await rm(place.data, { recursive: true, force: true });
    throw error;
  }
  await correctVenv({ from: project, to: place.project });
  if (withData) await rm(path.join(place.data, PENDING), { force: true });
  await rm(root, { recursive: true, force: true });
}

/** Takes the place of an empty folder too. */
async function moveFolder(from: string, to: string, code: string): Promise<void> {
  await rename(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST' || error.code === 'ENOTDIR') {
      throw new Moved(`"${to}" was made by somebody else meanwhile`, {
        code,
        hint: 'look at what is there, or choose another folder',
        details: { path: to },
        cause: error,
      });
    }
    if (error.code === 'EXDEV' || error.code === 'EBUSY') {
      throw new Failure(`"${to}" is the top of a file system of its own`, {
        code: 'mount-point',
        hint: `choose a folder inside: git-model init ${path.join(to, 'project')}`,
        details: { path: to },
        cause: error,
      });
    }
    throw error;
  });
}

/** Whether that folder is there and somebody stands in it, perhaps this very shell. */
async function isStoodIn(folder: string): Promise<boolean> {
  if ((await stat(folder).catch(() => null)) === null) return false;
  const [top, here] = await Promise.all([realpath(folder), realpath(process.cwd())]);
  return here === top || here.startsWith(`${top}${path.sep}`);
}

/** The folder stays, its content comes; `.git` last. Cut short, the next init brings the rest (`MOVING`). */
async function moveContent({ project, place, root }: Pick<Staging, 'project' | 'place' | 'root'>) {
  if ((await readdir(place.project)).length > 0) {
    throw new Moved(`"${place.project}" is no longer empty`, {
      code: 'folder-not-empty',
      hint: 'look at what came, or choose another folder',
      details: { path: place.project },
    });
  }
  await writeFile(path.join(root, MOVING), '');
  await moveEntries(project, place.project);
}
