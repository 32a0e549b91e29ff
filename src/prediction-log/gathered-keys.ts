// Keys of those whose logs were gathered here: what two of them hashed cannot be compared.

import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { privateDirectory, type Repository } from '../repository/repository.ts';
import { KEY, readKey } from './privacy-key.ts';

const OTHERS = 'other-keys';

/**
 * Whether `source`, the private folder of a replica, hashes as ours does: where we have no key yet, its own becomes ours;
 * a folder without one is taken to be a part of one that does. Another key is remembered by its fingerprint.
 */
export async function takeOverKey(source: string, place: string): Promise<'same' | 'other'> {
  const theirs = await readKey(path.join(source, KEY));
  if (theirs === null) return 'same';
  await mkdir(place, { recursive: true });
  await copyFile(path.join(source, KEY), path.join(place, KEY), constants.COPYFILE_EXCL).catch(error => {
    if (error.code !== 'EEXIST') throw error;
  });
  const ours = await readKey(path.join(place, KEY));
  if (ours !== null && Buffer.compare(ours, theirs) === 0) return 'same';
  const fingerprint = createHash('sha256').update(theirs).digest('hex').slice(0, 16);
  await mkdir(path.join(place, OTHERS), { recursive: true });
  await writeFile(path.join(place, OTHERS, fingerprint), '');
  return 'other';
}

/** How many keys but our own hashed what is in the log here. */
export async function otherKeys(repository: Pick<Repository, 'commonDirectory'>): Promise<number> {
  return (await readdir(privateDirectory(repository, OTHERS)).catch(() => [])).length;
}
