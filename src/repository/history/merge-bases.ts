// On what two branches are merged.

import { git } from '../git/git.ts';
import { leadsStraightTo } from '../objects/first-parents.ts';
import type { ObjectReader } from '../objects/object-reader.ts';
import { bestCommonAncestors, type CommitGraph } from './common-ancestors.ts';

/** A commit to merge on; where there are several, `bases` are what those have in common in turn. */
export type BaseCommit = { commit: string; bases: readonly BaseCommit[] };

/**
 * Best common ancestors of two commits in a history where some commits have other parents than they say: `rewrites`
 * maps a commit to the parents that are to count. Nothing is written. (Git's own grafts would do the same; they are
 * deprecated, and where a Git no longer knew them a merge would silently lose edits.) Empty where the histories have
 * nothing in common, or where a shallow clone ends before. With a `reader` a branch that began where the other still
 * stands costs no process.
 */
export async function mergeBases({
  directory,
  reader,
  ours,
  theirs,
  rewrites,
}: {
  directory: string;
  reader?: ObjectReader;
  ours: string;
  theirs: string;
  rewrites: CommitGraph;
}): Promise<BaseCommit[]> {
  if (rewrites.size === 0 && reader && (await leadsStraightTo(directory, theirs, ours, reader)))
    return [{ commit: ours, bases: [] }];
  if (rewrites.size === 0) return withTheirOwn([ours, theirs], commits => askGit(directory, commits));
  const graph = new Map([...(await readGraph(directory, [ours, theirs])), ...rewrites]);
  return withTheirOwn([ours, theirs], async commits => bestCommonAncestors(graph, commits));
}

async function withTheirOwn(
  commits: readonly string[],
  basesOf: (commits: readonly string[]) => Promise<string[]>,
): Promise<BaseCommit[]> {
  const bases = await basesOf(commits);
  const deeper = bases.length > 1 ? await withTheirOwn(bases, basesOf) : [];
  return bases.map(commit => ({ commit, bases: deeper }));
}

async function askGit(directory: string, commits: readonly string[]): Promise<string[]> {
  const several = commits.length > 2 ? ['--octopus'] : [];
  const { stdout } = await git(['merge-base', '--all', ...several, ...commits], { directory, answers: [1] });
  return stdout.split('\n').filter(line => line !== '');
}

async function readGraph(directory: string, tips: readonly string[]): Promise<CommitGraph> {
  const { stdout } = await git(['rev-list', '--parents', ...tips, '--'], { directory });
  return new Map(
    stdout
      .split('\n')
      .filter(line => line !== '')
      .map(line => line.split(' '))
      .map(([commit, ...parents]) => [commit, parents]),
  );
}
