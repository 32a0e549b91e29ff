// Three-way merges of trees, without a checkout.

import { git } from '../git/git.ts';
import { writeScratchCommit } from '../objects/commits.ts';
import type { Repository } from '../repository.ts';
import { withAttributesOf } from './merge-attributes.ts';

/** A tree to merge on. Where several meet (a criss-cross history), `bases` are what they have in common in turn. */
export type MergeBase = { tree: string; bases: readonly MergeBase[] };

export type MergeResult =
  | { status: 'clean'; tree: string }
  | {
      status: 'conflict';
      /** Paths in code-unit order. */
      files: string[];
      /** What Git says of each, one line each: `src/a.js was deleted in prod and …`. */
      reasons: string[];
    };

/**
 * Merges the trees `ours` and `theirs` with `git merge-tree`, over scratch commits that no ref will hold (git 2.39 has
 * no `--merge-base`). The attributes are those of `ours`, whatever is checked out; renames are followed, whatever the
 * configuration says. `names` stand for the two sides in what Git says.
 */
export async function mergeTrees({
  repository,
  bases,
  ours,
  theirs,
  names,
}: {
  repository: Pick<Repository, 'directory' | 'gitDirectory'>;
  bases: readonly MergeBase[];
  ours: string;
  theirs: string;
  names: { ours: string; theirs: string };
}): Promise<MergeResult> {
  const { directory } = repository;
  const roots = await Promise.all(bases.map(base => scratchHistory(directory, base)));
  const [left, right] = await Promise.all([
    writeScratchCommit(directory, ours, roots),
    writeScratchCommit(directory, theirs, roots),
  ]);
  const { stdout, exitCode } = await withAttributesOf(repository, ours, place =>
    git([...SETTINGS, 'merge-tree', ...OPTIONS, left, right], { ...place, answers: [1] }),
  );
  if (exitCode === 0) return { status: 'clean', tree: stdout.split('\0', 1)[0].trim() };
  return readConflict(stdout, text => text.replaceAll(left, names.ours).replaceAll(right, names.theirs));
}

const SETTINGS = [
  ...['-c', 'merge.renames=true'],
  ...['-c', 'merge.directoryRenames=conflict'],
  ...['-c', 'merge.renormalize=false'],
];
const OPTIONS = ['--write-tree', '-z', '--name-only', '--messages', '--allow-unrelated-histories'];

async function scratchHistory(directory: string, { tree, bases }: MergeBase): Promise<string> {
  const parents = await Promise.all(bases.map(base => scratchHistory(directory, base)));
  return writeScratchCommit(directory, tree, parents);
}

/**
 * `<tree>\0(<path>\0)*\0(<n>\0(<path>\0){n}<kind>\0<text>\0)*`. A path that met a folder of its name is listed as
 * `path~<side>`: the side is taken off, people know the path.
 */
function readConflict(stdout: string, named: (text: string) => string): MergeResult {
  const [, ...fields] = stdout.split('\0');
  const end = fields.indexOf('');
  const files = fields.slice(0, end).map(file => file.replace(/~[0-9a-f]{40}(_\d+)?$/, ''));
  const reasons: string[] = [];
  for (let at = end + 1; at + 1 < fields.length; ) {
    const count = Number(fields[at]);
    const [kind, text] = fields.slice(at + 1 + count, at + 3 + count);
    if (kind?.startsWith('CONFLICT')) reasons.push(named(text.trim().replace(/^CONFLICT \([^)]*\): /, '')));
    at += count + 3;
  }
  return { status: 'conflict', files: [...new Set(files)].sort(), reasons };
}
