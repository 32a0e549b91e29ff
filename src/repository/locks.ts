// Git's lock files. Somebody else's is waited for, then named; none is ever deleted.

import { setTimeout as sleep } from 'node:timers/promises';
import { lockedBySomebodyElse } from './git-failure.ts';
import { isThere } from './is-there.ts';

/** How long somebody else's lock is waited for, in milliseconds: an ordinary Git command holds one for far less. */
export const LOCK_PATIENCE = 10_000;

/** Throws Moved `locked` where the file is still there when the patience ends. */
export async function waitForLock(lock: string, patience = LOCK_PATIENCE): Promise<void> {
  const started = performance.now();
  for (let pause = 20; await isThere(lock); pause = Math.min(pause * 2, 500)) {
    if (performance.now() - started > patience) throw await lockedBySomebodyElse(lock);
    await sleep(pause);
  }
}
