// Reads what a promotion is decided on: two branches, how they meet, what the merge would make stale.

import { UserError } from '../errors.ts';
import { BESIDE_MODEL, MODELS } from '../project/layout.ts';
import { type ModelBranch, readModelBranch } from '../provenance/model-branch.ts';
import type { Branch } from '../repository/branches/refs.ts';
import { relatePins } from '../repository/data/relate-pins.ts';
import type { CommitGraph } from '../repository/history/common-ancestors.ts';
import { type BaseCommit, mergeBases } from '../repository/history/merge-bases.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { entryAt, readTree, treeId } from '../repository/objects/trees.ts';
import type { Repository } from '../repository/repository.ts';
import { nextReleaseNumber, readHistory } from './history.ts';
import { mergeRelease } from './merge-people.ts';
import { assessMerge } from './merge-staleness.ts';
import type { Choice, PromotionFacts } from './promotion-facts.ts';
import { parentsAfterRollbacks } from './undone.ts';

export type PromotionReading = { facts: PromotionFacts; environment: ModelBranch; branch: ModelBranch };

type Input = {
  repository: Repository;
  reader: ObjectReader;
  environment: Branch;
  branch: Branch;
  choice: Choice;
};

export async function readPromotion(input: Input): Promise<PromotionReading> {
  const { repository, reader, choice } = input;
  const { directory, shallow } = repository;
  const meet = (rewrites: CommitGraph) =>
    mergeBases({
      directory,
      reader,
      ours: input.environment.commit,
      theirs: input.branch.commit,
      rewrites,
    });
  // Most environments took nothing back: asked while the history is read, which will say so.
  const plainly = meet(new Map());
  plainly.catch(() => {});
  const [environment, branch, tree, hasModel, history] = await Promise.all([
    readModelBranch(reader, input.environment),
    readModelBranch(reader, input.branch),
    treeId(reader, input.environment.commit),
    holdsModel(reader, input.branch.commit),
    readHistory({
      reader,
      directory,
      environment: input.environment.name,
      tip: input.environment.commit,
      shallow,
    }),
  ]);
  const release = nextReleaseNumber(history, shallow);
  if (release === null) throw tooShallow();
  const rewrites = await parentsAfterRollbacks(reader, history);
  const bases = await (rewrites.size === 0 ? plainly : meet(rewrites));
  if (bases.length === 0) throw shallow ? tooShallow() : unrelated(input);
  const alreadyThere = bases.some(({ commit }) => commit === input.branch.commit);
  const facts = {
    environment: { ...input.environment, tree, dataCommit: environment.dataCommit },
    branch: {
      ...input.branch,
      dataCommit: branch.dataCommit,
      hasModel: hasModel && branch.provenance !== null,
    },
    alreadyThere,
    release,
    pins: alreadyThere ? 'same' : await relatePins(repository, branch.dataCommit, environment.dataCommit),
    choice,
  } as const;
  const merge = alreadyThere
    ? await assessMerge({ reader, directory, branch, tree })
    : await mergeAndAssess(input, branch, bases);
  if (merge.status === 'clean') return { facts: { ...facts, merge }, environment, branch };
  const mergesByHand = sameBases(bases, await plainly);
  return { facts: { ...facts, merge: { ...merge, mergesByHand } }, environment, branch };
}

async function mergeAndAssess(
  { repository, reader, environment, branch: branchRef, choice }: Input,
  branch: ModelBranch,
  bases: readonly BaseCommit[],
) {
  const merged = await mergeRelease({
    reader,
    repository,
    bases,
    ours: environment,
    theirs: branchRef,
    takeCode: choice === 'take-code',
  });
  if (merged.status === 'conflict') return merged;
  return assessMerge({ reader, directory: repository.directory, branch, tree: merged.tree });
}

function sameBases(one: readonly BaseCommit[], other: readonly BaseCommit[]): boolean {
  return one.length === other.length && one.every(({ commit }, index) => commit === other[index].commit);
}

/** Whether there is anything in models/ beside what speaks of a model. */
async function holdsModel(reader: ObjectReader, commit: string): Promise<boolean> {
  const folder = await entryAt(reader, `${commit}^{tree}`, MODELS);
  if (folder?.mode !== '040000') return false;
  const others = new Set<string>(BESIDE_MODEL);
  return (await readTree(reader, folder.id)).some(({ name }) => !others.has(`${MODELS}/${name}`));
}

function tooShallow(): UserError {
  return new UserError('this clone is too shallow: the commits where the two branches meet are not here', {
    code: 'shallow-clone',
    hint: 'git fetch --unshallow, then run this again',
  });
}

function unrelated({ branch, environment }: Input): UserError {
  return new UserError(`${branch.name} and ${environment.name} have no commit in common`, {
    code: 'unrelated-histories',
    hint: `experiments begin with: git-model experiment <name> --from ${environment.name}`,
  });
}
