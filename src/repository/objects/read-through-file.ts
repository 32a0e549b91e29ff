// Objects that Git writes to a file while we read it.

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gitEnvironment } from '../git/git.ts';
import { endWithUs } from '../git/run-git.ts';
import { answersOf, type GitObject } from './batch-answers.ts';

/** Milliseconds between two looks at the file. */
const PAUSE = 3;

/** The objects of these names, in order, some at a time. Ends early where Git, or the file, fails. */
export async function* readThroughFile(
  directory: string,
  names: readonly string[],
): AsyncGenerator<(GitObject | null)[]> {
  const input = unnamedFile(`${names.join('\n')}\n`);
  const output = unnamedFile('');
  try {
    if (input === null || output === null) return;
    let ended = false;
    const git = spawn('git', ['cat-file', '--batch', '--buffer'], {
      cwd: directory,
      env: gitEnvironment(),
      stdio: [input, output, 'ignore'],
      windowsHide: true,
    });
    endWithUs(git);
    const closed = once(git, 'close')
      .catch(() => {})
      .then(() => {
        ended = true;
      });
    let found: (GitObject | null)[] = [];
    const take = answersOf(object => found.push(object));
    for (let at = 0, given = 0; given < names.length; ) {
      const last = ended;
      const chunk = Buffer.allocUnsafe(fstatSync(output).size - at);
      at += readSync(output, chunk, 0, chunk.length, at);
      take(chunk);
      given += found.length;
      if (found.length > 0) yield found;
      found = [];
      if (last) return;
      await Promise.race([closed, sleep(PAUSE)]);
    }
  } finally {
    for (const file of [input, output]) if (file !== null) closeSync(file);
  }
}

/**
 * A file without a name is gone when it is closed, however we end. Null where there is no room for it. Without a wait:
 * it takes less than the turn of the event loop in which somebody else would go first.
 */
function unnamedFile(text: string): number | null {
  const place = path.join(tmpdir(), `git-model-read-${randomUUID()}`);
  let file: number | null = null;
  try {
    file = openSync(place, 'wx+', 0o600);
    unlinkSync(place);
    // At a place of its own, so that whoever inherits the file reads from its beginning.
    writeSync(file, text, 0);
    return file;
  } catch {
    if (file !== null) closeSync(file);
    return null;
  }
}
