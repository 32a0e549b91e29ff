// Three-way merges of trees, without a checkout.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeScratchCommit } from './commits.ts';
import { git } from './git.ts';

export type MergeResult =
  | { status: 'clean'; tree: string }
  | { status: 'conflict'; files: string[]; messages: string };

/**
 * Merges the trees `ours` and `theirs` on `bases` with `git merge-tree`, over scratch commits that no ref will hold
 * (git 2.39 has no `--merge-base`). Several bases are those of a criss-cross history: they get a common parent.
 */
export async function mergeTrees({
  directory,
  bases,
  ours,
  theirs,
}: {
  directory: string;
  bases: readonly string[];
  ours: string;
  theirs: string;
}): Promise<MergeResult> {
  const roots = await Promise.all(bases.map(tree => writeScratchCommit(directory, tree, [])));
  const [left, right] = await Promise.all([
    writeScratchCommit(directory, ours, roots),
    writeScratchCommit(directory, theirs, roots),
  ]);
  const { stdout, exitCode } = await git(
    ['merge-tree', '--write-tree', '-z', '--name-only', '--allow-unrelated-histories', left, right],
    { directory, answers: [1] },
  );
  const [tree, ...rest] = stdout.split('\0');
  if (exitCode === 0) return { status: 'clean', tree: tree.trim() };
  const end = rest.indexOf('');
  const files = rest.slice(0, end);
  const messages = rest.slice(end + 1).filter(text => /^(CONFLICT|Auto-merging|warning)/.test(text));
  return { status: 'conflict', files, messages: messages.join('').trim() };
}

/**
 * Best common ancestors of two commits in a history where some commits have other parents than they say: `rewrites`
 * maps a commit to the parents that are to count. Nothing is written to the repository: the map travels in a graft
 * file of this one process.
 */
export async function mergeBases({
  directory,
  ours,
  theirs,
  rewrites,
}: {
  directory: string;
  ours: string;
  theirs: string;
  rewrites: ReadonlyMap<string, readonly string[]>;
}): Promise<string[]> {
  const ask = async (environment: Record<string, string>) => {
    const { stdout } = await git(
      [
        '-c',
        'advice.graftFileDeprecated=false',
        '-c',
        'core.commitGraph=false',
        'merge-base',
        '--all',
        ours,
        theirs,
      ],
      { directory, environment, answers: [1] },
    );
    return stdout.split('\n').filter(line => line !== '');
  };
  if (rewrites.size === 0) return ask({});
  const folder = await mkdtemp(path.join(tmpdir(), 'git-model-grafts-'));
  try {
    const file = path.join(folder, 'grafts');
    await writeFile(
      file,
      [...rewrites].map(([commit, parents]) => `${[commit, ...parents].join(' ')}\n`).join(''),
    );
    return await ask({ GIT_GRAFT_FILE: file });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
