import { Moved, Refusal, UserError } from '../errors.ts';
import { notAnEnvironment, readEnvironments } from '../project/environments.ts';
import { followersOf } from '../releases/follow.ts';
import { releaseMessage } from '../releases/message.ts';
import { type Choice, type Plan, planPromotion, staleAfterMerge } from '../releases/plan-promotion.ts';
import { type PromotionReading, readPromotion } from '../releases/read-promotion.ts';
import { trainOnMerge } from '../releases/train-on-merge.ts';
import { requireBranchName, requireNoNesting } from '../repository/branch-names.ts';
import { requireIdentity, signsCommits, writeCommit } from '../repository/commits.ts';
import { requireGit } from '../repository/git.ts';
import { finishPending, moveBranch } from '../repository/journal.ts';
import { type ObjectReader, withObjectReader } from '../repository/object-reader.ts';
import { type Branch, branchNamed, listBranches } from '../repository/refs.ts';
import { openRepository, type Repository } from '../repository/repository.ts';
import { type Arguments, type Context, type Result, textOf } from './command.ts';
import { type PromotionDocument, renderPromotion } from './render-promotion.ts';
import { requireTrust } from './trust.ts';

/** Releases a whole model with one merge commit, or says why not; the plan is made first and printed by --dry-run. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const choice = choiceOf(args);
  const dryRun = args.options['dry-run'] === true;
  const as = textOf(args.options['as']) ?? null;
  const repository = await openRepository(context.directory);
  for (const branch of await finishPending(repository))
    context.say(`finished what a killed command left undone on ${branch}`);
  await requireGit(repository.directory);
  return withObjectReader(repository.directory, async reader => {
    const [branches, environments] = await Promise.all([
      listBranches(repository.directory),
      readEnvironments(reader),
    ]);
    const environmentName = String(args.positionals['environment']);
    if (!environments.names.includes(environmentName))
      throw notAnEnvironment(environmentName, environments.names);
    const environment = environmentBranch(branches, environmentName);
    const branch = branchNamed(branches, String(args.positionals['branch']));
    if (branch.name === environment.name) {
      throw new UserError(`${branch.name} cannot be promoted to itself`, {
        code: 'usage',
        hint: 'git-model promote <branch> <environment>',
      });
    }
    if (as !== null) await requireNewBranch(repository, branches, as);

    const reading = await readPromotion({ repository, reader, environment, branch, choice });
    const plan = planPromotion(reading.facts);
    if (plan.action === 'retrain' && !dryRun) {
      return retrainAndPromote({ context, repository, reader, reading, branches, as });
    }
    return carryOut({ context, repository, reading, plan, as, dryRun, retrained: false });
  });
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

function environmentBranch(branches: readonly Branch[], name: string): Branch {
  const found = branches.find(branch => branch.name === name);
  if (found) return found;
  throw new UserError(`the environment "${name}" has no branch yet`, {
    code: 'branch-not-found',
    hint: `make it from what it should begin with: git branch ${name} prod`,
    details: { branch: name },
  });
}

async function requireNewBranch(
  repository: Repository,
  branches: readonly Branch[],
  name: string,
): Promise<void> {
  await requireBranchName(repository.directory, name);
  if (branches.some(branch => branch.name === name)) {
    throw new UserError(`--as: there is a branch "${name}" already`, {
      code: 'branch-exists',
      hint: 'choose another name',
    });
  }
  requireNoNesting(
    name,
    branches.map(branch => branch.name),
  );
}

/** Trains what the merge would hold, on a branch of its own beside the promoted one, and promotes that. */
async function retrainAndPromote({
  context,
  repository,
  reader,
  reading,
  branches,
  as,
}: {
  context: Context;
  repository: Repository;
  reader: ObjectReader;
  reading: PromotionReading;
  branches: readonly Branch[];
  as: string | null;
}): Promise<Result> {
  await requireTrust(context, repository.directory);
  const retrained = await trainOnMerge({ context, repository, reader, reading, branches });
  context.say(`trained on the merge: ${retrained.name} ${retrained.commit.slice(0, 7)}`);
  const { environment } = reading.facts;
  const again = await readPromotion({
    repository,
    reader,
    environment,
    branch: retrained,
    choice: 'refuse-stale',
  });
  return carryOut({
    context,
    repository,
    reading: again,
    plan: planPromotion(again.facts),
    as,
    dryRun: false,
    retrained: true,
  });
}

async function carryOut({
  context,
  repository,
  reading,
  plan,
  as,
  dryRun,
  retrained,
}: {
  context: Context;
  repository: Repository;
  reading: PromotionReading;
  plan: Plan;
  as: string | null;
  dryRun: boolean;
  retrained: boolean;
}): Promise<Result> {
  const { facts } = reading;
  const document: PromotionDocument = {
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
  if (plan.action === 'refuse') throw refusal(plan, document);
  if (plan.action === 'release') {
    // Asked in a dry run too: it must exit as the real run would.
    const followers =
      as === null
        ? await followersOf(repository, facts.environment.name, {
            from: facts.environment.commit,
            to: plan.tree,
            dataCommit: facts.branch.dataCommit,
          })
        : [];
    if (!dryRun)
      document.after = await release({ context, repository, reading, plan, as, followers, retrained });
  }
  return { document, text: () => renderPromotion(context, document, reading, dryRun) };
}

function refusal(
  plan: Extract<Plan, { action: 'refuse' }>,
  { plan: _plan, gates, stale, ...rest }: PromotionDocument,
) {
  const options = {
    code: plan.code,
    hint: plan.hint,
    details: { ...rest, files: plan.files },
    decision: { plan, gates, stale },
  };
  return plan.kind === 'conflict' ? new Moved(plan.message, options) : new Refusal(plan.message, options);
}

async function release({
  context,
  repository,
  reading: { facts, branch, environment },
  plan,
  as,
  followers,
  retrained,
}: {
  context: Context;
  repository: Repository;
  reading: PromotionReading;
  plan: Extract<Plan, { action: 'release' }>;
  as: string | null;
  followers: Awaited<ReturnType<typeof followersOf>>;
  retrained: boolean;
}): Promise<string> {
  const { directory } = repository;
  await requireIdentity(directory);
  const sameRows = branch.recorded?.validation?.rows === environment.recorded?.validation?.rows;
  const commit = await writeCommit({
    directory,
    tree: plan.tree,
    parents: plan.parents,
    message: releaseMessage({
      kind: retrained ? 'retrain' : 'promotion',
      environment: facts.environment.name,
      release: plan.release,
      branch: { name: facts.branch.name, commit: facts.branch.commit },
      before: sameRows ? environment.metrics : null,
      metrics: branch.metrics,
      dataCommit: branch.dataCommit,
      stale: plan.recordedStale,
      restores: null,
    }),
    epoch: context.epoch,
    sign: await signsCommits(directory),
  });
  const unmoved = {
    ref: `refs/heads/${facts.branch.name}`,
    before: facts.branch.commit,
    after: facts.branch.commit,
  };
  const moved =
    as === null
      ? [{ ref: `refs/heads/${facts.environment.name}`, before: facts.environment.commit, after: commit }]
      : [
          { ref: `refs/heads/${as}`, before: null, after: commit },
          {
            ref: `refs/heads/${facts.environment.name}`,
            before: facts.environment.commit,
            after: facts.environment.commit,
          },
        ];
  await moveBranch({
    repository,
    moves: [...moved, unmoved],
    reason: `git-model promote: ${facts.branch.name}`,
    followers,
  });
  return commit;
}
