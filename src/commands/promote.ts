import { UserError } from '../errors.ts';
import { notAnEnvironment, readEnvironments } from '../project/environments.ts';
import { environmentBranch } from '../releases/environment-branch.ts';
import { type Plan, planPromotion } from '../releases/plan-promotion.ts';
import { type PromotionReading, readPromotion } from '../releases/read-promotion.ts';
import { trainingBelow } from '../releases/refused.ts';
import { TRAILER } from '../releases/release.ts';
import { type Branch, branchNamed, listBranches } from '../repository/branches/refs.ts';
import { requireGit } from '../repository/git/git.ts';
import { othersPending } from '../repository/journal/others-pending.ts';
import { signsCommits } from '../repository/objects/commits.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { openForReading } from '../repository/open-for-reading.ts';
import { shortCommit } from '../terminal/format.ts';
import { askGates, type Call, carryOut, documentOf, followers, withDecision } from './carry-out-promotion.ts';
import { type Arguments, type Context, type Result, textOf } from './command.ts';
import { finishBegun } from './open-project.ts';
import { choiceOf, forceOf, requireNewBranch } from './promotion-options.ts';
import { renderPromotion } from './render-promotion.ts';
import { requireTrust } from './trust.ts';
import { watcherOf } from './watcher.ts';

/** Releases a whole model with one merge commit, or says why not; the plan is made first and printed by --dry-run. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const choice = choiceOf(args);
  const force = forceOf(args);
  return openForReading(context.directory, async ({ repository, reader, branches: seen }) => {
    // Asked now and needed last: beside the rest it takes no time.
    const committing = Promise.all([signsCommits(repository.directory), requireGit(repository.directory)]);
    committing.catch(() => {});
    const [{ names }, begun] = await Promise.all([readEnvironments(reader), othersPending(repository)]);
    if (begun) await finishBegun(context, repository);
    // What was finished, or waited for, may have moved a branch since they were listed.
    const branches = begun ? await listBranches(repository.directory) : seen;
    const to = String(args.positionals['environment']);
    if (!names.includes(to)) throw notAnEnvironment(to, names);
    const environment = environmentBranch(branches, to);
    const branch = branchNamed(branches, String(args.positionals['branch']));
    if (branch.name === environment.name) {
      throw new UserError(`${branch.name} cannot be promoted to itself`, {
        code: 'usage',
        hint: 'git-model promote <branch> <environment>',
      });
    }
    const as = textOf(args.options['as']) ?? null;
    if (as !== null) await requireNewBranch(repository, { branches, environments: names, name: as });
    const dryRun = args.options['dry-run'] === true;
    const [reading, [sign]] = await Promise.all([
      readPromotion({ repository, reader, environment, branch, choice }),
      committing,
    ]);
    const call: Call = { context, repository, reader, branches, sign, as, dryRun, force };
    const plan = planPromotion(reading.facts);
    return plan.action === 'retrain'
      ? retrainAndPromote(call, reading, plan)
      : carryOut(call, reading, plan, await kindOf(reader, branch));
  });
}

/** A branch whose model was taken to newer data by us is released as that, also where it was refused before. */
async function kindOf(reader: ObjectReader, { commit }: Branch): Promise<'promotion' | 'retrain'> {
  const training = await trainingBelow(reader, commit);
  return training?.commit.trailers.get(TRAILER.kind) === 'retrain' ? 'retrain' : 'promotion';
}

/** Trains what the merge would hold, on a branch of its own beside the promoted one, and promotes that. */
async function retrainAndPromote(call: Call, reading: PromotionReading, plan: Plan): Promise<Result> {
  const { context, repository, reader, branches, dryRun } = call;
  const document = documentOf(call, reading, plan);
  await askGates(call, reading, plan);
  // Asked before the work, not after it: the trees must be free for whatever comes out.
  await withDecision(document, () => followers(call, reading, treeOfMerge(reading)));
  if (dryRun) return { document, text: () => renderPromotion(context, document, reading, dryRun) };
  await requireTrust(context, repository.directory);
  const { trainOnMerge } = await import('../releases/train-on-merge.ts');
  const branch = await trainOnMerge({ watcher: watcherOf(context), repository, reader, reading, branches });
  context.say(`trained on the merge: ${branch.name} ${shortCommit(branch.commit)}`);
  const { environment } = reading.facts;
  const again = await readPromotion({ repository, reader, environment, branch, choice: 'refuse-stale' });
  return carryOut(call, again, planPromotion(again.facts), 'retrain');
}

function treeOfMerge({ facts: { merge, environment } }: PromotionReading): string {
  return merge.status === 'clean' ? merge.tree : environment.tree;
}
