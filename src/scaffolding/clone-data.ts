// The data of a new project, where they are a Git repository already.

import path from 'node:path';
import { Failure, UserError } from '../errors.ts';
import { listBranches, resolveCommit } from '../repository/branches/refs.ts';
import { git } from '../repository/git/git.ts';
import { listPinnedFiles, openPinnedFiles } from '../repository/objects/pinned-files.ts';
import { chooseFiles } from './choose-files.ts';
import type { Staging } from './staging.ts';
import type { BringInput, BroughtData } from './store-data.ts';

/** Clones it. Throws UserError `data-not-found`, `empty-repository`, `no-csv-files`, or Failure `clone-failed`. */
export async function cloneData(
  { staging, patterns: given, asks }: BringInput,
  url: string,
): Promise<BroughtData> {
  const { data: store, place } = staging;
  await clone(url, staging, asks);
  const commit = await newestCommit(store, url);
  const pinned = new Map((await listPinnedFiles(store, commit)).map(file => [file.path, file]));
  const { patterns, paths } = chooseFiles([...pinned.keys()], given);
  const opened = openPinnedFiles(store);
  const sibling = path.isAbsolute(url) && path.dirname(url) === path.dirname(place.project);
  const stored = Promise.resolve({ store, commit });
  return {
    stored,
    url: sibling ? `../${path.basename(url)}` : url,
    resolvedUrl: url,
    patterns,
    paths,
    files: paths.map(name => ({ path: name, open: () => opened.read(pinned.get(name)!) })),
    confirm: () => stored,
    close: opened.close,
  };
}

async function clone(url: string, staging: Staging, asks: boolean): Promise<void> {
  const { exitCode, stderr } = await git(['clone', '--quiet', '--bare', '--', url, staging.data], {
    directory: staging.root,
    // Nobody sits there to type a password: Git is to fail rather than to wait for one.
    environment: asks ? {} : { GIT_TERMINAL_PROMPT: '0' },
    answers: [128],
  });
  if (exitCode === 0) return;
  const said = /^(?:fatal|error): (.*)$/m.exec(stderr)?.[1] ?? stderr.trim().split('\n').at(-1) ?? '';
  const message = `--data: ${url} cannot be cloned: ${said}`;
  if (/does not exist|not found|does not appear to be a git repository/.test(stderr)) {
    throw new UserError(message, {
      code: 'data-not-found',
      hint: 'check the URL; a private repository needs your credentials: git ls-remote tries them',
      details: { url },
    });
  }
  throw new Failure(message, {
    code: 'clone-failed',
    hint: `see what plain Git says: git ls-remote ${url}`,
    details: { url, said: stderr.trim() },
  });
}

/** HEAD; where it names a branch that is not there, `main`, `master` or the only one. */
async function newestCommit(store: string, url: string): Promise<string> {
  const head = await resolveCommit(store, 'HEAD');
  if (head !== null) return head;
  const branches = await listBranches(store);
  const named = ['main', 'master'].flatMap(name => branches.filter(branch => branch.name === name));
  const branch = named[0] ?? (branches.length === 1 ? branches[0] : undefined);
  if (branch) return branch.commit;
  throw new UserError(
    branches.length === 0
      ? `the repository ${url} has no commits`
      : `the repository ${url} does not say which branch is its own: HEAD names one that is not there`,
    {
      code: 'empty-repository',
      hint:
        branches.length === 0
          ? 'commit CSV files to it first'
          : `git symbolic-ref HEAD refs/heads/${branches[0].name}, run there`,
    },
  );
}
