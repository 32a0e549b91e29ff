// Processes and folders that must not outlive this one: a signal ends them first, then us as it would have.

import { rmSync } from 'node:fs';
import { signalsAreHeld } from '../repository/held-signals.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const living = new Set<() => void>();

/** Calls `end` (which must be quick, and may be called twice) when a signal or an exit ends us; gives the way out. */
export function endWithUs(end: () => void): () => void {
  if (living.size === 0) {
    for (const signal of SIGNALS) process.on(signal, endAll);
    process.on('exit', endEach);
  }
  living.add(end);
  return () => {
    if (living.delete(end) && living.size === 0) stopListening();
  };
}

/** Removes a folder when a signal ends us. */
export function removeWithUs(folder: string): () => void {
  return endWithUs(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }));
}

function endAll(signal: NodeJS.Signals): void {
  if (signalsAreHeld()) return;
  endEach();
  living.clear();
  stopListening();
  process.kill(process.pid, signal);
}

/** The last begun first: a process goes before the folder that it writes to. */
function endEach(): void {
  for (const end of [...living].reverse()) {
    try {
      end();
    } catch {
      // What cannot be ended or removed now must not keep the rest.
    }
  }
}

function stopListening(): void {
  for (const signal of SIGNALS) process.off(signal, endAll);
  process.off('exit', endEach);
}
