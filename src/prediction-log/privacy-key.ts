// The key of the hashes in the log: made once a clone, kept in Git's own folder, and in no commit.

import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../errors.ts';
import { privateDirectory, type Repository } from '../repository/repository.ts';

/** Its name in our private folder. */
export const KEY = 'privacy.key';
const BYTES = 32;

/**
 * The key of this clone; made where there is none. Who makes it at once with us gets the same. Where none can be kept, as in a
 * folder that is read alone, it lives as long as the process, and its hashes are like no other's. Throws Failure `privacy-key` where the
 * file holds something else.
 */
export async function privacyKey(repository: Pick<Repository, 'commonDirectory'>): Promise<Uint8Array> {
  const file = path.join(privateDirectory(repository, ''), KEY);
  return (await readKey(file)) ?? makeKey(file);
}

async function makeKey(file: string): Promise<Uint8Array> {
  const key = randomBytes(BYTES);
  const beside = `${file}.${key.toString('hex', 0, 6)}`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(beside, `${key.toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    // Unlike a rename it fails where another one was first.
    await link(beside, file);
    return key;
  } catch {
    return (await readKey(file)) ?? key;
  } finally {
    await unlink(beside).catch(() => {});
  }
}

/** Null where there is none. Throws Failure `privacy-key`. */
export async function readKey(file: string): Promise<Uint8Array | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  if (/^[0-9a-f]{64}\n?$/.test(text)) return Buffer.from(text.trim(), 'hex');
  throw new Failure(`"${file}" is no key of ours`, {
    code: 'privacy-key',
    hint: 'put back what it was; with another key, what was hashed before is no longer recognised',
    details: { file },
  });
}
