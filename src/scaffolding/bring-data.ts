// The data repository of a new project: made from files, or cloned.

import path from 'node:path';
import type { CsvFile } from '../data/source.ts';
import { Failure, UserError } from '../errors.ts';
import { createBareRepository } from '../repository/bare-repository.ts';
import { git } from '../repository/git.ts';
import { listPinnedFiles, openPinnedFiles } from '../repository/pinned-files.ts';
import { listBranches, resolveCommit } from '../repository/refs.ts';
import { matchFiles } from '../training/match-files.ts';
import type { DataSource } from './data-source.ts';
import type { Staging } from './staging.ts';

export type BroughtData = {
  /** Git directory that holds the data. */
  store: string;
  commit: string;
  /** What `.gitmodules` says: relative where project and data are siblings. */
  url: string;
  /** The same, resolved. */
  resolvedUrl: string;
  /** `data.files` of mv.yaml. */
  patterns: string[];
  /** Files of rows, in code-unit order of their paths. */
  paths: string[];
  /** The same, to be read; each bears the name that a person knows it by. */
  files: CsvFile[];
  close(): Promise<void>;
};

type BringInput = {
  source: DataSource;
  staging: Staging;
  /** `data.files` as the caller wants it, where it was said. */
  patterns: string[] | undefined;
  /** Whether Git may ask for a password. */
  asks: boolean;
  epoch: number | null;
};

const USUAL = ['initial/*.csv', 'updates/*.csv'];

/** Throws UserError `empty-repository`, `no-csv-files`, `data-not-found`, or Failure `clone-failed`. */
export async function bringData(input: BringInput): Promise<BroughtData> {
  const { source, staging } = input;
  const { data: store, place } = staging;
  if (source.kind === 'files') {
    const { files } = source;
    const commit = await createBareRepository({
      directory: store,
      files: new Map(files.map(file => [file.stored, file.disk])),
      message: `Initial data: ${files.length === 1 ? path.basename(files[0].stored) : `${files.length} files`}\n`,
      epoch: input.epoch,
    });
    return openData({
      store,
      commit,
      url: `../${path.basename(place.data)}`,
      resolvedUrl: place.data,
      patterns: input.patterns,
      shown: new Map(files.map(file => [file.stored, file.shown])),
    });
  }
  const { url } = source;
  await cloneData(url, staging, input.asks);
  const sibling = path.isAbsolute(url) && path.dirname(url) === path.dirname(place.project);
  return openData({
    store,
    commit: await newestCommit(store, url),
    url: sibling ? `../${path.basename(url)}` : url,
    resolvedUrl: url,
    patterns: input.patterns,
    shown: new Map(),
  });
}

async function cloneData(url: string, staging: Staging, asks: boolean): Promise<void> {
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

async function openData({
  patterns: given,
  shown,
  ...data
}: Pick<BroughtData, 'store' | 'commit' | 'url' | 'resolvedUrl'> & {
  patterns: string[] | undefined;
  shown: ReadonlyMap<string, string>;
}): Promise<BroughtData> {
  const pinned = new Map((await listPinnedFiles(data.store, data.commit)).map(file => [file.path, file]));
  const patterns = given ?? patternsFor([...pinned.keys()]);
  const paths = matchFiles([...pinned.keys()], patterns);
  if (paths.length === 0) {
    throw new UserError(
      given
        ? `no file of the data repository fits "data.files" (${given.join(', ')})`
        : 'the data repository holds no CSV file',
      {
        code: 'no-csv-files',
        hint: `files there: ${[...pinned.keys()].slice(0, 8).join(', ') || 'none'}${pinned.size > 8 ? ', …' : ''}; a name must end in .csv or .tsv`,
      },
    );
  }
  const opened = openPinnedFiles(data.store);
  const files = paths.map(name => ({
    path: shown.get(name) ?? name,
    open: () => opened.read(pinned.get(name)!),
  }));
  return { ...data, patterns, paths, files, close: opened.close };
}

/** The usual folders where they hold rows; else every CSV, by the endings that are there. */
function patternsFor(paths: readonly string[]): string[] {
  if (matchFiles(paths, USUAL).length > 0) return USUAL;
  const endings = new Set(paths.flatMap(name => /\.(?:csv|tsv)$/i.exec(name) ?? []));
  return [...endings].sort().map(ending => `**/*${ending}`);
}
