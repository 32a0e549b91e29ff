// The log of a replica, copied beside our own: its predictions, its labels and the weights that it shared out by.

import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readdir, rename, stat, unlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { privateDirectory, type Repository } from '../repository/repository.ts';
import { takeOverKey } from './gathered-keys.ts';
import { listLogFiles } from './log-files.ts';
import type { LogSource } from './log-names.ts';
import { pruneLog, type Retention } from './prune-log.ts';

export type Gathered = {
  /** New here, or longer than they were here. */
  files: number;
  /** Whether what is hashed in it can be compared with what is hashed here. */
  key: 'same' | 'other';
};

const DAY = 86_400_000;
const LOGS: readonly [folder: string, sources: readonly LogSource[]][] = [
  ['predictions', ['serve', 'predict']],
  ['labels', ['labels']],
];

/**
 * `from` is what a replica has as `.git/mv`, or the folder that holds it. Files are known by their names, which no other
 * writer has, so that gathering again brings what is new; one that is being written comes as far as it is, and the rest
 * with the next time. What is older than `retention` keeps stays where it is. `now` in milliseconds since 1970. Throws
 * UserError `no-log` where there is no log.
 */
export async function gatherLog({
  from,
  shownAs,
  repository,
  retention,
  now,
}: {
  from: string;
  shownAs: string;
  repository: Pick<Repository, 'commonDirectory'>;
  retention: Retention;
  now: number;
}): Promise<Gathered> {
  const source = await findLog(from, shownAs);
  const place = privateDirectory(repository, '');
  const key = await takeOverKey(source, place);
  let files = await gatherWeights(path.join(source, 'experiments'), path.join(place, 'experiments'));
  for (const [name, sources] of LOGS) {
    const folder = path.join(place, name);
    for (const found of await listLogFiles(path.join(source, name))) {
      if (now - found.changed > retention.days * DAY) continue;
      if (await bring(found.file, path.join(folder, path.basename(found.file)))) files++;
    }
    for (const source of sources) await pruneLog({ folder, source, retention, now });
  }
  return { files, key };
}

async function findLog(from: string, shownAs: string): Promise<string> {
  for (const place of [from, path.join(from, 'mv'), path.join(from, '.git/mv')]) {
    const names: string[] = await readdir(place).catch(() => []);
    if (LOGS.some(([name]) => names.includes(name))) return place;
  }
  throw new UserError(`there is no log of predictions in "${shownAs}"`, {
    code: 'no-log',
    hint: 'name what a server has as .git/mv, or a copy of that: the folder that holds "predictions"',
    details: { folder: shownAs },
  });
}

/** They never change, and the same weights have the same name everywhere. */
async function gatherWeights(from: string, to: string): Promise<number> {
  let files = 0;
  for (const entry of await readdir(from, { recursive: true }).catch(() => [])) {
    if (!/^[0-9a-f]{16}[\\/]\d+\.json$/.test(entry)) continue;
    if (await bring(path.join(from, entry), path.join(to, entry))) files++;
  }
  return files;
}

/** Whether it was new or longer. A reader sees all of it or what was there before; its age is that of what was written. */
async function bring(from: string, to: string): Promise<boolean> {
  const [theirs, ours] = await Promise.all([from, to].map(file => stat(file).catch(() => null)));
  if (theirs === null || (ours !== null && ours.size >= theirs.size)) return false;
  await mkdir(path.dirname(to), { recursive: true, mode: 0o700 });
  const beside = `${to}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await copyFile(from, beside);
    await utimes(beside, theirs.atime, theirs.mtime);
    await rename(beside, to);
  } finally {
    await unlink(beside).catch(() => {});
  }
  return true;
}
