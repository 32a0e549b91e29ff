// A git that is there before there is anything to write: started while we are small (starting one takes the longer the
// more memory we hold), and at work at once while we compute on.

import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gitEnvironment } from '../git/git.ts';
import { explainFailure } from '../git/git-failure.ts';
import { endWithUs } from '../git/run-git.ts';
import { withTemporaryFolder } from '../temporary-folder.ts';
import { HASH_OBJECT, quotePath } from './blobs.ts';

export interface BlobWriter {
  /**
   * Resolves once git has been told. It then works by itself, and whoever computes without a pause does not hold it
   * up; `id` comes when it is done, and whoever awaits it hears of a failure.
   */
  begin(content: string | Uint8Array): Promise<{ id: Promise<string> }>;
}

/** Gives `use` a writer of blobs of the repository at `directory`; it is closed whatever happens. */
export async function withBlobWriter<T>(
  directory: string,
  use: (writer: BlobWriter) => Promise<T>,
): Promise<T> {
  const { writer, close } = openBlobWriter(directory);
  try {
    return await use(writer);
  } finally {
    await close();
  }
}

type Waiting = { resolve: (id: string) => void; reject: (why: unknown) => void };

function openBlobWriter(directory: string): { writer: BlobWriter; close: () => Promise<void> } {
  const child = spawn('git', HASH_OBJECT, {
    cwd: directory,
    env: gitEnvironment(),
    stdio: 'pipe',
    windowsHide: true,
  });
  endWithUs(child);
  const waiting: Waiting[] = [];
  let ended: unknown = null;
  let stderr = '';
  let line = '';
  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    const lines = (line + text).split('\n');
    line = lines.pop()!;
    for (const id of lines) waiting.shift()?.resolve(id);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A write into a process that has ended: its end is reported below.
  child.stdin.on('error', () => {});
  const closed = new Promise<void>(resolve => {
    const end = (why: unknown) => {
      ended ??= why;
      for (const { reject } of waiting.splice(0)) reject(ended);
      resolve();
    };
    child.once('error', end);
    child.once('close', exitCode => end(explainFailure(HASH_OBJECT, { stderr, exitCode: exitCode ?? -1 })));
  });
  const tell = (file: string) =>
    new Promise<string>((resolve, reject) => {
      if (ended !== null) return reject(ended);
      waiting.push({ resolve, reject });
      child.stdin.write(`${quotePath(file)}\n`);
    });
  return {
    writer: {
      begin: content =>
        new Promise((resolve, reject) => {
          // No longer than git needs it: a fit may take hours, and whoever ends it would leave a folder behind.
          const id = withTemporaryFolder('blobs', async folder => {
            const file = path.join(folder, 'blob');
            await writeFile(file, content);
            const written = tell(file);
            resolve({ id });
            return written;
          });
          id.catch(reject);
        }),
    },
    close() {
      child.stdin.end();
      return closed;
    },
  };
}
