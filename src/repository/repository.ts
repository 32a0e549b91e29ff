// Which repository a folder belongs to, and where its parts are.

import { realpathSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { git, gitLine } from './git/git.ts';
import { plainPlaces } from './plain-places.ts';
import { projectAround } from './project-around.ts';

export type Repository = {
  /** Top folder of the working tree the command runs in; absolute. */
  directory: string;
  /** This working tree's Git directory (`.git`, or `.git/worktrees/<name>`); absolute. */
  gitDirectory: string;
  /** The Git directory that all working trees share; absolute. */
  commonDirectory: string;
  shallow: boolean;
};

/**
 * The repository around the folder, from inside `data/` that of the project. Throws UserError `no-repository`, `bare-repository`, `inside-git-directory`, or
 * `sha256-repository`: ids are 40 digits in all that we write and promise.
 */
export async function openRepository(from: string): Promise<Repository> {
  const directory = projectAround(from);
  const plain = plainPlaces(directory);
  if (plain !== null) return { ...plain, commonDirectory: plain.gitDirectory, shallow: false };
  const { stdout, stderr, exitCode } = await git(
    [
      'rev-parse',
      '--path-format=absolute',
      '--is-bare-repository',
      '--is-inside-git-dir',
      '--is-shallow-repository',
      '--show-object-format',
      ...PLACES,
    ],
    { directory, answers: [128] },
  );
  const [bare, inside, shallow, format, ...places] = stdout.split('\n');
  if (exitCode !== 0 && /dubious ownership/.test(stderr)) {
    throw new UserError(`the repository at "${directory}" belongs to another user`, {
      code: 'dubious-ownership',
      hint: `if you trust it: git config --global --add safe.directory "${directory}"`,
    });
  }
  if (bare === 'true') {
    throw new UserError(`"${directory}" is in a bare repository: it has no working tree`, {
      code: 'bare-repository',
      hint: 'clone it, and work in the clone',
    });
  }
  if (inside === 'true') {
    throw new UserError(`"${directory}" is inside a Git directory, not in a working tree`, {
      code: 'inside-git-directory',
      hint: 'go to the folder of the project, or name it with -C <folder>',
    });
  }
  if (exitCode !== 0) {
    throw new UserError(`"${directory}" is in no Git repository`, {
      code: 'no-repository',
      hint: 'go to a project, name one with -C <folder>, or make one with: git-model init <folder> --data <csv> --target <column>',
    });
  }
  if (format !== 'sha1') {
    throw new UserError(`the repository at "${directory}" has ${format} ids, and git-model works with sha1`, {
      code: 'sha256-repository',
      hint: 'make the project in a repository of the usual kind: git init --object-format=sha1',
      details: { format },
    });
  }
  // Three paths and the end of the last line; more of them where a path holds a newline.
  const [gitDirectory, commonDirectory, top] =
    places.length === PLACES.length + 1 ? places : await askOneByOne(directory);
  return { directory: realpathSync.native(top), gitDirectory, commonDirectory, shallow: shallow === 'true' };
}

const PLACES = ['--git-dir', '--git-common-dir', '--show-toplevel'] as const;

function askOneByOne(directory: string): Promise<string[]> {
  return Promise.all(
    PLACES.map(place => gitLine(['rev-parse', '--path-format=absolute', place], { directory })),
  );
}

/** A folder of ours under the shared Git directory: for journals, never for what a branch is. */
export function privateDirectory(repository: Pick<Repository, 'commonDirectory'>, name: string): string {
  return path.join(repository.commonDirectory, 'mv', name);
}
