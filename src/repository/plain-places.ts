// Where the parts of a repository are, told from its files: every command begins with this question, and a process to
// answer it would be the first link of its chain.

import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

export type PlainPlaces = {
  /** Top folder of the working tree; absolute, without links. */
  directory: string;
  /** `.git` in it. */
  gitDirectory: string;
};

/** By them git would look elsewhere, or trust other owners. */
const SAYS_OTHERWISE = /^GIT_(CEILING_DIRECTORIES|CONFIG_COUNT|CONFIG_PARAMETERS|TEST_.*)$/;

/**
 * The places of the repository around the folder where it is of the plainest kind: `.git` is a folder of ours with SHA-1
 * ids, whole history, one working tree around it and no configuration that could say otherwise. Null for all else, and
 * wherever there is a doubt: then git is asked, which also says what is wrong.
 */
export function plainPlaces(from: string): PlainPlaces | null {
  if (process.geteuid === undefined || Object.keys(process.env).some(name => SAYS_OTHERWISE.test(name)))
    return null;
  try {
    const start = realpathSync.native(from);
    const { dev } = statSync(start);
    for (let folder = start; ; folder = path.dirname(folder)) {
      const top = statSync(folder);
      // A Git directory, perhaps: bare, or one that we are inside of.
      if (!top.isDirectory() || top.dev !== dev || existsSync(path.join(folder, 'HEAD'))) return null;
      const gitDirectory = path.join(folder, '.git');
      const entry = lstatSync(gitDirectory, { throwIfNoEntry: false });
      if (entry === undefined && path.dirname(folder) !== folder) continue;
      const owner = process.geteuid();
      const isOurs = top.uid === owner && entry?.uid === owner;
      return isOurs && entry.isDirectory() && isPlain(gitDirectory)
        ? { directory: folder, gitDirectory }
        : null;
    }
  } catch {
    return null;
  }
}

function isPlain(gitDirectory: string): boolean {
  const has = (name: string) => existsSync(path.join(gitDirectory, name));
  if (!has('objects') || !has('refs') || has('commondir') || has('shallow') || has('info/grafts'))
    return false;
  if (!/^(ref: refs\/.+|[0-9a-f]{40})\n$/.test(readFileSync(path.join(gitDirectory, 'HEAD'), 'utf8')))
    return false;
  const configuration = readFileSync(path.join(gitDirectory, 'config'), 'utf8');
  return (
    saysOnce(configuration, 'repositoryformatversion', '0') &&
    saysOnce(configuration, 'bare', 'false') &&
    // Another working tree, another format, or more than this file.
    !/worktree|extensions|include/i.test(configuration)
  );
}

function saysOnce(configuration: string, key: string, value: string): boolean {
  const [, ...others] = configuration.toLowerCase().split(key);
  return others.length === 1 && new RegExp(`^[ \\t]*=[ \\t]*${value}[ \\t]*(\\n|$)`).test(others[0]);
}

/**
 * The branch that HEAD names, read from its file; null where that takes git: detached, a link, or refs that are no
 * files, where HEAD holds a name that no branch can have. The branch may not be born yet.
 */
export function branchInHead(gitDirectory: string): string | null {
  const head = readFileSync(path.join(gitDirectory, 'HEAD'), 'utf8');
  return /^ref: refs\/heads\/([^.\n][^\n]*)\n$/.exec(head)?.[1] ?? null;
}
