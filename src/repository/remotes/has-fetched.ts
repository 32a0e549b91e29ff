// Whether anything has ever come into a repository from elsewhere.

import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { git } from '../git/git.ts';

/** What Git writes of a remote's branch that a push has moved: it is where ours is. */
const PUSHED = 'update by push';

/**
 * False only where it is sure: no fetch has left its note, and all that is known of remotes are the branches that were
 * pushed to them. Where nothing is recorded (no reflogs, another way to store refs) it is taken to have.
 */
export async function hasFetched(directory: string): Promise<boolean> {
  const { stdout } = await git(['rev-parse', '--git-common-dir'], { directory });
  const common = path.resolve(directory, stdout.trimEnd());
  const trees = await readdir(path.join(common, 'worktrees')).catch(() => []);
  const folders = [common, ...trees.map(name => path.join(common, 'worktrees', name))];
  const notes = await Promise.all(
    folders.map(folder => stat(path.join(folder, 'FETCH_HEAD')).catch(() => null)),
  );
  if (notes.some(note => note !== null)) return true;
  const refs = await git(['for-each-ref', '--format=%(refname)', 'refs/remotes/'], { directory });
  const names = refs.stdout.split('\n').filter(name => name !== '');
  const pushed = await Promise.all(names.map(name => wasOnlyPushed(path.join(common, 'logs', name))));
  return !pushed.every(Boolean);
}

/** `<before> <after> <who> <when>\t<why>`, a line a move. */
async function wasOnlyPushed(log: string): Promise<boolean> {
  const text = await readFile(log, 'utf8').catch(() => '');
  const lines = text.split('\n').filter(line => line !== '');
  return lines.length > 0 && lines.every(line => line.slice(line.indexOf('\t') + 1) === PUSHED);
}
