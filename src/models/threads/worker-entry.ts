// How another thread of a fit is started: which file, and how its source is understood.

import { Worker } from 'node:worker_threads';

/** Name of the file that the build makes of worker.ts, beside `dist/cli.cjs`. */
const BUNDLED = 'learning-worker.js';

/** What a thread is to do: one fit's work, by learner. The shift is data, with what is shared in shared memory. */
export type ThreadWork<Shift = unknown> = { learner: 'forest' | 'boosting'; shift: Shift };

/** A thread that does `work` as soon as it is there. It writes nothing, and ends with this process. */
export function startThread(work: ThreadWork): Worker {
  // No option of this process: a limit of memory would be refused, a loader be loaded in vain.
  const options = { workerData: work, execArgv: [], env: {}, stdout: true, stderr: true };
  const from = import.meta.url;
  if (from.endsWith('.ts')) return new Worker(fromSource(from), { ...options, eval: true });
  const dist = from.slice(0, from.lastIndexOf('/dist/') + '/dist/'.length);
  return new Worker(new URL(dist + BUNDLED), options);
}

/** Under tsx (tests) a thread must itself learn to read TypeScript. */
function fromSource(from: string): string {
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const worker = JSON.stringify(new URL('./worker.ts', from).href);
  return `import(${tsx}).then(api => { api.register(); return import(${worker}); });`;
}
