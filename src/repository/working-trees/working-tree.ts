// A working tree: what is uncommitted in it, and whether it could follow a branch that is about to move.

import path from 'node:path';
import { Moved } from '../../errors.ts';
import { DATA } from '../data/data-folder.ts';
import { git, gitLine } from '../git/git.ts';
import { isThere } from '../is-there.ts';
import { bringCommit, type SubmodulePlace, submoduleHead } from './submodule.ts';

export type Change = {
  path: string;
  kind: 'tracked' | 'untracked' | 'unmerged';
  /** How the file differs from the index, or that it is not in it. */
  inWorkingTree: 'same' | 'modified' | 'deleted' | 'untracked' | 'unmerged';
  /** Of a submodule: its HEAD differs, or it holds work that is not committed. */
  submodule: { moved: boolean; dirty: boolean } | null;
};

/** Uncommitted changes under `paths` (all where empty); untracked files only where asked for, ignored ones never. */
export async function changesIn(
  directory: string,
  paths: readonly string[],
  { untracked = true }: { untracked?: boolean } = {},
): Promise<Change[]> {
  const { stdout } = await git(
    [
      'status',
      '--porcelain=v2',
      '-z',
      '--no-renames',
      `--untracked-files=${untracked ? 'all' : 'no'}`,
      '--ignore-submodules=none',
      '--',
      ...paths,
    ],
    { directory },
  );
  return stdout
    .split('\0')
    .map(parseChange)
    .filter(change => change !== null);
}

const IN_WORKING_TREE: Record<string, Change['inWorkingTree']> = { '.': 'same', D: 'deleted' };

/** A record of `git status --porcelain=v2 -z --no-renames`; null for headers, which `status.branch` and others add. */
function parseChange(record: string): Change | null {
  const fields = record.split(' ');
  // A path may hold spaces: it is all that follows the fields before it.
  const rest = (count: number) => fields.slice(count).join(' ');
  if (fields[0] === '?') {
    return { path: record.slice(2), kind: 'untracked', inWorkingTree: 'untracked', submodule: null };
  }
  if (fields[0] === 'u')
    return { path: rest(10), kind: 'unmerged', inWorkingTree: 'unmerged', submodule: null };
  if (fields[0] !== '1') return null;
  const [, state, submodule] = fields;
  return {
    path: rest(8),
    kind: 'tracked',
    inWorkingTree: IN_WORKING_TREE[state[1]] ?? 'modified',
    submodule:
      submodule[0] === 'S'
        ? { moved: submodule[1] === 'C', dirty: submodule[2] === 'M' || submodule[3] === 'U' }
        : null,
  };
}

/** The refusal that every command gives where work in a tree is in the way. */
export function uncommittedChanges(what: string, files: readonly string[], hint: string): Moved {
  const named = `${files.slice(0, 6).join(', ')}${files.length > 6 ? `, and ${files.length - 6} more` : ''}`;
  return new Moved(`${what}: ${named}`, { code: 'uncommitted-changes', hint, details: { files } });
}

/**
 * Throws Moved `uncommitted-changes` unless this tree, which stands on `from`, can follow to the tree or commit `to`
 * without touching anybody's work: tracked files clean, `data/` at its pin, no untracked file in the way there or here.
 * Throws Failure `data-missing` where `data/` is checked out and the new pin is nowhere: `store` is a Git directory that
 * holds it, or null. Changes nothing but that `data/` has the new commit's objects afterwards.
 */
export async function requireCanFollow(
  place: SubmodulePlace,
  from: string,
  to: string,
  store: string | null,
): Promise<void> {
  const { directory } = place;
  if (!(await isThere(directory))) {
    throw new Moved(`a working tree stands on this branch and is not there: ${directory}`, {
      code: 'working-tree-missing',
      hint: `bring it back, or forget it: git worktree unlock "${directory}"; git worktree prune`,
      details: { directory },
    });
  }
  const dirty = await changesIn(directory, [], { untracked: false });
  if (dirty.length > 0) {
    throw uncommittedChanges(
      `${directory} holds uncommitted changes`,
      dirty.map(change => change.path),
      'commit or stash them, then run this again',
    );
  }
  await requireNothingInTheWay(directory, from, to);
  const entry = await gitLine(['ls-tree', '--format=%(objecttype) %(objectname)', to, DATA], { directory });
  const pin = /^commit (.+)$/.exec(entry)?.[1];
  const head = await submoduleHead(place);
  if (head === null || pin === undefined || pin === head) return;
  await bringCommit(place, pin, store);
  await requireNothingInTheWay(path.join(directory, DATA), head, pin);
}

async function requireNothingInTheWay(directory: string, from: string, to: string): Promise<void> {
  const { exitCode, stderr } = await git(
    ['read-tree', '-m', '-u', '-n', '--no-recurse-submodules', from, to],
    { directory, answers: [1, 128] },
  );
  if (exitCode === 0) return;
  const files = [...stderr.matchAll(/'([^']+)' (?:would be|not uptodate)/g)].map(found => found[1]);
  throw uncommittedChanges(
    `files in ${directory} are in the way`,
    files.length > 0 ? files : [stderr.trim()],
    'move them elsewhere or commit them, then run this again',
  );
}
