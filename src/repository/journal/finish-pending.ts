// Finishes what a killed command left undone.

import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Repository } from '../repository.ts';
import { followAll } from './follow-all.ts';
import { type Entry, isAt, pendingDirectory, readEntry } from './pending-entry.ts';
import { isAlive, isRunning } from './process-mark.ts';

/** How long a command that runs is waited for, and a git that a killed one has left running. Milliseconds. */
const PATIENCE = { running: 10_000, orphan: 2_000 };

/**
 * Finishes what commands that were killed left undone, once those that still run are through; gives the branches whose
 * trees were brought up to date. Costs one look at a folder where there is nothing.
 */
export async function finishPending(repository: Repository): Promise<string[]> {
  const folder = pendingDirectory(repository);
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
