import { UserError } from '../errors.ts';
import { readEnvironments } from '../project/environments.ts';
import { CONFIGURATION, DATA, SOURCE } from '../project/layout.ts';
import { assessFreshness, isStale, type Staleness } from '../provenance/freshness.ts';
import { configurationCache, type ModelBranch, readModelBranch } from '../provenance/model-branch.ts';
import { type Provenance, trainingDigest } from '../provenance/provenance.ts';
import type { Metrics } from '../provenance/recorded-metrics.ts';
import { requireIdentity, signsCommits, writeCommit } from '../repository/commits.ts';
import { keepPin, storeHolding } from '../repository/data-repository.ts';
import { requireGit } from '../repository/git.ts';
import { finishPending, moveBranch } from '../repository/journal.ts';
import { type ObjectReader, withObjectReader } from '../repository/object-reader.ts';
import { currentBranch, resolveCommit } from '../repository/refs.ts';
import { openRepository, type Repository } from '../repository/repository.ts';
import { trainingMessage } from '../training/message.ts';
import { writeModelTree } from '../training/model-tree.ts';
import { trainCommit } from '../training/train-commit.ts';
import { readWorkingSource, type WorkingSource } from '../training/working-source.ts';
import type { Arguments, Context, Result } from './command.ts';
import { textOf } from './command.ts';
import { renderTraining, type TrainDocument } from './render-training.ts';
import { requireTrust } from './trust.ts';

/** Fits the model of the branch that is checked out, and commits all that speaks of it at once. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const clock = performance.now();
  const repository = await openRepository(context.directory);
  for (const branch of await finishPending(repository))
    context.say(`finished what a killed command left undone on ${branch}`);
  return withObjectReader(repository.directory, async reader => {
    const { branch, head } = await requireExperiment(repository, reader);
    const [source, before] = await Promise.all([
      readWorkingSource(repository, reader, head),
      readModelBranch(reader, { name: branch, commit: head }),
    ]);
    const staleness = await stalenessOf(reader, before, source);
    const dryRun = args.options['dry-run'] === true;
    const reason = reasonToTrain(staleness, args.options['force'] === true);
    if (reason === null || dryRun) {
      const document = untrained({ before, source, dryRun, reason, seconds: secondsSince(clock) });
      return { document, text: () => renderTraining(context, document, before.recorded) };
    }
    return trainAndCommit({
      context,
      repository,
      reader,
      before,
      source,
      reason,
      clock,
      message: textOf(args.options['message']),
    });
  });
}

/** Branch and commit of HEAD. Throws UserError on a detached HEAD, an unborn branch, an environment. */
async function requireExperiment(
  repository: Repository,
  reader: ObjectReader,
): Promise<{ branch: string; head: string }> {
  const [branch, head, environments] = await Promise.all([
    currentBranch(repository.directory),
    resolveCommit(repository.directory, 'HEAD'),
    readEnvironments(reader),
  ]);
  if (branch === null) {
    throw new UserError('HEAD is detached: there is no branch to train', {
      code: 'detached-head',
      hint: 'git switch <branch>, or git-model experiment <name>',
    });
  }
  if (head === null) {
    throw new UserError(`the branch "${branch}" has no commit yet`, {
      code: 'unborn-branch',
      hint: 'git-model init makes a project',
    });
  }
  if (environments.names.includes(branch)) {
    throw new UserError(`"${branch}" is an environment: models come to it by promotion, not by training`, {
      code: 'environment-branch',
      hint: `git-model experiment <name>, train there, then git-model promote <name> ${branch}`,
      details: { branch },
    });
  }
  return { branch, head };
}

async function stalenessOf(
  reader: ObjectReader,
  before: ModelBranch,
  source: WorkingSource,
): Promise<Staleness> {
  const { provenance } = before;
  let digest: string | null = null;
  if (provenance && provenance.configuration.blob !== source.configurationBlob) {
    const configuration = await configurationCache(reader)(source.configurationBlob);
    digest = configuration && trainingDigest(configuration);
  }
  return assessFreshness(provenance, source, () => digest);
}

function reasonToTrain(staleness: Staleness, force: boolean): string | null {
  if (isStale(staleness)) return staleness.reasons.join('; ');
  return force ? '--force' : null;
}

function untrained({
  before,
  source,
  dryRun,
  reason,
  seconds,
}: {
  before: ModelBranch;
  source: WorkingSource;
  dryRun: boolean;
  reason: string | null;
  seconds: number;
}): TrainDocument {
  return {
    branch: before.branch,
    commit: before.commit,
    trained: false,
    reason:
      reason === null
        ? 'the model is fresh: code, configuration and data are those it was made from'
        : `${dryRun ? 'would train: ' : ''}${reason}`,
    data: { before: before.dataCommit, after: source.dataCommit, rows: before.provenance?.data.rows ?? 0 },
    model: before.provenance?.model ?? null,
    metrics: before.metrics,
    seconds: { read: 0, fit: 0, evaluate: 0, commit: 0, total: seconds },
  };
}

async function trainAndCommit({
  context,
  repository,
  reader,
  before,
  source,
  reason,
  clock,
  message,
}: {
  context: Context;
  repository: Repository;
  reader: ObjectReader;
  before: ModelBranch;
  source: WorkingSource;
  reason: string;
  clock: number;
  message: string | undefined;
}): Promise<Result> {
  const { directory } = repository;
  await requireTrust(context, directory);
  // Everything that could refuse the commit is asked before the work, not after it.
  await Promise.all([requireGit(directory), requireIdentity(directory)]);
  await keepPin(repository, source.dataCommit);
  const store = await storeHolding(repository, source.dataCommit);
  const made = await trainCommit({
    reader,
    branch: before.branch,
    ...source,
    store,
    onProgress: context.progress,
    onOutput: text => context.say(text.replace(/\n$/, '')),
  });
  for (const warning of made.trained.warnings)
    context.say(`${context.colours.yellow('warning:')} ${warning}`);

  const committing = performance.now();
  const tree = await writeModelTree({
    reader,
    directory,
    base: `${before.commit}^{tree}`,
    ...source,
    files: made.files,
    leftover: before.provenance?.model.path ?? null,
  });
  const parent = await reader.read(`${before.commit}^{tree}`);
  const unchanged = parent?.id === tree;
  const commit = unchanged
    ? before.commit
    : await commitTraining({ context, repository, before, source, tree, message, made });
  const { provenance, trained } = made;
  const document: TrainDocument = {
    branch: before.branch,
    commit,
    trained: true,
    reason: unchanged ? `${reason}; the same model came out, so there is no new commit` : reason,
    data: { before: before.dataCommit, after: source.dataCommit, rows: provenance.data.rows },
    model: provenance.model,
    metrics: trained.metrics,
    seconds: { ...made.seconds, commit: secondsSince(committing), total: secondsSince(clock) },
  };
  return { document, text: () => renderTraining(context, document, trained.recorded, before.metrics) };
}

async function commitTraining({
  context,
  repository,
  before,
  source,
  tree,
  message,
  made,
}: {
  context: Context;
  repository: Repository;
  before: ModelBranch;
  source: WorkingSource;
  tree: string;
  message: string | undefined;
  made: { provenance: Provenance; trained: { metrics: Metrics } };
}): Promise<string> {
  const { directory, gitDirectory } = repository;
  const commit = await writeCommit({
    directory,
    tree,
    parents: [before.commit],
    message: trainingMessage({
      subject: message,
      branch: before.branch,
      metrics: made.trained.metrics,
      before: before.metrics,
      provenance: made.provenance,
      edits: source.edits,
    }),
    epoch: context.epoch,
    sign: await signsCommits(directory),
  });
  await moveBranch({
    repository,
    moves: [{ ref: `refs/heads/${before.branch}`, before: before.commit, after: commit }],
    reason: `git-model train`,
    followers: [{ place: { directory, gitDirectory }, adopt: [SOURCE, CONFIGURATION, DATA], store: null }],
  });
  return commit;
}

function secondsSince(clock: number): number {
  return (performance.now() - clock) / 1000;
}
