// Which repository a folder belongs to, and where its parts are.

import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { git } from './git.ts';

export type Repository = {
  /** Top folder of the working tree the command runs in; absolute. */
  directory: string;
  /** This working tree's Git directory (`.git`, or `.git/worktrees/<name>`); absolute. */
  gitDirectory: string;
  /** The Git directory that all working trees share; absolute. */
  commonDirectory: string;
  shallow: boolean;
};

/** The repository around `directory`. Throws UserError `no-repository` or `bare-repository`. */
export async function openRepository(directory: string): Promise<Repository> {
  const { stdout, stderr, exitCode } = await git(
    [
      'rev-parse',
      '--path-format=absolute',
      '--is-bare-repository',
      '--is-shallow-repository',
      '--git-dir',
      '--git-common-dir',
      '--show-toplevel',
    ],
    { directory, answers: [128] },
  );
  const [bare, shallow, gitDirectory, commonDirectory, top] = stdout.split('\n');
  if (exitCode !== 0 && /dubious ownership/.test(stderr)) {
    throw new UserError(`the repository at "${directory}" belongs to another user`, {
      code: 'dubious-ownership',
      hint: `if you trust it: git config --global --add safe.directory "${directory}"`,
    });
  }
  if (bare === 'true' || (gitDirectory && !top)) {
    throw new UserError(`"${directory}" is in a bare repository: it has no working tree`, {
      code: 'bare-repository',
      hint: 'clone it, and work in the clone',
    });
  }
  if (exitCode !== 0 || !top) {
    throw new UserError(`"${directory}" is in no Git repository`, {
      code: 'no-repository',
      hint: 'go to a project, name one with -C <folder>, or make one with: git-model init <folder> --data <csv> --target <column>',
    });
  }
  return { directory: await realpath(top), gitDirectory, commonDirectory, shallow: shallow === 'true' };
}

/** A folder of ours under the shared Git directory: for journals, never for what a branch is. */
export function privateDirectory(repository: Pick<Repository, 'commonDirectory'>, name: string): string {
  return path.join(repository.commonDirectory, 'mv', name);
}
