import { CONFIGURATION, DATA, SOURCE } from '../project/layout.ts';
import { isStale, type Staleness } from '../provenance/freshness.ts';
import { type ModelBranch, readModelBranch, stalenessOf } from '../provenance/model-branch.ts';
import { moveBranch } from '../repository/branches/move-branch.ts';
import { type ObjectReader, withObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import { requireExperiment } from '../training/require-experiment.ts';
import { readWorkingSource, type WorkingSource } from '../training/working-source.ts';
import { type Arguments, type Context, type Result, textOf } from './command.ts';
import { openProject } from './open-project.ts';
import { renderTraining, type TrainDocument } from './render-training.ts';
import { requireTrust } from './trust.ts';
import { watcherOf } from './watcher.ts';

/** Fits the model of the branch that is checked out, and commits all that speaks of it at once. */
export async function run(context: Context, args: Arguments): Promise<Result> {
  const clock = performance.now();
  const repository = await openProject(context);
  return withObjectReader(repository.directory, async reader => {
    const branch = await requireExperiment(repository.directory, reader);
    const [source, before] = await Promise.all([
      readWorkingSource(repository, reader, branch.commit),
      readModelBranch(reader, branch),
    ]);
    const staleness = await stalenessOf(reader, before.provenance, source);
    const reason = reasonToTrain(staleness, args.options['force'] === true);
    const dryRun = args.options['dry-run'] === true;
    if (reason === null || dryRun) {
      const document = untrained({ before, source, reason, seconds: secondsSince(clock) });
      return { document, text: () => renderTraining(context, document, before.recorded) };
    }
    const work = { context, repository, reader, before, source, reason, clock };
    return trainBranch({ ...work, message: textOf(args.options['message']) });
  });
}

function reasonToTrain(staleness: Staleness, force: boolean): string | null {
  if (isStale(staleness)) return staleness.reasons.join('; ');
  return force ? '--force' : null;
}

function untrained({
  before,
  source,
  reason,
  seconds,
}: {
  before: ModelBranch;
  source: WorkingSource;
  /** What a dry run found that a real one would train for; null where the model is fresh. */
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
        : `would train: ${reason}`,
    data: { before: before.dataCommit, after: source.dataCommit, rows: before.provenance?.data.rows ?? 0 },
    model: before.provenance?.model ?? null,
    metrics: before.metrics,
    seconds: { read: 0, fit: 0, calibrate: 0, evaluate: 0, commit: 0, total: seconds },
  };
}

async function trainBranch({
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
  await requireTrust(context, repository.directory);
  // Loaded where there is something to train: readers of data, learners and all that they need.
  const { trainAndCommit } = await import('../training/train-and-commit.ts');
  const made = await trainAndCommit({
    repository,
    reader,
    branch: before.branch,
    kind: 'train',
    base: before.commit,
    parents: [before.commit],
    source,
    predecessor: before,
    subject: message,
    edits: source.edits,
    watcher: watcherOf(context),
  });
  for (const warning of made.trained.warnings) context.say(warning, 'warning');
  const unchanged = made.commit === before.commit;
  const moving = performance.now();
  if (!unchanged) {
    const { directory, gitDirectory } = repository;
    await moveBranch({
      repository,
      moves: [{ ref: `refs/heads/${before.branch}`, before: before.commit, after: made.commit }],
      reason: 'git-model train',
      followers: [{ place: { directory, gitDirectory }, adopt: [SOURCE, CONFIGURATION, DATA], store: null }],
    });
  }
  const document: TrainDocument = {
    branch: before.branch,
    commit: made.commit,
    trained: true,
    reason: unchanged ? `${reason}; the same model came out, so there is no new commit` : reason,
    data: { before: before.dataCommit, after: source.dataCommit, rows: made.provenance.data.rows },
    model: made.provenance.model,
    metrics: made.trained.metrics,
    seconds: {
      ...made.seconds,
      commit: made.seconds.commit + secondsSince(moving),
      total: secondsSince(clock),
    },
  };
  return { document, text: () => renderTraining(context, document, made.trained.recorded, before.metrics) };
}

function secondsSince(clock: number): number {
  return (performance.now() - clock) / 1000;
}
