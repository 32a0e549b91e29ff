// Reads Git objects in bulk through one long-lived `git cat-file --batch`: one process for a thousand branches.

import { execa } from 'execa';
import { Failure } from '../errors.ts';
import { gitEnvironment } from './git.ts';

export type GitObject = { id: string; type: 'blob' | 'tree' | 'commit' | 'tag'; bytes: Buffer };

/** A name as `git cat-file` takes it: an id, `<commit>:<path>`, `<commit>^{tree}`, `refs/heads/x`. */
type Name = string;

export interface ObjectReader {
  /** The object, or null where there is none of that name. Calls may overlap: answers come in order. */
  read(name: Name): Promise<GitObject | null>;
  close(): Promise<void>;
}

/** Opens a reader on the repository at `directory` (or on a bare Git directory). Objects are held whole in memory. */
export function openObjectReader(directory: string, gitDirectory?: string): ObjectReader {
  const child = execa('git', [...(gitDirectory ? ['--git-dir', gitDirectory] : []), 'cat-file', '--batch'], {
    cwd: directory,
    env: gitEnvironment(),
    extendEnv: false,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
  });
  const waiting: { name: Name; resolve: (found: GitObject | null) => void; reject: (why: Error) => void }[] =
    [];
  const parser = batchParser(found => waiting.shift()?.resolve(found));
  let ended: Error | null = null;
  let complaints = '';
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr)
    throw new Failure('git cat-file could not be started', { code: 'git-failed' });
  stdout.on('data', (chunk: Buffer) => parser(chunk));
  stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(0, 2000);
  });
  // A write into a process that has ended: its end is reported below, once.
  stdin.on('error', () => {});
  const done = child.then(() => {
    ended = new Failure(`git cat-file ended${complaints ? `: ${complaints.trim()}` : ''}`, {
      code: 'git-failed',
    });
    for (const { reject } of waiting.splice(0)) reject(ended);
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
      stdin.end();
      await done;
    },
  };
}

/**
 * Takes the answers apart: `<id> <type> <size>\n<bytes>\n`, or a line ending in `missing`, `ambiguous` or `submodule`.
 * Chunks of a large object are joined once, at its end: O(bytes).
 */
function batchParser(deliver: (found: GitObject | null) => void): (chunk: Buffer) => void {
  let header = Buffer.alloc(0);
  let current: { id: string; type: GitObject['type']; size: number; parts: Buffer[]; have: number } | null =
    null;

  return chunk => {
    let rest = chunk;
    while (rest.length > 0) {
      if (current === null) {
        const newline = rest.indexOf(10);
        if (newline === -1) {
          header = Buffer.concat([header, rest]);
          return;
        }
        const line = Buffer.concat([header, rest.subarray(0, newline)]).toString();
        header = Buffer.alloc(0);
        rest = rest.subarray(newline + 1);
        const found = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d+)$/.exec(line);
        if (found === null) deliver(null);
        else
          current = {
            id: found[1],
            type: found[2] as GitObject['type'],
            size: Number(found[3]),
            parts: [],
            have: 0,
          };
        continue;
      }
      // One byte more than the object: the newline that closes it.
      const take = rest.subarray(0, current.size + 1 - current.have);
      current.parts.push(take);
      current.have += take.length;
      rest = rest.subarray(take.length);
      if (current.have === current.size + 1) {
        const bytes = current.parts.length === 1 ? current.parts[0] : Buffer.concat(current.parts);
        const { id, type, size } = current;
        current = null;
        deliver({ id, type, bytes: bytes.subarray(0, size) });
      }
    }
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
