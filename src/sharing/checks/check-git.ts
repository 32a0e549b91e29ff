// Git itself, and who commits.

import { CommandError } from '../../errors.ts';
import { gitLine, requireGit } from '../../repository/git/git.ts';
import { requireIdentity } from '../../repository/objects/commits.ts';
import { type Finding, fine } from './check.ts';

export async function checkGit(directory: string): Promise<Finding> {
  return (
    (await failureOf('git', () => requireGit(directory))) ??
    fine('git', await gitLine(['--version'], { directory }))
  );
}

export async function checkIdentity(directory: string): Promise<Finding> {
  const failure = await failureOf('identity', () => requireIdentity(directory));
  if (failure) return failure;
  const who = await gitLine(['var', 'GIT_COMMITTER_IDENT'], { directory });
  return fine('identity', `commits are by ${who.replace(/ \d+ [+-]\d+$/, '')}`);
}

/** A step that throws is a problem, with the remedy that the error names. */
async function failureOf(name: string, step: () => Promise<unknown>): Promise<Finding | null> {
  try {
    await step();
    return null;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { name, status: 'problem', message: error.message, remedy: error.hint };
  }
}
