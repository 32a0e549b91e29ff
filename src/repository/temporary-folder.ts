// Folders of a moment. What a killed command left of them, a later one clears away.

import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Failure } from '../errors.ts';
import { isAlive } from './journal/process-mark.ts';

/** Young ones are left alone even where their process seems gone: it may run in a container that shares the folder. */
const LEFT_BEHIND_AFTER = 24 * 60 * 60_000;

const OURS = /^git-model-[a-z]+-(\d+)-[A-Za-z0-9]{6}$/;

/** Gives `use` an empty folder that is gone afterwards. `purpose` is one lower-case word of its name. */
export async function withTemporaryFolder<T>(
  purpose: string,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const parent = tmpdir();
  await clearLeftBehind(parent);
  const folder = await mkdtemp(path.join(parent, `git-model-${purpose}-${process.pid}-`)).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
      throw new Failure(`the folder for temporary files, "${parent}", is not there`, {
        code: 'no-temporary-folder',
        hint: 'make it, or let TMPDIR name another',
        cause: error,
      });
    },
  );
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

let cleared: Promise<void> | null = null;

/** Once a process: removes what is older than a day, of this user, and of a process that is gone. */
function clearLeftBehind(parent: string): Promise<void> {
  cleared ??= removeLeftBehind(parent, Date.now());
  return cleared;
}

export async function removeLeftBehind(parent: string, now: number): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const found = OURS.exec(name);
    if (!found || isAlive(Number(found[1]))) continue;
    const file = path.join(parent, name);
    const status = await lstat(file).catch(() => null);
    if (!status?.isDirectory() || now - status.mtimeMs < LEFT_BEHIND_AFTER) continue;
    if (process.getuid && status.uid !== process.getuid()) continue;
    await rm(file, { recursive: true, force: true }).catch(() => {});
  }
}
