// Thousands of objects at once.

import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { answersOf, type GitObject } from './batch-answers.ts';
import { gitEnvironment } from './git.ts';
import type { ObjectReader } from './object-reader.ts';

type Found = GitObject | null;

/** From here on a process and a file of their own cost less than what they save. */
const MANY = 100;
/** Milliseconds between two looks at the file. */
const PAUSE = 3;

/**
 * The objects of these names, in order, as they come, some at a time; null where there is none. What Git reads goes
 * through a temporary file: a pipe holds so little that Git and we would wait for each other all the time, and here it
 * reads on whatever we are busy with. Where there is no room for such a file, the reader's pipe does it.
 */
export async function* readObjects(
  { reader, directory }: { reader: ObjectReader; directory: string },
  names: readonly string[],
): AsyncGenerator<Found[]> {
  let given = 0;
  if (names.length >= MANY) {
    for await (const some of readThroughFile(directory, names)) {
      given += some.length;
      yield some;
    }
  }
  if (given < names.length) yield Promise.all(names.slice(given).map(name => reader.read(name)));
}

/** Ends early where Git, or the file, fails. */
async function* readThroughFile(directory: string, names: readonly string[]): AsyncGenerator<Found[]> {
  const input = unnamedFile(`${names.join('\n')}\n`);
  const output = unnamedFile('');
  try {
    if (input === null || output === null) return;
    let ended = false;
    const git = execa('git', ['cat-file', '--batch', '--buffer'], {
      cwd: directory,
      env: gitEnvironment(),
      extendEnv: false,
      // Its types know the numbers of the standard streams alone; it takes any.
      stdin: input as 3,
      stdout: output as 3,
      stderr: 'ignore',
      reject: false,
    }).finally(() => {
      ended = true;
    });
    let found: Found[] = [];
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
      await Promise.race([git, sleep(PAUSE)]);
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
