// Reads Git objects in bulk through one long-lived `git cat-file --batch`: one process for a thousand branches.

import { spawn } from 'node:child_process';
import { Failure } from '../../errors.ts';
import { gitEnvironment, whyNotStarted } from '../git/git.ts';
import { endWithUs } from '../git/run-git.ts';
import { answersOf, type GitObject } from './batch-answers.ts';

/** A name as `git cat-file` takes it: an id, `<commit>:<path>`, `<commit>^{tree}`, `refs/heads/x`. */
type Name = string;

export interface ObjectReader {
  /** The object, or null where there is none of that name. Calls may overlap: answers come in order. */
  read(name: Name): Promise<GitObject | null>;
  close(): Promise<void>;
}

/** Opens a reader on the repository at `directory` (or on a bare Git directory). Objects are held whole in memory. */
export function openObjectReader(directory: string, gitDirectory?: string): ObjectReader {
  const child = spawn('git', [...(gitDirectory ? ['--git-dir', gitDirectory] : []), 'cat-file', '--batch'], {
    cwd: directory,
    env: gitEnvironment(),
    stdio: 'pipe',
    windowsHide: true,
  });
  endWithUs(child);
  const waiting: { name: Name; resolve: (found: GitObject | null) => void; reject: (why: Error) => void }[] =
    [];
  const take = answersOf(found => waiting.shift()?.resolve(found));
  let ended: Error | null = null;
  let complaints = '';
  const { stdin, stdout, stderr } = child;
  stdout.on('data', take);
  stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(0, 2000);
  });
  // A write into a process that has ended: its end is reported below, once.
  stdin.on('error', () => {});
  const done = new Promise<void>(resolve => {
    const end = () => {
      ended ??= new Failure(`git cat-file ended${complaints ? `: ${complaints.trim()}` : ''}`, {
        code: 'git-failed',
      });
      for (const { reject } of waiting.splice(0)) reject(ended);
      resolve();
    };
    child.once('error', async cause => {
      ended ??= await whyNotStarted(cause, directory);
      end();
    });
    // Where it never started, why is on its way to be told.
    child.once('close', () => child.pid !== undefined && end());
  });

  // Names asked for in one turn of the event loop go out in one write.
  let outgoing: string[] = [];
  const flush = () => {
    const batch = outgoing.join('');
    outgoing = [];
    stdin.write(batch);
  };

  return {
    read(name) {
      if (ended) return Promise.reject(ended);
      // A newline would be two requests; no object has such a name.
      if (name.includes('\n')) return Promise.resolve(null);
      return new Promise((resolve, reject) => {
        waiting.push({ name, resolve, reject });
        if (outgoing.length === 0) setImmediate(flush);
        outgoing.push(`${name}\n`);
      });
    },
    async close() {
      if (outgoing.length > 0) flush();
      // Whoever still waits is answered first; with nobody waiting its end is its own affair.
      stdin.end();
      if (waiting.length > 0) await done;
      child.unref();
      for (const pipe of [stdout, stderr]) pipe.destroy();
      ended = new Failure('the reader of objects is closed', { code: 'git-failed' });
    },
  };
}

/** Reads with a reader that is closed whatever happens. */
export async function withObjectReader<T>(
  directory: string,
  use: (reader: ObjectReader) => Promise<T>,
  gitDirectory?: string,
): Promise<T> {
  const reader = openObjectReader(directory, gitDirectory);
  try {
    return await use(reader);
  } finally {
    await reader.close();
  }
}
