// Files of a commit, read from its objects: what is trained is what is committed, whatever lies in the folder.

import path from 'node:path';
import { Failure } from '../../errors.ts';
import { git, gitEnvironment } from '../git/git.ts';
import type { GitObject } from './batch-answers.ts';
import { openObjectReader } from './object-reader.ts';

export type PinnedFile = { path: string; id: string; bytes: number };

/** Regular files of `commit` (or of a tree) in path order. Symbolic links and submodules are left out. */
export async function listPinnedFiles(gitDirectory: string, commit: string): Promise<PinnedFile[]> {
  const { stdout } = await git(
    ['--git-dir', gitDirectory, 'ls-tree', '-r', '-l', '-z', '--full-tree', commit],
    {
      directory: path.dirname(gitDirectory),
    },
  );
  return stdout
    .split('\0')
    .map(line => /^100(?:644|755) blob ([0-9a-f]+) +(\d+)\t(.*)$/s.exec(line))
    .filter(found => found !== null)
    .map(found => ({ id: found[1], bytes: Number(found[2]), path: found[3] }));
}

/** Path -> blob of the regular files of a commit; faster than `listPinnedFiles`, which asks each object for its size. */
export async function listBlobs(gitDirectory: string, commit: string): Promise<Map<string, string>> {
  const { stdout } = await git(['--git-dir', gitDirectory, 'ls-tree', '-r', '-z', '--full-tree', commit], {
    directory: path.dirname(gitDirectory),
  });
  const found = [...stdout.matchAll(/100(?:644|755) blob ([0-9a-f]+)\t([^\0]*)\0/g)];
  return new Map(found.map(([, id, name]) => [name, id]));
}

/** Above this a file is streamed by a process of its own; below, thousands of small ones share one. */
const STREAMED_FROM = 32 << 20;

/** How much is asked for before it is needed: so many files, or bytes. */
const AHEAD = { files: 256, bytes: 4 << 20 };

/**
 * Bytes of pinned files, in chunks; memory is bounded by the larger of a chunk and 32 MiB. `inOrder` are files that will
 * be read one after the other: small ones are asked for ahead, since a question and an answer each would take longer
 * than all the reading of thousands. Close it when done.
 */
export function openPinnedFiles(
  gitDirectory: string,
  inOrder: readonly PinnedFile[] = [],
): {
  read(file: PinnedFile): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
} {
  const reader = openObjectReader(path.dirname(gitDirectory), gitDirectory);
  const small = inOrder.filter(file => file.bytes < STREAMED_FROM);
  const asked = new Map<string, Promise<GitObject | null>>();
  let next = 0;
  let bytes = 0;
  const askAhead = () => {
    // Half of it is left for the while that the next half takes.
    if (bytes > AHEAD.bytes / 2 || asked.size > AHEAD.files / 2) return;
    for (; next < small.length && bytes < AHEAD.bytes && asked.size < AHEAD.files; next++) {
      const answer = reader.read(small[next].id);
      // Whoever reads that file hears of it.
      answer.catch(() => {});
      asked.set(small[next].path, answer);
      bytes += small[next].bytes;
    }
  };
  const readWhole = async function* (file: PinnedFile): AsyncGenerator<Uint8Array> {
    askAhead();
    const ahead = asked.get(file.path);
    if (asked.delete(file.path)) bytes -= file.bytes;
    const found = await (ahead ?? reader.read(file.id));
    if (found === null) throw blobMissing(file);
    yield found.bytes;
  };
  return {
    read: file => (file.bytes >= STREAMED_FROM ? streamBlob(gitDirectory, file) : readWhole(file)),
    close: () => reader.close(),
  };
}

async function* streamBlob(gitDirectory: string, file: PinnedFile): AsyncGenerator<Uint8Array> {
  // Loaded here: its start is 10 ms, and few projects have a file this large.
  const { execa } = await import('execa');
  const child = execa('git', ['--git-dir', gitDirectory, 'cat-file', 'blob', file.id], {
    cwd: path.dirname(gitDirectory),
    env: gitEnvironment(),
    extendEnv: false,
    stdin: 'ignore',
    buffer: false,
    reject: false,
  });
  let length = 0;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    length += chunk.length;
    yield chunk;
  }
  const { exitCode } = await child;
  if (exitCode !== 0 || length !== file.bytes) throw blobMissing(file);
}

function blobMissing(file: PinnedFile): Failure {
  return new Failure(
    `${file.path} (object ${file.id.slice(0, 10)}) cannot be read from the data repository`,
    {
      code: 'data-missing',
      hint: 'git -C data fsck says what is damaged; fetch the data again',
      details: file,
    },
  );
}
