// Where large files are: one store of git-lfs for all working trees of a repository. Everything that reads or writes a
// large file comes through here.

import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../errors.ts';
import { type GitOptions, git } from '../git/git.ts';
import { isThere } from '../is-there.ts';
import { isRouted, type Pointer, parsePointer, pointerTo } from './large-files.ts';

/** What goes into a commit for a file: its content, or a pointer to it. */
export interface LargeFiles {
  keep(path: string, content: Uint8Array): Promise<Uint8Array>;
}

/** As the `.gitattributes` of a branch say. */
export function openLargeFiles(
  { commonDirectory }: { commonDirectory: string },
  attributes: string,
): LargeFiles {
  return {
    async keep(file, content) {
      if (!isRouted(attributes, file) || (await lfsVersion(commonDirectory)) === null) return content;
      const pointer = pointerTo(content);
      await keepContent(storedAt(commonDirectory, pointer), content);
      return Buffer.from(pointer.text);
    },
  };
}

async function keepContent(file: string, content: Uint8Array): Promise<void> {
  if (await isThere(file)) return;
  await mkdir(path.dirname(file), { recursive: true });
  const part = `${file}.${randomUUID()}.part`;
  try {
    await writeFile(part, content);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

function storedAt(commonDirectory: string, { oid }: Pointer): string {
  return path.join(commonDirectory, 'lfs', 'objects', oid.slice(0, 2), oid.slice(2, 4), oid);
}

/** Whether there is anything of git-lfs in this repository. */
export function usesLargeFiles(commonDirectory: string): Promise<boolean> {
  return isThere(path.join(commonDirectory, 'lfs', 'objects'));
}

/** Whether the content of a pointer is on this machine. */
export function isHere(commonDirectory: string, pointer: Pointer): Promise<boolean> {
  return isThere(storedAt(commonDirectory, pointer));
}

/** `git-lfs/3.3.0 …`; null where it is not installed. */
export async function lfsVersion(directory: string): Promise<string | null> {
  const { stdout, exitCode } = await git(['lfs', 'version'], { directory, answers: [1, 127, 128] });
  return exitCode === 0 ? stdout.trim() : null;
}

/**
 * The content of a blob: itself, or what it points to, from the store or, this one file alone, from the remote. Throws
 * Failure `large-file-missing`.
 */
export async function contentOf(
  { directory, commonDirectory }: { directory: string; commonDirectory: string },
  bytes: Uint8Array,
  options: Pick<GitOptions, 'configuration' | 'environment'> = {},
): Promise<Uint8Array> {
  const pointer = parsePointer(bytes);
  return pointer === null
    ? bytes
    : readFile(await contentFile({ directory, commonDirectory }, bytes, pointer, options));
}

/** The file in the store that `bytes`, a pointer, stands for; fetched where it is not here. Nobody may write to it. */
export async function contentFile(
  { directory, commonDirectory }: { directory: string; commonDirectory: string },
  bytes: Uint8Array,
  pointer: Pointer,
  options: Pick<GitOptions, 'configuration' | 'environment'> = {},
): Promise<string> {
  const file = storedAt(commonDirectory, pointer);
  if (!(await isThere(file))) await fetchContent(directory, bytes, pointer, options);
  return file;
}

async function fetchContent(
  directory: string,
  bytes: Uint8Array,
  pointer: Pointer,
  { configuration, environment }: Pick<GitOptions, 'configuration' | 'environment'>,
): Promise<void> {
  const { exitCode, stderr } = await git(['lfs', 'smudge'], {
    directory,
    input: bytes,
    configuration,
    environment: { ...environment, GIT_LFS_SKIP_SMUDGE: '0' },
    encoding: 'latin1',
    answers: [1, 2, 128],
  });
  if (exitCode === 0) return;
  throw new Failure(
    `a large file of ${pointer.bytes} bytes (${pointer.oid.slice(0, 10)}) is not here, and cannot be fetched`,
    {
      code: 'large-file-missing',
      hint: 'git lfs fetch --all origin says why; git-model push of whoever made it uploads it',
      details: { oid: pointer.oid, bytes: pointer.bytes, said: stderr.trim().split('\n').at(-1) },
    },
  );
}

/** Puts content that is in the store where pointers lie in a working tree; downloads nothing. */
export async function fillIn(directory: string): Promise<void> {
  await git(['lfs', 'checkout'], { directory, write: true, answers: [1, 2, 127, 128] });
}

/** Makes Git pass files through git-lfs in this repository, where nothing of the user's says so; no hook is written. */
export async function installFilters(directory: string): Promise<void> {
  await git(['lfs', 'install', '--local', '--skip-repo'], { directory, write: true });
}
