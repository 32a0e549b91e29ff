// Bytes into the object store.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { git } from './git.ts';

/**
 * Writes blobs with one process and gives their ids in order. `looseCompression=1`: model files are dense, and at the
 * default level zlib alone would take longer than everything else in a commit; `git gc` packs them properly later.
 */
export async function writeBlobs(
  directory: string,
  contents: readonly (string | Uint8Array)[],
): Promise<string[]> {
  if (contents.length === 0) return [];
  const folder = await mkdtemp(path.join(tmpdir(), 'git-model-blobs-'));
  try {
    const files = contents.map((_, index) => path.join(folder, String(index)));
    await Promise.all(contents.map((bytes, index) => writeFile(files[index], bytes)));
    const { stdout } = await git(
      ['-c', 'core.looseCompression=1', 'hash-object', '-w', '--no-filters', '--stdin-paths'],
      {
        directory,
        input: `${files.join('\n')}\n`,
        write: true,
      },
    );
    return stdout.trimEnd().split('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
