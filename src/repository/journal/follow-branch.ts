// Brings index and files of a working tree after its branch, which has moved already. Nobody's work is overwritten,
// and it may be run again after it was cut short at any point.

import { createHash } from 'node:crypto';
import { lstat, readlink } from 'node:fs/promises';
import path from 'node:path';
import { DATA } from '../data/data-folder.ts';
import { git } from '../git/git.ts';
import { quotePath } from '../objects/blobs.ts';
import { fillIn, usesLargeFiles } from '../objects/large-store.ts';
import { checkOutPin, hasSubmodule, type SubmodulePlace, submoduleHead } from '../working-trees/submodule.ts';

export type FollowInput = {
  place: SubmodulePlace;
  from: string;
  to: string;
  /** Paths (files or folders) whose content came from this very tree: the index takes them, the files stay. */
  adopt: readonly string[];
  /** A Git directory that holds the data commits; null where there is none at hand. */
  store: string | null;
};

/** Brings the tree from the commit `from` to `to`. What people have edited meanwhile stays as an uncommitted change. */
export async function followBranch({ place, from, to, adopt, store }: FollowInput): Promise<void> {
  if (from !== to) await moveFiles({ place, from, to, adopt, store });
  if (await usesLargeFiles(commonOf(place.gitDirectory))) await fillIn(place.directory);
}

async function moveFiles({ place, from, to, adopt, store }: FollowInput): Promise<void> {
  const { directory } = place;
  const changed = await changesBetween(directory, from, to);
  const adopted = changed.filter(({ path: file }) => isUnder(adopt, file));
  await takeIntoIndex(directory, adopted);
  const { exitCode } = await git(['read-tree', '-m', '-u', '--no-recurse-submodules', from, to], {
    directory,
    write: true,
    answers: [1, 128],
  });
  if (exitCode !== 0) {
    const others = changed.filter(({ path: file }) => !isUnder(adopt, file));
    await followFileByFile(directory, to, others);
  }
  const pin = changed.find(({ path: file, to }) => file === DATA && to.mode === '160000')?.to.id;
  // Where the pin came from this tree, data/ may stand somewhere else again by now: that is its owner's business.
  if (pin && !isUnder(adopt, DATA) && (await hasSubmodule(place)) && (await submoduleHead(place)) !== pin) {
    await checkOutPin(place, pin, store);
  }
  // The index knows nothing yet of files that it took as they lay there; of those that Git wrote it does.
  if (exitCode !== 0 || adopted.length > 0)
    await git(['update-index', '-q', '--refresh'], { directory, write: true, answers: [1] });
}

/** Git directory that a linked working tree shares with the others. */
function commonOf(gitDirectory: string): string {
  return path.basename(path.dirname(gitDirectory)) === 'worktrees'
    ? path.dirname(path.dirname(gitDirectory))
    : gitDirectory;
}

type Version = { mode: string; id: string };

/** Paths are latin1: one character a byte, whatever their encoding. A version that is not there has mode 000000. */
type Change = { path: string; from: Version; to: Version };

const ABSENT = '000000';

function isUnder(owned: readonly string[], file: string): boolean {
  return owned.some(folder => file === folder || file.startsWith(`${folder}/`));
}

/** `:<mode> <mode> <id> <id> <status>\0<path>\0` for every path that differs. */
async function changesBetween(directory: string, from: string, to: string): Promise<Change[]> {
  const { stdout } = await git(['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', from, to], {
    directory,
    encoding: 'latin1',
  });
  const fields = stdout.split('\0');
  const changes: Change[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [fromMode, toMode, fromId, toId] = fields[at].slice(1).split(' ');
    changes.push({
      path: fields[at + 1],
      from: { mode: fromMode, id: fromId },
      to: { mode: toMode, id: toId },
    });
  }
  return changes;
}

/** A pipe takes this much in one piece, so that a kill of ours cannot cut a line that git goes on to read. */
const ONE_WRITE = 4096;

async function takeIntoIndex(directory: string, changes: readonly Change[]): Promise<void> {
  const lines = changes.map(({ path: file, to }) => `${to.mode} ${to.id}\t${file}\0`);
  for (let at = 0; at < lines.length; ) {
    let input = lines[at++];
    while (at < lines.length && input.length + lines[at].length <= ONE_WRITE) input += lines[at++];
    await git(['update-index', '-z', '--index-info'], { directory, input, write: true, encoding: 'latin1' });
  }
}

/**
 * The way when some files are not as the commit before has them: cut short earlier, or edited meanwhile. Each path for
 * itself: the file becomes the new version where it is the old one still, the index unless something else was staged.
 * Files first: cut short here, index and commit still differ, and the next run comes this way again.
 */
async function followFileByFile(directory: string, to: string, changes: readonly Change[]): Promise<void> {
  const paths = changes.map(change => change.path);
  const [staged, files] = [await stagedIds(directory, paths), await fileIds(directory, paths)];
  const free = changes.filter(change => {
    const id = staged.get(change.path);
    return id === undefined
      ? change.from.mode === ABSENT || change.to.mode === ABSENT
      : id === change.from.id || id === change.to.id;
  });
  const isEdited = ({ path: file, from, to }: Change) => {
    const id = files.get(file);
    return id !== undefined && id !== from.id && id !== to.id;
  };
  const isKnown = (change: Change) => change.to.mode !== ABSENT || staged.has(change.path);
  const written = free.filter(change => !isEdited(change) && !isSubmodule(change) && isKnown(change));
  if (written.length > 0) {
    await git(
      [
        ...['restore', '--quiet', `--source=${to}`, '--staged', '--worktree', '--no-recurse-submodules'],
        ...['--pathspec-from-file=-', '--pathspec-file-nul'],
      ],
      { directory, input: joined(written), encoding: 'latin1', write: true },
    );
  }
  await takeIntoIndex(
    directory,
    free.filter(change => isEdited(change) || isSubmodule(change)),
  );
}

function isSubmodule({ from, to }: Change): boolean {
  return (to.mode === ABSENT ? from : to).mode === '160000';
}

function joined(changes: readonly Change[]): string {
  return changes.map(change => `${change.path}\0`).join('');
}

async function stagedIds(directory: string, paths: readonly string[]): Promise<Map<string, string>> {
  const wanted = new Set(paths);
  const { stdout } = await git(['ls-files', '--stage', '-z'], { directory, encoding: 'latin1' });
  return new Map(
    stdout
      .split('\0')
      .map(line => [line.slice(line.indexOf('\t') + 1), line.split(' ', 2)[1]] as const)
      .filter(([file]) => wanted.has(file)),
  );
}

/** What is no file and no link: a folder, a socket. It is nobody's old version. */
const OTHER = 'other';

/** The id that each path would have in Git, as it lies there; paths where nothing lies are left out. */
async function fileIds(directory: string, paths: readonly string[]): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const regular: string[] = [];
  for (const file of paths) {
    const place = Buffer.concat([Buffer.from(`${directory}/`), Buffer.from(file, 'latin1')]);
    const status = await lstat(place).catch(() => null);
    if (status === null) continue;
    if (status.isFile()) regular.push(file);
    else ids.set(file, status.isSymbolicLink() ? blobId(await readlink(place, 'buffer')) : OTHER);
  }
  if (regular.length === 0) return ids;
  // With the filters of each path: `core.autocrlf` and the like.
  const { stdout } = await git(['hash-object', '--stdin-paths'], {
    directory,
    input: regular.map(file => `${quotePath(file)}\n`).join(''),
    encoding: 'latin1',
  });
  for (const [index, id] of stdout.trimEnd().split('\n').entries()) ids.set(regular[index], id);
  return ids;
}

function blobId(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
