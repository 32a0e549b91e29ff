// The data repository: where the submodule `data` comes from.

import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import { configValue } from '../branches/refs.ts';
import { git } from '../git/git.ts';
import type { Repository } from '../repository.ts';
import { mainWorkingTree } from '../working-trees/worktrees.ts';
import { DATA } from './data-folder.ts';
import { resolveRelativeUrl } from './relative-url.ts';

export type DataRepository = {
  /** As it stands in `.gitmodules`. */
  written: string;
  /** As `.gitmodules` says, resolved against `origin` or else the main working tree. */
  url: string;
  /** The folder, where the URL is one on this machine; null for a remote. */
  path: string | null;
};

/**
 * What `.gitmodules` resolves to: the file of this working tree, or that of its commit where a sparse checkout leaves
 * it out. Computed here and never by `git submodule sync`, which would write the answer of today into the configuration.
 */
export async function locateDataRepository(
  repository: Repository,
  /** What a relative URL is resolved against: `origin`, or else the main working tree, where not said. */
  base?: string,
): Promise<DataRepository> {
  const { directory } = repository;
  const [written, origin] = await Promise.all([
    urlInFile(directory),
    configValue(directory, 'remote.origin.url'),
  ]);
  const url = written ?? (await submoduleUrl(directory, ['--blob', 'HEAD:.gitmodules']));
  if (url === null) {
    throw new UserError(`.gitmodules names no submodule "${DATA}"`, {
      code: 'no-data-submodule',
      hint: 'this is no project of git-model, or its .gitmodules was removed: git checkout prod -- .gitmodules',
    });
  }
  // Git would read it as an option of whatever program it hands it to.
  if (url.startsWith('-')) {
    throw new UserError(`.gitmodules names "${url}" as the data repository, which is no URL`, {
      code: 'invalid-data-url',
      hint: 'nothing was fetched; look who wrote that, then correct .gitmodules',
      details: { url },
    });
  }
  const resolved = resolveRelativeUrl(base ?? origin ?? mainWorkingTree(repository), url);
  return { written: url, url: resolved, path: await realFolder(resolved, directory) };
}

/** The folder that what stands in `.gitmodules` means beside the project, whatever remotes there are; null for a URL. */
export function siblingFolder(repository: Repository, written: string): Promise<string | null> {
  return realFolder(resolveRelativeUrl(mainWorkingTree(repository), written), repository.directory);
}

async function realFolder(url: string, directory: string): Promise<string | null> {
  const folder = folderOf(url, directory);
  return folder === null ? null : realpath(folder).catch(() => folder);
}

/** As `.gitmodules` of the working tree says; one as it was made is read here, any other by git. */
async function urlInFile(directory: string): Promise<string | null> {
  const file = path.join(directory, '.gitmodules');
  const text = await readFile(file, 'utf8').catch(() => '');
  return PLAIN_URL.exec(text)?.[1] ?? submoduleUrl(directory, ['--file', file]);
}

/** One submodule, and nothing that configuration could read in another way: quotes, escapes, comments. */
const PLAIN_URL = new RegExp(
  `^\\[submodule "${DATA}"\\]\\n(?:\\t(?:path|branch|ignore) = [\\w./-]+\\n)*\\turl = ([\\w./:@~-]+)\\n$`,
);

async function submoduleUrl(directory: string, from: readonly string[]): Promise<string | null> {
  const { stdout, exitCode } = await git(['config', ...from, '--get', `submodule.${DATA}.url`], {
    directory,
    answers: [1, 128],
  });
  return exitCode === 0 && stdout !== '\n' ? stdout.replace(/\n$/, '') : null;
}

/** The folder that a URL names on this machine, or null: `host:bikes.git` and `https://…` are elsewhere. */
function folderOf(url: string, directory: string): string | null {
  if (url.startsWith('file://')) return decodeURIComponent(url.slice('file://'.length));
  if (/^[^/]+:/.test(url)) return null;
  return path.resolve(directory, url);
}
