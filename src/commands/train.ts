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
import { renderTraining } from './render-training.ts';
import { describeTrained, describeUntrained, trainOnTop } from './train-on-top.ts';

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
      const document = describeUntrained(before, {
        reason:
          reason === null
            ? 'the model is fresh: code, configuration and data are those it was made from'
            : `would train: ${reason}`,
        before: before.dataCommit,
        after: source.dataCommit,
        clock,
      });
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
  const made = await trainOnTop({ context, repository, reader }, before, {
    ...{ branch: before.branch, source, edits: source.edits },
    kind: 'train',
    subject: message,
  });
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
  const document = describeTrained(made, {
    branch: before.branch,
    reason: unchanged ? `${reason}; the same model came out, so there is no new commit` : reason,
    before: before.dataCommit,
    after: source.dataCommit,
    ...{ moving, clock },
  });
  return { document, text: () => renderTraining(context, document, made.trained.recorded, before.metrics) };
}
