// Who follows a branch into a folder: two who follow different branches would take the link from each other.

import { mkdir, readdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.ts';
import { isRunning, ownMark, type ProcessMark } from '../repository/journal/process-mark.ts';
import type { MountPlace } from './version-place.ts';

type Follower = { process: ProcessMark; followed: string };

const NAME = /^follower-\d+\.json$/;

/**
 * Says that this process follows `followed`, a ref of a repository, into `place` until what it gives is called.
 * Others may follow the same one.
 */
export async function beFollower({ versions }: MountPlace, followed: string): Promise<() => Promise<void>> {
  const file = path.join(versions, `follower-${process.pid}.json`);
  await mkdir(versions, { recursive: true });
  await writeFile(file, JSON.stringify({ process: await ownMark(), followed }));
  return () => unlink(file).catch(() => {});
}

/** Throws UserError `mount-followed` where a process that runs follows another branch than `followed` into `place`; null: any. */
export async function refuseFollowed({ link, versions }: MountPlace, followed: string | null): Promise<void> {
  for (const name of await readdir(versions).catch(() => [])) {
    if (!NAME.test(name)) continue;
    const file = path.join(versions, name);
    const follower = await readFollower(file);
    const age = Date.now() - ((await stat(file).catch(() => null))?.mtimeMs ?? 0);
    if (follower === null || !(await isRunning(follower.process, age))) {
      await unlink(file).catch(() => {});
    } else if (follower.followed !== followed) {
      throw new UserError(`"${link}" follows ${follower.followed}, by process ${follower.process.id}`, {
        code: 'mount-followed',
        hint: `end that one first (kill ${follower.process.id}), or name another folder`,
        details: { folder: link, followed: follower.followed, process: follower.process.id },
      });
    }
  }
}

async function readFollower(file: string): Promise<Follower | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Follower;
  } catch {
    return null;
  }
}
