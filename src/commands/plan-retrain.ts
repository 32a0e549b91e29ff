// What `retrain` was asked for, looked up: which branch, which data, and what would come of it.

import { Refusal, UserError } from '../errors.ts';
import { readEnvironments } from '../project/environments.ts';
import { type ModelBranch, readModelBranch } from '../provenance/model-branch.ts';
import { requireBranchName } from '../repository/branches/branch-names.ts';
import { type Branch, currentBranch, listBranches } from '../repository/branches/refs.ts';
import { resolveData } from '../repository/data/newest-data.ts';
import { relatePins } from '../repository/data/relate-pins.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import { planRetraining, type RetrainingPlan } from '../training/plan-retraining.ts';
import { branchToStartFrom, requireFree } from './before-experiment.ts';
import { type Arguments, type Context, textOf } from './command.ts';
import { today } from './today.ts';

export type Asked = {
  before: ModelBranch;
  plan: RetrainingPlan;
  /** All branches. */
  branches: readonly Branch[];
  /** Whether somebody named the new branch. */
  named: boolean;
  /** Whether the branch it comes from is one that models are released to. */
  isEnvironment: boolean;
};

/** Throws UserError for names that are none, Refusal `unordered-data` where newest data and pin have no order. */
export async function planRetrain(
  context: Context,
  args: Arguments,
  { repository, reader }: { repository: Repository; reader: ObjectReader },
): Promise<Asked> {
  const { directory } = repository;
  const [branches, environments] = await Promise.all([listBranches(directory), readEnvironments(reader)]);
  const branch = branchToStartFrom(branches, await nameOf(directory, args));
  const as = textOf(args.options['as']) ?? null;
  if (as !== null) {
    await requireBranchName(directory, as);
    requireFree(as, branches, environments.names);
  }
  const named = textOf(args.options['to']);
  const [before, commit] = await Promise.all([
    readModelBranch(reader, branch),
    resolveData(repository, named),
  ]);
  const isEnvironment = environments.names.includes(branch.name);
  const plan = planRetraining({
    branch: branch.name,
    isEnvironment,
    as,
    date: today(context.epoch),
    names: [...branches.map(({ name }) => name), ...environments.names],
    pin: before.dataCommit,
    to: {
      commit,
      order: await relatePins(repository, commit, before.dataCommit),
      named: named !== undefined,
    },
  });
  if (!('refused' in plan)) return { before, plan, branches, named: as !== null, isEnvironment };
  throw new Refusal(
    `the data of ${branch.name} and the newest went different ways: neither has all of the other's rows`,
    {
      code: 'unordered-data',
      hint: `git-model retrain ${branch.name} --to ${commit} takes the newest all the same`,
      details: { pin: before.dataCommit, newest: commit },
    },
  );
}

async function nameOf(directory: string, args: Arguments): Promise<string> {
  const name = textOf(args.positionals['branch']) ?? (await currentBranch(directory));
  if (name !== null) return name;
  throw new UserError('HEAD is detached: there is no branch to retrain', {
    code: 'detached-head',
    hint: 'git-model retrain <branch>',
  });
}
