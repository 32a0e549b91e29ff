// A branch moves in one step, the working trees on it in another. What is about to happen is written down first, so
// that the next command finishes what a kill between the two left undone.

import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { exists } from './data-repository.ts';
import { currentBranch, moveRefs, type RefMove, resolveCommit } from './refs.ts';
import { privateDirectory, type Repository } from './repository.ts';
import type { SubmodulePlace } from './submodule.ts';
import { followBranch } from './working-tree.ts';

export type Follower = { place: SubmodulePlace; adopt: readonly string[]; store: string | null };

type Entry = {
  version: 1;
  process: { id: number; host: string };
  branch: string;
  before: string;
  after: string;
  followers: Follower[];
};

/**
 * Moves refs by compare-and-swap, then lets the working trees of the first of them follow. Before the swap nothing has
 * changed; after it the branch is the new one, and the trees become so now or at the next command.
 * Throws Moved where a ref is not where the caller saw it.
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
  const [{ ref, before, after }] = moves;
  if (followers.length === 0 || before === null) {
    await moveRefs(repository.directory, moves, reason);
    return;
  }
  const entry: Entry = {
    version: 1,
    process: { id: process.pid, host: hostname() },
    branch: ref,
    before,
    after,
    followers: [...followers],
  };
  const file = await writeEntry(repository, entry);
  try {
    await moveRefs(repository.directory, moves, reason);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  await followAll(entry);
  await rm(file, { force: true });
}

async function writeEntry(repository: Repository, entry: Entry): Promise<string> {
  const folder = privateDirectory(repository, 'pending');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${randomUUID()}.json`);
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(JSON.stringify(entry));
    await handle.sync();
  } finally {
    await handle.close();
  }
  return file;
}

async function followAll({ branch, before, after, followers }: Entry): Promise<void> {
  for (const { place, adopt, store } of followers) {
    // Somebody may have switched that tree, or removed it, since the entry was written.
    const standsOn = (await exists(place.gitDirectory)) ? await currentBranch(place.directory) : null;
    if (`refs/heads/${standsOn}` === branch)
      await followBranch({ place, from: before, to: after, adopt, store });
  }
}

/**
 * Finishes what commands that were killed left undone; gives the branches whose trees were brought up to date.
 * Costs one look at a folder where there is nothing.
 */
export async function finishPending(repository: Repository): Promise<string[]> {
  const folder = privateDirectory(repository, 'pending');
  const names = await readdir(folder).catch(() => []);
  const finished: string[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    const entry = await readEntry(file);
    if (entry !== null && (await isRunning(entry.process, file))) continue;
    // A half-written entry precedes the swap: nothing had moved.
    if (entry !== null && (await resolveCommit(repository.directory, entry.branch)) === entry.after) {
      await followAll(entry);
      finished.push(entry.branch.replace(/^refs\/heads\//, ''));
    }
    await rm(file, { force: true });
  }
  return finished;
}

async function readEntry(file: string): Promise<Entry | null> {
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as Entry;
    return value.version === 1 ? value : null;
  } catch {
    return null;
  }
}

/** A process of another machine (a shared disk) is given ten minutes: these moves take seconds. */
const PATIENCE = 10 * 60_000;

async function isRunning({ id, host }: Entry['process'], file: string): Promise<boolean> {
  if (host !== hostname()) {
    const { mtimeMs } = await stat(file);
    return Date.now() - mtimeMs < PATIENCE;
  }
  if (id === process.pid) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
