import { Moved, Refusal, UserError } from '../errors.ts';
import { notAnEnvironment, readEnvironments } from '../project/environments.ts';
import { environmentBranch } from '../releases/environment-branch.ts';
import { followersOf } from '../releases/follow.ts';
import { releaseMessage } from '../releases/message.ts';
import { type Plan, planPromotion, staleAfterMerge } from '../releases/plan-promotion.ts';
import type { Choice } from '../releases/promotion-facts.ts';
import { type PromotionReading, readPromotion } from '../releases/read-promotion.ts';
import { TRAILER } from '../releases/release.ts';
import { scoresBefore } from '../releases/scores-before.ts';
import { readCommit } from '../releases/stands-for.ts';
import { writeRelease } from '../releases/write-release.ts';
import { requireBranchName, requireNoNesting } from '../repository/branch-names.ts';
import { signsCommits } from '../repository/commits.ts';
import { requireGit } from '../repository/git.ts';
import type { ObjectReader } from '../repository/object-reader.ts';
import { openForReading } from '../repository/open-for-reading.ts';
import { othersPending } from '../repository/others-pending.ts';
import { type Branch, branchNamed, listBranches } from '../repository/refs.ts';
import type { Repository } from '../repository/repository.ts';
import { shortCommit } from '../terminal/format.ts';
import { type Arguments, type Context, type Result, textOf } from './command.ts';
import { finishBegun } from './open-project.ts';
import { type PromotionDocument, renderPromotion } from './render-promotion.ts';
import { requireTrust } from './trust.ts';
import { watcherOf } from './watcher.ts';

/** What every step of one call shares. */
type Call = {
  context: Context;
  repository: Repository;
  reader: ObjectReader;
  branches: readonly Branch[];
  sign: boolean;
  as: string | null;
  dryRun: boolean;
};

/** Releases a whole model with one merge commit, or says why not; the plan is made first and printed by --dry-run. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const choice = choiceOf(args);
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
    const call: Call = { context, repository, reader, branches, sign, as, dryRun };
    const plan = planPromotion(reading.facts);
    return plan.action === 'retrain'
      ? retrainAndPromote(call, reading, plan)
      : carryOut(call, reading, plan, await kindOf(reader, branch));
  });
}

/** A branch whose model was taken to newer data by us is released as that. */
async function kindOf(reader: ObjectReader, { commit }: Branch): Promise<'promotion' | 'retrain'> {
  const trained = await readCommit(reader, commit);
  return trained?.trailers.get(TRAILER.kind) === 'retrain' ? 'retrain' : 'promotion';
}

function choiceOf({ options }: Arguments): Choice {
  const chosen = (['retrain', 'take-code', 'allow-stale'] as const).filter(name => options[name] === true);
  if (chosen.length > 1) {
    throw new UserError(`--${chosen[0]} and --${chosen[1]} exclude each other`, {
      code: 'usage',
      hint: 'choose one',
    });
  }
  return chosen[0] ?? 'refuse-stale';
}

async function requireNewBranch(
  { directory }: Repository,
  {
    branches,
    environments,
    name,
  }: { branches: readonly Branch[]; environments: readonly string[]; name: string },
): Promise<void> {
  await requireBranchName(directory, name);
  const names = branches.map(branch => branch.name);
  if (names.includes(name) || environments.includes(name)) {
    const what = environments.includes(name) ? 'an environment' : 'a branch';
    throw new UserError(`--as: "${name}" is ${what} already`, {
      code: 'branch-exists',
      hint: 'choose the name of a branch that is not there yet',
      details: { branch: name },
    });
  }
  requireNoNesting(name, names);
}

/** Trains what the merge would hold, on a branch of its own beside the promoted one, and promotes that. */
async function retrainAndPromote(call: Call, reading: PromotionReading, plan: Plan): Promise<Result> {
  const { context, repository, reader, branches, dryRun } = call;
  const document = documentOf(call, reading, plan);
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

async function carryOut(
  call: Call,
  reading: PromotionReading,
  plan: Plan,
  kind: 'promotion' | 'retrain',
): Promise<Result> {
  const document = documentOf(call, reading, plan);
  if (plan.action === 'refuse') {
    const { environment, branch, before, as, gates, stale } = document;
    const options = {
      code: plan.code,
      hint: plan.hint,
      details: { environment, branch, before, as, files: plan.files, keys: plan.keys },
      decision: { plan, gates, stale },
    };
    throw plan.kind === 'conflict' ? new Moved(plan.message, options) : new Refusal(plan.message, options);
  }
  if (plan.action === 'release') {
    document.after = await withDecision(document, () => release(call, reading, plan, kind));
  }
  return { document, text: () => renderPromotion(call.context, document, reading, call.dryRun) };
}

function documentOf({ as }: Call, { facts }: PromotionReading, plan: Plan): PromotionDocument {
  return {
    environment: facts.environment.name,
    branch: facts.branch.name,
    before: facts.environment.commit,
    after: plan.action === 'nothing' ? facts.environment.commit : null,
    release: plan.action === 'release' ? plan.release : null,
    plan,
    gates: [],
    stale: staleAfterMerge(facts),
    as,
  };
}

/** A refusal carries its decision, also where the decision was to go ahead and something was in the way. */
async function withDecision<T>(
  { plan, gates, stale }: PromotionDocument,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Moved)) throw error;
    const { message, code, hint, details } = error;
    throw new Moved(message, { code, hint, details, decision: { plan, gates, stale }, cause: error });
  }
}

/** A pull request moves no environment: nothing follows it. */
async function followers({ repository, as }: Call, { facts }: PromotionReading, tree: string) {
  if (as !== null) return [];
  const { environment, branch } = facts;
  return followersOf(repository, {
    branch: environment.name,
    from: environment.commit,
    to: tree,
    dataCommit: branch.dataCommit,
  });
}

/** Gives the commit; null in a dry run, which asks all the same questions: it must exit as the real run would. */
async function release(
  call: Call,
  reading: PromotionReading,
  plan: Extract<Plan, { action: 'release' }>,
  kind: 'promotion' | 'retrain',
): Promise<string | null> {
  const { context, repository, sign, as, dryRun } = call;
  const { facts, branch, environment } = reading;
  const following = await followers(call, reading, plan.tree);
  if (dryRun) return null;
  return writeRelease({
    repository,
    environment: facts.environment,
    tree: plan.tree,
    parents: plan.parents,
    message: releaseMessage({
      kind,
      environment: facts.environment.name,
      release: plan.release,
      branch: { name: facts.branch.name, commit: facts.branch.commit },
      before: scoresBefore(environment, branch),
      metrics: branch.metrics,
      dataCommit: branch.dataCommit,
      stale: plan.recordedStale,
      staleReasons: plan.reasons,
      restores: null,
    }),
    epoch: context.epoch,
    sign,
    unmoved: [facts.branch],
    as,
    followers: following,
    reason: `git-model promote: ${facts.branch.name}`,
  });
}
