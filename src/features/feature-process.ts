// The host's end of the process in which features are made: starts it, talks to it, names the way it ended.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import { Failure, UserError } from '../errors.ts';
import { frameOf, frameReader, HOST_PIPE } from './child/frames.ts';
import type { FromChild, ToChild } from './child.ts';
import { childEntry, childEnvironment } from './child-entry.ts';
import { boundedOutput } from './output.ts';
import { endError } from './process-end.ts';
import { errorOf } from './row-error.ts';

export type FeatureProcessOptions = {
  /** Folder that holds `features.js`; errors call it `src/` whatever its name. */
  sourceDirectory: string;
  /** What the project's code prints, as it comes; 64 KiB of it at most. */
  onOutput?: (text: string) => void;
  /** Aborting ends the process at once, even in an endless loop; what is under way rejects with its reason. */
  signal?: AbortSignal;
  /** Heap of the process in MiB; Node's own limit where not given. */
  heapMegabytes?: number;
};

/** Who hears what the process says; one at a time. */
type Listener = {
  message(message: FromChild): void;
  /** The process ended, for this reason; nothing will be answered any more. */
  gone(reason: unknown): void;
};

export type FeatureProcess = {
  /** Resolves once features.js is loaded; rejects with what is wrong with it, or why the process is gone. */
  ready: Promise<void>;
  send(message: ToChild): void;
  listen(listener: Listener | null): void;
  /** Resolves once it has ended and all it printed was handed over. */
  close(): Promise<void>;
};

/** What of standard error is kept to tell why a process died. */
const LAST_WORDS = 4096;
/** How long a process that was asked to end may take before it is killed. */
const GRACE_MILLISECONDS = 500;

/** Throws UserError `features-missing` where the folder has no `features.js`. */
export function startFeatureProcess(options: FeatureProcessOptions): FeatureProcess {
  const { sourceDirectory, onOutput, signal, heapMegabytes } = options;
  if (!existsSync(path.join(sourceDirectory, 'features.js'))) {
    throw new UserError('there is no src/features.js in this tree', {
      code: 'features-missing',
      hint: 'Make one: export function features(row) { return { ...row }; }',
    });
  }
  const { file, flags } = childEntry();
  if (heapMegabytes) flags.push(`--max-old-space-size=${heapMegabytes}`);
  const child = spawn(process.execPath, [...flags, file, sourceDirectory, String(process.pid)], {
    cwd: sourceDirectory,
    env: childEnvironment(process.env),
    // The last is a way of both directions, where a channel of Node's own takes four times as long.
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const pipe = child.stdio[HOST_PIPE] as Socket | null;
  // Where it breaks the process has ended, and its end tells why.
  pipe?.on('error', () => {});
  const print = boundedOutput(onOutput);
  let lastWords = '';
  child.stdout!.setEncoding('utf8').on('data', print);
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS);
    print(text);
  });

  let listener: Listener | null = null;
  let death: { reason: unknown } | null = null;
  let closed = false;
  const die = (reason: unknown) => {
    death ??= { reason };
    listener?.gone(death.reason);
  };
  const ended = new Promise<void>(resolve => {
    child.once('error', error => {
      const message = `the process for features did not start: ${error.message}`;
      die(new Failure(message, { code: 'features-failed', cause: error }));
      // One that never started has no end to wait for.
      if (child.pid === undefined) resolve();
    });
    child.once('close', (code, killedBy) => {
      die(signal?.aborted ? signal.reason : endError({ code, killedBy, lastWords, closed }));
      resolve();
    });
  });
  const ready = new Promise<void>((resolve, reject) => {
    listener = {
      message: first => (first.kind === 'unusable' ? reject(errorOf(first.more)) : resolve()),
      gone: reject,
    };
  });
  // A process that is closed before anybody asked for features is no unhandled rejection.
  ready.catch(() => {});
  pipe?.on(
    'data',
    frameReader(frame => listener?.message(frame as FromChild)),
  );

  const kill = () => child.kill('SIGKILL');
  if (signal?.aborted) kill();
  signal?.addEventListener('abort', kill, { once: true });
  child.once('close', () => signal?.removeEventListener('abort', kill));

  return {
    ready,
    send(message) {
      if (pipe?.writable) pipe.write(frameOf(message));
    },
    listen(next) {
      listener = next;
      if (death) next?.gone(death.reason);
    },
    close() {
      closed = true;
      return close(child, ended, pipe);
    },
  };
}

async function close(child: ChildProcess, ended: Promise<void>, pipe: Socket | null): Promise<void> {
  if (pipe?.writable) pipe.write(frameOf({ kind: 'leave', more: null }));
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MILLISECONDS);
  await ended;
  clearTimeout(timer);
}
