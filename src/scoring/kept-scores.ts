// What scoring gave, kept on this machine so that a second look costs nothing. Without it all works as well, only slower.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { privateDirectory, type Repository } from '../repository/repository.ts';

export type KeptScores = {
  /** `parts` are all that the content follows from. Null where nothing is kept, or what is kept is damaged. */
  read(parts: readonly unknown[]): Promise<Buffer | null>;
  write(parts: readonly unknown[], content: Uint8Array): Promise<void>;
};

/** Older ones give way above this. */
const MOST_BYTES = 64 * 2 ** 20;
const DIGEST_BYTES = 32;

/**
 * The folder `.git/mv/scores/`, one file an entry, whose name is the digest of what it follows from and which begins
 * with the digest of the rest. A file appears whole, by renaming, so that two writers cannot spoil each other's work: they
 * write the same. A full or read-only disk keeps nothing and harms nothing.
 */
export function keptScores(
  repository: Pick<Repository, 'commonDirectory'>,
  mostBytes = MOST_BYTES,
): KeptScores {
  const folder = privateDirectory(repository, 'scores');
  const fileOf = (parts: readonly unknown[]) =>
    path.join(folder, createHash('sha256').update(JSON.stringify(parts)).digest('hex'));
  return {
    async read(parts) {
      const file = fileOf(parts);
      const bytes = await readFile(file).catch(() => null);
      if (bytes === null) return null;
      const content = bytes.subarray(DIGEST_BYTES);
      if (!digest(content).equals(bytes.subarray(0, DIGEST_BYTES))) return null;
      const now = new Date();
      await utimes(file, now, now).catch(() => {});
      return content;
    },
    async write(parts, content) {
      if (content.byteLength > mostBytes / 4) return;
      const part = path.join(folder, `${process.pid}-${partsMade++}.part`);
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(part, Buffer.concat([digest(content), content]));
        await rename(part, fileOf(parts));
        await clear(folder, mostBytes);
      } catch {
        await rm(part, { force: true }).catch(() => {});
      }
    },
  };
}

let partsMade = 0;

function digest(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}

/** The files that were used longest ago go first; what a killed command began is one of them. */
async function clear(folder: string, mostBytes: number): Promise<void> {
  const names = await readdir(folder);
  const files = await Promise.all(
    names.map(async name => {
      const file = path.join(folder, name);
      const status = await stat(file).catch(() => null);
      return { file, bytes: status?.size ?? 0, used: status?.mtimeMs ?? 0 };
    }),
  );
  files.sort((one, other) => other.used - one.used);
  let bytes = 0;
  for (const each of files) {
    bytes += each.bytes;
    if (bytes > mostBytes) await rm(each.file, { force: true });
  }
}
