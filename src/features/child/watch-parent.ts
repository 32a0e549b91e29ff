import { Worker } from 'node:worker_threads';

/**
 * Ends this process once its parent is gone. Usually the closed channel tells; a features() that never returns
 * would never hear it and burn a core for ever, so a second thread looks once a second.
 */
export function watchParent(): void {
  const watch = `
    const parent = ${process.ppid};
    setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 1000);`;
  new Worker(watch, { eval: true, stdin: false, env: {}, execArgv: [] }).unref();
}
