// Bytes into the object store.

import { createHash, type Hash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { git } from '../git/git.ts';
import { withTemporaryFolder } from '../temporary-folder.ts';

/**
 * `looseCompression=1`: model files are dense, and at the default level zlib alone would take longer than everything
 * else in a commit; `git gc` packs them properly later.
 */
export const HASH_OBJECT = [
  ...['-c', 'core.looseCompression=1', 'hash-object'],
  ...['-w', '--no-filters', '--stdin-paths'],
] as const;

/** Writes blobs with one process and gives their ids in order. */
export async function writeBlobs(
  directory: string,
  contents: readonly (string | Uint8Array)[],
): Promise<string[]> {
  if (contents.length === 0) return [];
  return withTemporaryFolder('blobs', async folder => {
    const files = contents.map((_, index) => path.join(folder, String(index)));
    await Promise.all(contents.map((bytes, index) => writeFile(files[index], bytes)));
    return writeFilesAsBlobs(directory, files);
  });
}

/** Writes files as they are, with no filter, and gives their ids in order. Git streams them: memory does not grow. */
export async function writeFilesAsBlobs(directory: string, files: readonly string[]): Promise<string[]> {
  const input = files.map(file => `${quotePath(file)}\n`).join('');
  const { stdout } = await git(HASH_OBJECT, { directory, input });
  return stdout.trimEnd().split('\n');
}

/** Writes one file as it is and gives its id; `environment` may say where objects go. Works beside whoever waits. */
export async function writeFileAsBlob(
  directory: string,
  file: string,
  environment: Record<string, string>,
): Promise<string> {
  const { stdout } = await git(HASH_OBJECT, { directory, input: `${quotePath(file)}\n`, environment });
  return stdout.trimEnd();
}

/** What turns that many bytes into the id of their blob: `blobHash(0).digest('hex')` begins with e69de29bb2. */
export function blobHash(bytes: number): Hash {
  return createHash('sha1').update(`blob ${bytes}\0`);
}

/** A path as a line for Git: in quotes, so that one with a newline is still one line. */
export function quotePath(file: string): string {
  return `"${file.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
