// What an init that was killed left beside the place of its project.

import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isThere } from '../repository/is-there.ts';
import { isAlive, isRunning, type ProcessMark } from '../repository/journal/process-mark.ts';
import type { Place } from './free-place.ts';
import { moveEntries } from './move-entries.ts';

/** In a staging folder: the process that builds in it. */
export const MARK = 'process.json';

/** In a staging folder whose project is being moved entry by entry. */
export const MOVING = 'moving';

/** In a data repository whose project has not arrived yet: the process that is about to bring it. */
export const PENDING = 'git-model-init-pending';

/**
 * Removes what processes that are gone left: staging folders, a data repository that waits for its project. One that
 * was cut short while a project moved into a folder that was there is finished: it may have been edited since.
 */
export async function clearLeftBehind(place: Place): Promise<void> {
  const parent = path.dirname(place.project);
  const prefix = `.${path.basename(place.project)}.git-model-`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const root = path.join(parent, name);
    const named = Number(name.slice(prefix.length).split('-')[0]);
    const left = await isLeft(path.join(root, MARK));
    // Killed before it was marked: the name still says whose it was.
    if (!(left ?? (named === process.pid || !isAlive(named)))) continue;
    if (await isThere(path.join(root, MOVING))) await finishMove(root, place);
    await rm(root, { recursive: true, force: true });
  }
  if ((await isLeft(path.join(place.data, PENDING))) === true) {
    await rm(place.data, { recursive: true, force: true });
  }
}

async function finishMove(root: string, place: Place): Promise<void> {
  if (await isThere(path.join(root, 'project', '.git'))) {
    await moveEntries(path.join(root, 'project'), place.project);
  }
  await rm(path.join(place.data, PENDING), { force: true });
}

/** Whether the process of that mark is gone; null where there is no mark. */
async function isLeft(file: string): Promise<boolean | null> {
  try {
    const mark = JSON.parse(await readFile(file, 'utf8')) as ProcessMark;
    const { mtimeMs } = await stat(file);
    return !(await isRunning(mark, Date.now() - mtimeMs));
  } catch {
    return null;
  }
}
