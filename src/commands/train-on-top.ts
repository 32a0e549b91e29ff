// A training on top of what a branch holds, as `train` and `retrain` begin it, and as both describe it.

import type { ModelBranch } from '../provenance/model-branch.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import type { CommittedTraining, Training } from '../training/train-and-commit.ts';
import type { Context } from './command.ts';
import type { TrainDocument } from './render-training.ts';
import { requireTrust } from './trust.ts';
import { watcherOf } from './watcher.ts';

type Work = { context: Context; repository: Repository; reader: ObjectReader };

/** One commit on top of `before`, made and not yet moved to. Asks for trust; says what a person should hear. */
export async function trainOnTop(
  { context, repository, reader }: Work,
  before: ModelBranch,
  training: Pick<Training, 'branch' | 'kind' | 'source' | 'subject' | 'edits' | 'because'>,
): Promise<CommittedTraining> {
  await requireTrust(context, repository.directory);
  // Loaded where there is something to train: readers of data, learners and all that they need.
  const { trainAndCommit } = await import('../training/train-and-commit.ts');
  const made = await trainAndCommit({
    repository,
    reader,
    base: before.commit,
    parents: [before.commit],
    predecessor: before,
    watcher: watcherOf(context),
    ...training,
  });
  for (const warning of made.trained.warnings) context.say(warning, 'warning');
  return made;
}

type Said = Pick<TrainDocument, 'outcome' | 'reason'> & {
  /** Where `data/` stood and stands. */
  before: string | null;
  after: string;
  clock: number;
};

/** `moving` is when the commit was made, `clock` when the command began (`performance.now()`). */
export function describeTrained(
  made: CommittedTraining,
  { branch, moving, ...said }: Said & { branch: string; moving: number },
): TrainDocument {
  const { outcome, reason, before, after, clock } = said;
  return {
    branch,
    commit: made.commit,
    trained: true,
    ...(outcome && { outcome }),
    reason,
    data: { before, after, rows: made.provenance.data.rows },
    model: made.provenance.model,
    metrics: made.trained.metrics,
    seconds: {
      ...made.seconds,
      commit: made.seconds.commit + secondsSince(moving),
      total: secondsSince(clock),
    },
  };
}

/** A document of a command that trained nothing: `model` is what stands there. */
export function describeUntrained(
  model: ModelBranch,
  { outcome, reason, before, after, clock }: Said,
): TrainDocument {
  const { branch, commit, provenance, metrics } = model;
  return {
    branch,
    commit,
    trained: false,
    ...(outcome && { outcome }),
    reason,
    data: { before, after, rows: provenance?.data.rows ?? 0 },
    model: provenance?.model ?? null,
    metrics,
    seconds: { read: 0, fit: 0, calibrate: 0, evaluate: 0, commit: 0, total: secondsSince(clock) },
  };
}

function secondsSince(clock: number): number {
  return (performance.now() - clock) / 1000;
}
