// A connection that its server has given to a worker which ends before it takes it. Node's cluster (20 to 24) forgets such
// a one: nobody closes it, and whoever asked on it waits for ever. At most one is on its way to each worker.

import type { ChildProcess } from 'node:child_process';

type Handle = { close(): void };
type Send = (message: { act?: unknown } | null, handle?: Handle, ...more: unknown[]) => boolean;

/** Gives what closes the connection that was given to this process last; one that it took is closed here already. */
export function connectionOnItsWay(process: ChildProcess): () => void {
  const send = process.send!.bind(process) as Send;
  let onItsWay: Handle | undefined;
  const watched: Send = (message, handle, ...more) => {
    if (message?.act === 'newconn') onItsWay = handle;
    return send(message, handle, ...more);
  };
  process.send = watched as ChildProcess['send'];
  return () => onItsWay?.close();
}
