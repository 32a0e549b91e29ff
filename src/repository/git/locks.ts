// Git's lock files. Somebody else's is waited for, then named; none is ever deleted.

import { isThere } from '../is-there.ts';
import { lockedBySomebodyElse } from './git-failure.ts';

/** How long somebody else's lock is waited for, in milliseconds: an ordinary Git command holds one for far less. */
export const LOCK_PATIENCE = 10_000;

/** Throws Moved `locked` where the file is still there when the patience ends. */
export async function waitForLock(lock: string, patience = LOCK_PATIENCE): Promise<void> {
  const started = process.uptime();
  for (let pause = 20; await isThere(lock); pause = Math.min(pause * 2, 500)) {
    if ((process.uptime() - started) * 1000 > patience) throw await lockedBySomebodyElse(lock);
    const { setTimeout: sleep } = await import('node:timers/promises');
    await sleep(pause);
  }
}
