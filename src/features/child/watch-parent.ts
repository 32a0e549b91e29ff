import { Worker } from 'node:worker_threads';

/**
 * Ends this process once its parent is gone. Usually the closed channel tells; a features() that never returns
 * would never hear it and burn a core for ever, so a second thread looks once a second. `parent` is told by the host: one
 * that died before this line would otherwise be taken for whoever adopted us.
 */
export function watchParent(parent: number): void {
  const watch = `
    setInterval(() => { if (process.ppid !== ${parent}) process.kill(process.pid, 'SIGKILL'); }, 1000);`;
  new Worker(watch, { eval: true, stdin: false, env: {}, execArgv: [] }).unref();
}
