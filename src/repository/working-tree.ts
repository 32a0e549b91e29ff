// A working tree: what is uncommitted in it, and following a branch that moved under it.

import { Moved } from '../errors.ts';
import { DATA } from './data-repository.ts';
import { git } from './git.ts';
import { checkOutPin, hasSubmodule, type SubmodulePlace, submoduleHead } from './submodule.ts';

export type Change = {
  path: string;
  kind: 'tracked' | 'untracked' | 'unmerged';
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
  const changes: Change[] = [];
  for (const line of stdout.split('\0')) {
    const fields = line.split(' ');
    if (fields[0] === '?') changes.push({ path: line.slice(2), kind: 'untracked', submodule: null });
    if (fields[0] === '1') {
      const state = fields[2];
      const submodule =
        state[0] === 'S' ? { moved: state[1] === 'C', dirty: state[2] === 'M' || state[3] === 'U' } : null;
      changes.push({ path: fields.slice(8).join(' '), kind: 'tracked', submodule });
    }
    if (fields[0] === 'u')
      changes.push({ path: fields.slice(10).join(' '), kind: 'unmerged', submodule: null });
  }
  return changes;
}

/** The refusal that every command gives where work in a tree is in the way. */
export function uncommittedChanges(what: string, files: readonly string[], hint: string): Moved {
  const named = `${files.slice(0, 6).join(', ')}${files.length > 6 ? `, and ${files.length - 6} more` : ''}`;
  return new Moved(`${what}: ${named}`, { code: 'uncommitted-changes', hint, details: { files } });
}

/**
 * Throws Moved `uncommitted-changes` unless this tree, which stands on `from`, can follow to the tree or commit `to`
 * without touching anybody's work: tracked files clean, `data/` at its pin, no untracked file in the way.
 */
export async function requireCanFollow(place: SubmodulePlace, from: string, to: string): Promise<void> {
  const dirty = await changesIn(place.directory, [], { untracked: false });
  if (dirty.length > 0) {
    throw uncommittedChanges(
      `${place.directory} holds uncommitted changes`,
      dirty.map(change => change.path),
      'commit or stash them, then run this again',
    );
  }
  const { exitCode, stderr } = await git(
    ['read-tree', '-m', '-u', '-n', '--no-recurse-submodules', from, to],
    {
      directory: place.directory,
      answers: [1, 128],
    },
  );
  if (exitCode === 0) return;
  const files = [...stderr.matchAll(/'([^']+)' (?:would be|not uptodate)/g)].map(found => found[1]);
  throw uncommittedChanges(
    `files in ${place.directory} are in the way`,
    files.length > 0 ? files : [stderr.trim()],
    'move them elsewhere or commit them, then run this again',
  );
}

export type FollowInput = {
  place: SubmodulePlace;
  from: string;
  to: string;
  /** Paths (files or folders) whose content came from this very tree: the index takes them, the files stay. */
  adopt: readonly string[];
  /** A Git directory that holds the data commits; null where there is none at hand. */
  store: string | null;
};

/**
 * Brings index and files of a tree from the commit `from` to `to`, whose branch has moved already. What people have
 * edited meanwhile stays as an uncommitted change. May be run again after it was cut short.
 */
export async function followBranch({ place, from, to, adopt, store }: FollowInput): Promise<void> {
  const { directory } = place;
  const { stdout } = await git(['diff-tree', '-r', '-z', '--raw', '--no-renames', from, to], { directory });
  const changed = parseRawDiff(stdout);
  const adopted = changed.filter(({ path }) =>
    adopt.some(owned => path === owned || path.startsWith(`${owned}/`)),
  );
  await takeIntoIndex(directory, adopted);
  const { exitCode } = await git(['read-tree', '-m', '-u', '--no-recurse-submodules', from, to], {
    directory,
    write: true,
    answers: [1, 128],
  });
  if (exitCode !== 0) {
    // Cut short before: some files are new already while the index is old. Those that equal the new commit are adopted.
    await takeIntoIndex(directory, await alreadyNew(directory, changed));
    await git(['read-tree', '-m', '-u', '--no-recurse-submodules', from, to], { directory, write: true });
  }
  const pin = changed.find(({ path, mode }) => path === DATA && mode === '160000');
  if (pin && (await hasSubmodule(place)) && (await submoduleHead(place)) !== pin.id) {
    await checkOutPin(place, pin.id, store);
  }
  await git(['update-index', '-q', '--refresh'], { directory, write: true, answers: [1] });
}

type RawChange = { path: string; mode: string; id: string };

/** `:<mode> <mode> <id> <id> <status>\0<path>\0`; a deletion has mode 000000. */
function parseRawDiff(text: string): RawChange[] {
  const fields = text.split('\0');
  const changes: RawChange[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, mode, , id] = fields[at].slice(1).split(' ');
    changes.push({ path: fields[at + 1], mode, id });
  }
  return changes;
}

async function takeIntoIndex(directory: string, changes: readonly RawChange[]): Promise<void> {
  if (changes.length === 0) return;
  const input = changes.map(({ mode, id, path }) => `${mode} ${id}\t${path}\0`).join('');
  await git(['update-index', '-z', '--index-info'], { directory, input, write: true });
}

async function alreadyNew(directory: string, changes: readonly RawChange[]): Promise<RawChange[]> {
  const same: RawChange[] = [];
  for (const change of changes) {
    if (change.mode === '000000' || change.mode === '160000') continue;
    const { stdout, exitCode } = await git(['hash-object', '--', change.path], {
      directory,
      answers: [1, 128],
    });
    if (exitCode === 0 && stdout.trim() === change.id) same.push(change);
  }
  return same;
}
