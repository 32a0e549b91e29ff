// Whether what the branches need is there, and whole.

import { configValue } from '../../repository/branches/refs.ts';
import { git } from '../../repository/git/git.ts';
import { gitInStore } from '../../repository/git/store-git.ts';
import { isThere } from '../../repository/is-there.ts';
import type { Repository } from '../../repository/repository.ts';
import { type Finding, fine } from './check.ts';

/** Shallow and partial clones work; what they cannot do is said before it is met. */
export async function checkHistory({ directory, shallow }: Repository): Promise<Finding> {
  if (shallow) {
    return {
      name: 'history',
      status: 'warning',
      message: 'this clone is shallow: older releases cannot be listed, verified or restored',
      remedy: 'git fetch --unshallow',
    };
  }
  const filter = await configValue(directory, 'remote.origin.partialclonefilter');
  if (filter !== null) {
    return {
      name: 'history',
      status: 'warning',
      message: `this clone is partial (${filter}): what is missing is fetched when it is read`,
      remedy: 'git fetch --refetch --no-filter origin',
    };
  }
  return fine('history', 'this clone has all of its history');
}

/** Commits and trees are read, files only looked for: seconds also where models are large. */
export async function checkObjects({ directory, commonDirectory }: Repository): Promise<Finding> {
  const args = ['fsck', '--connectivity-only', '--no-dangling', '--no-progress'];
  const { stdout, stderr, exitCode } = await git(args, { directory, answers: [1, 2, 3, 4, 6, 7, 8, 128] });
  if (exitCode === 0) return fine('objects', 'every object that a branch needs is here');
  const said = `${stdout}\n${stderr}`
    .split('\n')
    .filter(line => /^(missing|broken|error|fatal|dangling)/.test(line));
  return {
    name: 'objects',
    status: 'problem',
    message: `objects are missing or damaged in ${commonDirectory}: ${said.slice(0, 3).join('; ')}`,
    remedy: 'git fetch --refetch origin brings back what the remote has; git fsck lists the rest',
  };
}

/** The same of the copy of the data. */
export async function checkDataObjects(store: string): Promise<Finding | null> {
  if (!(await isThere(store))) return null;
  const { stdout, stderr, exitCode } = await gitInStore(
    store,
    ['fsck', '--connectivity-only', '--no-dangling', '--no-progress'],
    { answers: [1, 2, 3, 4, 6, 7, 8, 128] },
  );
  if (exitCode === 0) return fine('data-objects', 'the copy of the data is whole');
  return {
    name: 'data-objects',
    status: 'problem',
    message: `the copy of the data in ${store} is damaged: ${(stdout || stderr).split('\n').slice(0, 3).join('; ')}`,
    remedy: `move ${store} aside, then: git-model doctor --fix`,
  };
}
