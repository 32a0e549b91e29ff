// Where histories meet: pure, on a graph that may differ from what the commits say.

/** Parents of each commit; a commit that is not a key is taken to have none. */
export type CommitGraph = ReadonlyMap<string, readonly string[]>;

/**
 * Best common ancestors of `commits`: those that all of them reach (a commit reaches itself) and that no other such
 * ancestor reaches. What `git merge-base --all --octopus` gives. In the order of the graph; O(commits and parents).
 */
export function bestCommonAncestors(graph: CommitGraph, commits: readonly string[]): string[] {
  const [first, ...others] = commits.map(commit => reachableFrom(graph, commit));
  if (first === undefined) return [];
  const common = [...first].filter(commit => others.every(other => other.has(commit)));
  // Whatever is reached from a common ancestor is common too, so that a parent of one is never a best one.
  const beaten = new Set(common.flatMap(commit => graph.get(commit) ?? []));
  return common.filter(commit => !beaten.has(commit));
}

function reachableFrom(graph: CommitGraph, commit: string): Set<string> {
  const seen = new Set([commit]);
  for (const next of seen) for (const parent of graph.get(next) ?? []) seen.add(parent);
  return seen;
}
