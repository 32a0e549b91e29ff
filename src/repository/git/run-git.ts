// Starts git and waits for its end. Forty lines of our own where execa is used elsewhere: a command of ours is ten or
// more processes of git, and execa's start and its millisecond a call were a fifth of a promotion (docs/decisions.md).

import { type ChildProcess, spawn } from 'node:child_process';
import { signalsAreHeld } from '../held-signals.ts';

export type RunInput = {
  directory: string;
  environment: NodeJS.ProcessEnv;
  /** Written to stdin; with none of it stdin is empty. */
  input: Uint8Array | null;
  /** In a process session of its own, which a signal to our group does not reach; and it outlives us. */
  detached: boolean;
  /** Detached, and yet asked to end where a signal or an exit ends us: it then takes its locks away first. */
  endsWithUs?: boolean;
};

export type RunEnd = {
  stdout: Buffer;
  stderr: Buffer;
  /** Null where a signal ended it, or where it was never started: `cause` says why. */
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  cause: NodeJS.ErrnoException | null;
};

/** Never throws. What git prints is held whole in memory. */
export function runGit(args: readonly string[], input: RunInput): Promise<RunEnd> {
  return new Promise(resolve => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const end = (exitCode: number | null, signal: NodeJS.Signals | null, cause: RunEnd['cause']) =>
      resolve({ stdout: joined(stdout), stderr: joined(stderr), exitCode, signal, cause });
    const child = spawn('git', args, {
      cwd: input.directory,
      env: input.environment,
      detached: input.detached,
      stdio: [input.input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    child.once('error', cause => end(null, null, cause));
    child.once('close', (exitCode, signal) => end(exitCode, signal, null));
    child.stdout?.on('data', chunk => stdout.push(chunk));
    child.stderr?.on('data', chunk => stderr.push(chunk));
    // It may end before it has read everything; its exit code says what that means.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input.input);
    if (!input.detached) endWithUs(child);
    else if (input.endsWithUs) endOnSignal(child);
  });
}

function joined(chunks: readonly Buffer[]): Buffer {
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

const running = new Set<ChildProcess>();

/** A clone of gigabytes has nobody to work for once we are gone. */
export function endWithUs(child: ChildProcess): void {
  if (running.size === 0) process.once('exit', endRunning);
  running.add(child);
  child.once('close', () => {
    running.delete(child);
    if (running.size === 0) process.removeListener('exit', endRunning);
  });
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What is in a session of its own hears nothing of Ctrl-C: it is told, and we end as the signal would have ended us. */
function endOnSignal(child: ChildProcess): void {
  endWithUs(child);
  if (signalsAreHeld()) return;
  const end = (signal: NodeJS.Signals) => {
    child.kill('SIGTERM');
    child.once('close', () => process.kill(process.pid, signal));
  };
  for (const signal of SIGNALS) process.once(signal, end);
  child.once('close', () => {
    for (const signal of SIGNALS) process.off(signal, end);
  });
}

function endRunning(): void {
  for (const child of running) child.kill();
}
