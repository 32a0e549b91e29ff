// A branch moves in one step, the working trees on it in another. What is about to happen is written down first, so
// that the next command finishes what a kill between the two left undone.

import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, Failure, Moved } from '../errors.ts';
import { followBranch } from './follow-branch.ts';
import { waitForLock } from './locks.ts';
import { isAlive, isRunning, ownMark, type ProcessMark } from './process-mark.ts';
import { currentBranch, moveRefs, type RefMove, resolveCommit } from './refs.ts';
import { privateDirectory, type Repository } from './repository.ts';
import { placeSubmodule } from './submodule.ts';
import { gitDirectoryAt } from './worktrees.ts';

export type Follower = {
  /** `gitDirectory` is null where the tree is about to be made. */
  place: { directory: string; gitDirectory: string | null };
  adopt: readonly string[];
  store: string | null;
  /** Where `data/` is to be filled if it is not yet: the pin, and the URL that it will know. */
  fill?: { pin: string; url: string };
};

export type Entry = {
  version: 2;
  process: ProcessMark;
  branch: string;
  /** Commit that the followers' index and files are at. */
  before: string;
  after: string;
  followers: Follower[];
};

/**
 * Moves refs by compare-and-swap, then lets the working trees of the first of them follow. Before the swap nothing has
 * changed; after it the branch is the new one, and the trees become so now or at the next command.
 * Throws Moved where a ref is not where the caller saw it, or where somebody holds a lock on one of the trees.
 */
export async function moveBranch({
  repository,
  moves,
  reason,
  followers,
}: {
  repository: Repository;
  moves: readonly RefMove[];
  reason: string;
  followers: readonly Follower[];
}): Promise<void> {
  const [{ ref: branch, before, after }] = moves;
  const move = () => moveRefs(repository.directory, moves, reason);
  if (followers.length === 0 || before === null) await move();
  else await underJournal({ repository, branch, before, after, followers }, move);
}

/** Does `move`, which brings `branch` to `after` in one step or throws; then the followers follow. */
export async function underJournal(
  {
    repository,
    ...what
  }: Omit<Entry, 'version' | 'process' | 'followers'> & {
    repository: Repository;
    followers: readonly Follower[];
  },
  move: () => Promise<unknown>,
): Promise<void> {
  for (const { place } of what.followers) {
    // Asked before anything moves, so that whoever holds it stops all of it and not the second half.
    if (place.gitDirectory) await waitForLock(path.join(place.gitDirectory, 'index.lock'));
  }
  const entry: Entry = {
    version: 2,
    process: await ownMark(),
    ...what,
    followers: [...what.followers],
  };
  const file = await writeEntry(repository, entry);
  try {
    await move();
  } catch (error) {
    // A hook that fails afterwards, git killed on its way out: it is the ref that counts.
    const arrived = !(error instanceof Moved) && (await isAt(repository, entry.branch, entry.after));
    if (!arrived) {
      await rm(file, { force: true });
      throw error;
    }
  }
  await followAll(entry);
  await rm(file, { force: true });
}

async function isAt({ directory }: Repository, branch: string, commit: string): Promise<boolean> {
  return (await resolveCommit(directory, branch).catch(() => null)) === commit;
}

async function writeEntry(repository: Repository, entry: Entry): Promise<string> {
  const folder = privateDirectory(repository, 'pending');
  await mkdir(folder, { recursive: true });
  const name = randomUUID();
  const part = path.join(folder, `${name}.${entry.process.id}.part`);
  const file = path.join(folder, `${name}.json`);
  try {
    const handle = await open(part, 'wx');
    try {
      await handle.writeFile(JSON.stringify(entry));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return file;
}

/** Every tree gets its turn, even where one of them fails; then the first failure is thrown. */
async function followAll(entry: Entry): Promise<void> {
  let failure: unknown = null;
  for (const follower of entry.followers) {
    try {
      await follow(entry, follower);
    } catch (error) {
      failure ??= notFollowed(error, entry, follower);
    }
  }
  if (failure !== null) throw failure;
}

async function follow({ branch, before, after }: Entry, follower: Follower): Promise<void> {
  const { adopt, store, fill } = follower;
  const { directory } = follower.place;
  // Somebody may have switched that tree, or removed it, since the entry was written.
  const gitDirectory = await gitDirectoryAt(directory);
  if (gitDirectory === null || `refs/heads/${await currentBranch(directory)}` !== branch) return;
  const place = { directory, gitDirectory };
  await followBranch({ place, from: before, to: after, adopt, store });
  if (fill && store) await placeSubmodule(place, { store, ...fill });
}

function notFollowed(error: unknown, { branch, after }: Entry, { place }: Follower): unknown {
  if (!(error instanceof CommandError)) return error;
  const { code, details, message } = error;
  const name = branch.replace(/^refs\/heads\//, '');
  const told = `"${name}" is at ${after.slice(0, 10)} now, but ${place.directory} did not follow yet: ${message}`;
  const hint = `${error.hint ? `${error.hint}; ` : ''}the next git-model command that writes finishes it`;
  const options = { code, hint, details, cause: error };
  return error instanceof Moved ? new Moved(told, options) : new Failure(told, options);
}

/** How long a command that runs is waited for, and a git that a killed one has left running. Milliseconds. */
const PATIENCE = { running: 10_000, orphan: 2_000 };

/**
 * Finishes what commands that were killed left undone, once those that still run are through; gives the branches whose
 * trees were brought up to date. Costs one look at a folder where there is nothing.
 */
export async function finishPending(repository: Repository): Promise<string[]> {
  const folder = privateDirectory(repository, 'pending');
  const names = await readdir(folder).catch(() => []);
  const finished: string[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    const entry = await readEntry(file);
    if (entry === null) {
      // Cut short while it was written, which precedes the move: nothing had happened.
      const writer = Number(/\.(\d+)\.part$/.exec(name)?.[1]);
      if (!(writer > 0 && isAlive(writer))) await rm(file, { force: true });
    } else if (await isOver(repository, file, entry)) {
      if (await isAt(repository, entry.branch, entry.after)) {
        await followAll(entry);
        finished.push(entry.branch.replace(/^refs\/heads\//, ''));
      }
      await rm(file, { force: true });
    }
  }
  return finished;
}

/**
 * Waits for a process that runs to get through by itself (its file goes), and for the git of one that was killed:
 * such a git may still be on its way to move the branch. False where there is nothing left to do here.
 */
async function isOver(repository: Repository, file: string, entry: Entry): Promise<boolean> {
  const started = performance.now();
  for (;;) {
    const status = await stat(file).catch(() => null);
    if (status === null) return false;
    const age = Date.now() - status.mtimeMs;
    if (await isRunning(entry.process, age)) {
      if (performance.now() - started > PATIENCE.running) return false;
    } else if (age > PATIENCE.orphan || (await isAt(repository, entry.branch, entry.after))) return true;
    await sleep(50);
  }
}

async function readEntry(file: string): Promise<Entry | null> {
  if (!file.endsWith('.json')) return null;
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as Entry;
    return value.version === 2 ? value : null;
  } catch {
    return null;
  }
}
