// A commit by any name that a person may give it: a branch, a remote branch, a tag, an id.

import { UserError } from '../../errors.ts';
import { git } from '../git/git.ts';
import { listBranches, resolveCommit } from './refs.ts';

/** `branch` is null where the name is not one of a branch: `feature-x`, `origin/prod`. */
export type NamedCommit = { branch: string | null; commit: string };

/** What makes a name one of a revision: prod~1, HEAD@{1}, prod^{commit}. */
const NOT_IN_A_NAME = /[~^:]|@\{/;

/** The commit that `name` stands for; a branch comes before a tag of its name. Throws UserError `commit-not-found`. */
export async function requireCommit(directory: string, name: string): Promise<NamedCommit> {
  const spaces = NOT_IN_A_NAME.test(name) ? [] : ['refs/heads/', 'refs/remotes/'];
  for (const space of spaces) {
    const commit = await resolveCommit(directory, `${space}${name}`);
    if (commit !== null) return { branch: name, commit };
  }
  const commit = await resolveCommit(directory, name);
  if (commit !== null) return { branch: null, commit };
  throw new UserError(`there is no branch or commit "${name}"`, {
    code: 'commit-not-found',
    hint: await hintFor(directory, name),
    details: { name },
  });
}

const MOST_SHOWN = 12;

async function hintFor(directory: string, name: string): Promise<string> {
  const remote = await git(['for-each-ref', '--format=%(refname:short)', `refs/remotes/*/${name}`], {
    directory,
  });
  const [found] = remote.stdout.split('\n');
  if (found) return `did you mean "${found}"?`;
  const branches = (await listBranches(directory)).map(branch => branch.name);
  const shown = branches.slice(0, MOST_SHOWN).join(', ');
  return `branches here: ${shown}${branches.length > MOST_SHOWN ? ', …' : ''}`;
}
