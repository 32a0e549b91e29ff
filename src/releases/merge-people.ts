// Merges what people own of a branch into an environment; what the model or the environment owns never meets a merge.

import { CONFIGURATION, ENVIRONMENT_OWNED, MODEL_OWNED, SOURCE } from '../project/layout.ts';
import { mergeTrees } from '../repository/history/merge.ts';
import type { BaseCommit } from '../repository/history/merge-bases.ts';
import { editTree, type Replacement } from '../repository/objects/edit-tree.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { entryAt, treeId } from '../repository/objects/trees.ts';
import type { Repository } from '../repository/repository.ts';
import { mergeApart } from './merge-apart.ts';
import { entriesByOwner, fingerprint, holdsOwned, replacements, withoutOwned } from './owned-entries.ts';
import { takeTrainingSettings } from './take-settings.ts';

export type MergedRelease =
  | { status: 'clean'; tree: string }
  | { status: 'conflict'; files: string[]; reasons: string[] };

type Side = { commit: string; name: string };

export type ReleaseMerge = {
  reader: ObjectReader;
  repository: Pick<Repository, 'directory' | 'gitDirectory'>;
  bases: readonly BaseCommit[];
  /** The environment. */
  ours: Side;
  /** The branch. */
  theirs: Side;
  /** src/ and what training reads of mv.yaml come whole from the branch. */
  takeCode: boolean;
};

/** `changes` are still to be made to the tree. */
type MergedPeople = MergedRelease & { changes?: ReadonlyMap<string, Replacement> };

/**
 * The tree of a release: people's files merged three-way on `bases`, the model's whole from `theirs`, the environment's
 * from `ours`. Where only one side changed what people own, nothing is merged and no tree is written: the ids say so.
 * No blob that a model owns is read.
 */
export async function mergeRelease(merge: ReleaseMerge): Promise<MergedRelease> {
  const { reader, repository, takeCode } = merge;
  const [ours, theirs] = await Promise.all(
    [merge.ours, merge.theirs].map(({ commit }) => treeId(reader, commit)),
  );
  const merged = await mergePeoples(merge, ours, theirs);
  if (merged.status === 'conflict') return merged;
  const [now, left, right] = await Promise.all(
    [merged.tree, ours, theirs].map(tree => entriesByOwner(reader, tree)),
  );
  const changes = new Map<string, Replacement>([
    ...(merged.changes ?? []),
    ...replacements(MODEL_OWNED, now.model, right.model),
    ...replacements(ENVIRONMENT_OWNED, now.environment, left.environment),
    ...(takeCode ? replacements([SOURCE], now.people, right.people) : []),
  ]);
  if (takeCode) {
    // Of several bases the first: only sections that training does not read are compared with it.
    const base = await treeId(reader, merge.bases[0].commit);
    const { directory } = repository;
    const settings = await takeTrainingSettings({ reader, directory, base, ours, theirs });
    if (settings.status === 'conflict') return settings;
    changes.set(CONFIGURATION, settings.entry);
  }
  const blocked = await inTheWay(reader, merged.tree, changes);
  if (blocked.length > 0) {
    const reasons = blocked.map(file => `${file} is a file, where a release has a folder`);
    return { status: 'conflict', files: blocked, reasons };
  }
  if (changes.size === 0) return { status: 'clean', tree: merged.tree };
  const { directory } = repository;
  return { status: 'clean', tree: await editTree({ reader, directory, root: merged.tree, changes }) };
}

async function mergePeoples(
  { reader, repository, bases, ours, theirs, takeCode }: ReleaseMerge,
  ourTree: string,
  theirTree: string,
): Promise<MergedPeople> {
  const aside = takeCode ? [SOURCE, CONFIGURATION] : [];
  if (bases.length === 1) {
    const onlyBase = await treeId(reader, bases[0].commit);
    const peoples = await Promise.all(
      [onlyBase, ourTree, theirTree].map(async tree => (await entriesByOwner(reader, tree)).people),
    );
    const [base, left, right] = peoples.map(people => fingerprint(people, aside));
    if (base === left || left === right) return { status: 'clean', tree: theirTree };
    if (base === right) return { status: 'clean', tree: ourTree };
    const [before, now, then] = peoples;
    const changes = takeCode ? null : await mergeApart(reader, { base: before, ours: now, theirs: then });
    if (changes !== null && ![...changes.keys()].some(holdsOwned)) {
      return { status: 'clean', tree: ourTree, changes };
    }
  }
  const strip = (tree: string) =>
    editTree({ reader, directory: repository.directory, root: tree, changes: withoutOwned(aside) });
  const stripBase = async ({ commit, bases: deeper }: BaseCommit): Promise<StrippedBase> => ({
    tree: await strip(await treeId(reader, commit)),
    bases: await Promise.all(deeper.map(stripBase)),
  });
  const [left, right, stripped] = await Promise.all([
    strip(ourTree),
    strip(theirTree),
    Promise.all(bases.map(stripBase)),
  ]);
  return mergeTrees({
    repository,
    bases: stripped,
    ours: left,
    theirs: right,
    names: { ours: ours.name, theirs: theirs.name },
  });
}

type StrippedBase = { tree: string; bases: StrippedBase[] };

/** Files of people's that stand where an owned path needs a folder: `logs`, where the environment has `logs/app.log`. */
async function inTheWay(
  reader: ObjectReader,
  tree: string,
  changes: ReadonlyMap<string, Replacement>,
): Promise<string[]> {
  const folders = [...changes]
    .filter(([path, entry]) => entry !== null && path.includes('/'))
    .map(([path]) => path.slice(0, path.lastIndexOf('/')));
  const entries = await Promise.all(
    [...new Set(folders)].map(async folder => ({ folder, entry: await entryAt(reader, tree, folder) })),
  );
  return entries
    .filter(({ entry }) => entry !== null && entry.mode !== '040000')
    .map(({ folder }) => folder)
    .sort();
}
