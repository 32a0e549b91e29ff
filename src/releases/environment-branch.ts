// The branch of an environment.

import { UserError } from '../errors.ts';
import type { Branch } from '../repository/branches/refs.ts';

/** Throws UserError `branch-not-found`: mv.yaml may list an environment that nobody has made yet. */
export function environmentBranch(branches: readonly Branch[], name: string): Branch {
  const found = branches.find(branch => branch.name === name);
  if (found) return found;
  throw new UserError(`the environment "${name}" has no branch yet`, {
    code: 'branch-not-found',
    hint: `make it from what it should begin with: git branch ${name} prod`,
    details: { branch: name },
  });
}
