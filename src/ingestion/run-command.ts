// A command that prints CSV, such as a database client, into a file.

import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CommandError, Failure } from '../errors.ts';
import { atMost, timedOut } from './download.ts';

export type RunCommandInput = {
  command: string;
  shown: string;
  directory: string;
  /** All that the command sees. */
  environment: NodeJS.ProcessEnv;
  seconds: number;
  bytes: number;
  to: string;
};

/** What is kept of what it says on standard error. */
const LAST_WORDS = 2000;

/**
 * Runs `sh -c <command>`. Its variables come to it by its environment and never stand in an argument of ours.
 * Throws Failure `command-failed` or `timed-out`, UserError `too-large`; whatever it started ends with it.
 */
export async function runCommand(input: RunCommandInput): Promise<void> {
  const { command, shown, directory, environment, seconds, bytes, to } = input;
  const child = spawn('sh', ['-c', command], {
    cwd: directory,
    env: environment,
    // A group of its own, so that all of a pipeline can be ended.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-LAST_WORDS);
  });
  const end = () => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It is over already.
    }
  };
  const ended = new Promise<{ exitCode: number | null; cause?: Error }>(resolve => {
    child.once('error', cause => resolve({ exitCode: null, cause }));
    child.once('close', exitCode => resolve({ exitCode }));
  });
  const limit = AbortSignal.timeout(seconds * 1000);
  process.once('exit', end);
  try {
    const saved = pipeline([child.stdout, atMost(bytes, shown), createWriteStream(to)], { signal: limit });
    // A part of it may hold the output open after the shell has ended, and the other way round.
    const over = new Promise<never>((_, reject) => {
      limit.addEventListener('abort', () => reject(timedOut(shown, seconds)), { once: true });
    });
    over.catch(() => {});
    await Promise.race([saved, over]);
    const { exitCode, cause } = await Promise.race([ended, over]);
    if (exitCode !== 0) throw failed(shown, cause?.message ?? (said.trim() || `exit code ${exitCode}`));
  } catch (error) {
    end();
    if (limit.aborted && !(error instanceof CommandError)) throw timedOut(shown, seconds);
    throw error;
  } finally {
    process.removeListener('exit', end);
  }
}

function failed(shown: string, why: string): Failure {
  return new Failure(`the command of ${shown} failed: ${why}`, {
    code: 'command-failed',
    hint: 'run it by hand in the folder of the project; it sees only PATH, HOME and the variables that it names',
    details: { source: shown },
  });
}
