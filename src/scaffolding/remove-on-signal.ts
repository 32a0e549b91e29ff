// Ctrl-C and `kill` leave nothing of a half-made project behind.

import { rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Staging } from './staging.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Until `hold` is called, a signal removes the staging folder, and the folders made for it, and then ends the process
 * as the signal would have. After it signals are let pass, for what is moving to its place must arrive; `close` gives
 * them back to the process.
 */
export function removeOnSignal(staging: Pick<Staging, 'root' | 'madeFolder'>): {
  hold(): void;
  close(): void;
} {
  let held = false;
  const end = (signal: NodeJS.Signals) => {
    if (held) return;
    removeNow(staging);
    close();
    process.kill(process.pid, signal);
  };
  const close = () => {
    for (const signal of SIGNALS) process.off(signal, end);
  };
  for (const signal of SIGNALS) process.on(signal, end);
  return {
    hold() {
      held = true;
    },
    close,
  };
}

function removeNow({ root, madeFolder }: Pick<Staging, 'root' | 'madeFolder'>): void {
  try {
    // A child that dies of the same signal may still write.
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
    if (madeFolder === undefined) return;
    for (let folder = path.dirname(root); folder.startsWith(madeFolder); folder = path.dirname(folder)) {
      rmdirSync(folder);
    }
  } catch {
    // What cannot be removed now the next init clears away.
  }
}
