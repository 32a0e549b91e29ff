// Merges what people own of a branch into an environment; what the model or the environment owns never meets a merge.

import { ENVIRONMENT_OWNED, MODEL_OWNED } from '../project/layout.ts';
import { mergeTrees } from '../repository/merge.ts';
import type { ObjectReader } from '../repository/object-reader.ts';
import { editTree, treeId } from '../repository/trees.ts';
import { differing, entriesAt, peoplesFingerprint, withoutOwned } from './owned-entries.ts';

export type MergedRelease = { status: 'clean'; tree: string } | { status: 'conflict'; files: string[] };

/**
 * The tree of a release: people's files merged three-way on `bases`, the model's whole from `theirs`, the environment's
 * from `ours`. `takeFromTheirs` names top entries (src, mv.yaml) that come whole from the branch as well.
 * Where only one side changed what people own, nothing is merged and no tree is written: the ids say so.
 */
export async function mergeRelease({
  reader,
  directory,
  bases,
  ours,
  theirs,
  takeFromTheirs = [],
}: {
  reader: ObjectReader;
  directory: string;
  /** Commits. */
  bases: readonly string[];
  ours: string;
  theirs: string;
  takeFromTheirs?: readonly string[];
}): Promise<MergedRelease> {
  const [ourTree, theirTree] = await Promise.all([treeId(reader, ours), treeId(reader, theirs)]);
  const merged = await mergePeoples({ reader, directory, bases, ourTree, theirTree, takeFromTheirs });
  if (merged.status === 'conflict') return merged;
  const graft = async (from: string, paths: readonly string[]) =>
    differing(await entriesAt(reader, merged.tree, paths), await entriesAt(reader, from, paths));
  const changes = new Map([
    ...(await graft(theirTree, [...MODEL_OWNED, ...takeFromTheirs])),
    ...(await graft(ourTree, ENVIRONMENT_OWNED)),
  ]);
  if (changes.size === 0) return merged;
  return { status: 'clean', tree: await editTree({ reader, directory, root: merged.tree, changes }) };
}

async function mergePeoples({
  reader,
  directory,
  bases,
  ourTree,
  theirTree,
  takeFromTheirs,
}: {
  reader: ObjectReader;
  directory: string;
  bases: readonly string[];
  ourTree: string;
  theirTree: string;
  takeFromTheirs: readonly string[];
}): Promise<MergedRelease> {
  const baseTrees = await Promise.all(bases.map(base => treeId(reader, base)));
  const [ours, theirs, ...bare] = await Promise.all(
    [ourTree, theirTree, ...baseTrees].map(tree => peoplesFingerprint(reader, tree, takeFromTheirs)),
  );
  if (bare.length === 1 && (bare[0] === ours || ours === theirs)) return { status: 'clean', tree: theirTree };
  if (bare.length === 1 && bare[0] === theirs) return { status: 'clean', tree: ourTree };
  const strip = (tree: string) =>
    editTree({ reader, directory, root: tree, changes: withoutOwned(takeFromTheirs) });
  const [strippedOurs, strippedTheirs, ...strippedBases] = await Promise.all(
    [ourTree, theirTree, ...baseTrees].map(strip),
  );
  return mergeTrees({ directory, bases: strippedBases, ours: strippedOurs, theirs: strippedTheirs });
}
