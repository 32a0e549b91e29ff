// Which branch is to be trained: the one that is checked out, and no environment.

import { UserError } from '../errors.ts';
import { readEnvironments } from '../project/environments.ts';
import { type Branch, currentBranch, resolveCommit } from '../repository/branches/refs.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';

/** Branch and commit of HEAD. Throws UserError on a detached HEAD, an unborn branch, an environment. */
export async function requireExperiment(directory: string, reader: ObjectReader): Promise<Branch> {
  const [name, commit, environments] = await Promise.all([
    currentBranch(directory),
    resolveCommit(directory, 'HEAD'),
    readEnvironments(reader),
  ]);
  if (name === null) {
    throw new UserError('HEAD is detached: there is no branch to train', {
      code: 'detached-head',
      hint: 'git switch <branch>, or git-model experiment <name>',
    });
  }
  if (commit === null) {
    throw new UserError(`the branch "${name}" has no commit yet`, {
      code: 'unborn-branch',
      hint: 'git-model init makes a project',
    });
  }
  if (environments.names.includes(name)) {
    throw new UserError(`"${name}" is an environment: models come to it by promotion, not by training`, {
      code: 'environment-branch',
      hint: `git-model experiment <name>, train there, then git-model promote <name> ${name}`,
      details: { branch: name },
    });
  }
  return { name, commit };
}
