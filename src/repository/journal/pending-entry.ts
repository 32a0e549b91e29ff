// What is about to happen to working trees, written down before a branch moves.

import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { resolveCommit } from '../branches/refs.ts';
import { privateDirectory, type Repository } from '../repository.ts';
import type { ProcessMark } from './process-mark.ts';

export type Follower = {
  /** `gitDirectory` is null where the tree is about to be made. */
  place: { directory: string; gitDirectory: string | null };
  adopt: readonly string[];
  store: string | null;
  /** Where `data/` is to be filled if it is not yet: the pin, and the URL that it will know. */
  fill?: { pin: string; url: string };
};

export type Entry = {
  version: 2;
  process: ProcessMark;
  branch: string;
  /** Commit that the followers' index and files are at. */
  before: string;
  after: string;
  followers: Follower[];
};

/** The files of the journal. */
export function pendingDirectory(repository: Repository): string {
  return privateDirectory(repository, 'pending');
}

/** Gives the file. A kill while it is written leaves a part, which says by its name whose it was. */
export async function writeEntry(repository: Repository, entry: Entry): Promise<string> {
  const folder = pendingDirectory(repository);
  await mkdir(folder, { recursive: true });
  const name = randomUUID();
  const part = path.join(folder, `${name}.${entry.process.id}.part`);
  const file = path.join(folder, `${name}.json`);
  try {
    const handle = await open(part, 'wx');
    try {
      await handle.writeFile(JSON.stringify(entry));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return file;
}

/** Null where the file is a part, or nothing that we wrote. */
export async function readEntry(file: string): Promise<Entry | null> {
  if (!file.endsWith('.json')) return null;
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as Entry;
    return value.version === 2 ? value : null;
  } catch {
    return null;
  }
}

/** Whether the branch of an entry stands at this commit. */
export async function isAt({ directory }: Repository, branch: string, commit: string): Promise<boolean> {
  return (await resolveCommit(directory, branch).catch(() => null)) === commit;
}
