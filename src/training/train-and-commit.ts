// A training as a commit object: fitted, its files and tree written, nothing moved yet. The caller moves the ref.

import type { ModelBranch } from '../provenance/model-branch.ts';
import { storeHolding } from '../repository/data/data-store.ts';
import { keepPin } from '../repository/data/keep-pin.ts';
import { requireGit } from '../repository/git/git.ts';
import { type BlobWriter, withBlobWriter } from '../repository/objects/blob-writer.ts';
import { requireIdentity, signsCommits, writeCommit } from '../repository/objects/commits.ts';
import { openLargeFiles } from '../repository/objects/large-store.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { treeId } from '../repository/objects/trees.ts';
import type { Repository } from '../repository/repository.ts';
import { readDataset } from './dataset.ts';
import { trainingMessage } from './message.ts';
import { writeModelTree } from './model-tree.ts';
import { type TrainedCommit, trainCommit } from './train-commit.ts';

/** Who looks on: the clock, and somebody to tell and to ask. */
export type Watcher = {
  epoch: number | null;
  progress(step: string, share: number): void;
  say(line: string): void;
  /** Consent to something that reaches beyond the branch, such as installing packages. */
  agree(question: string): Promise<boolean>;
};

/** By object id: what the model is made from. */
type ModelSource = { sourceTree: string; configurationBlob: string; dataCommit: string };

export type Training = {
  repository: Repository;
  reader: ObjectReader;
  branch: string;
  /** Whether the commit is one that takes a model to other data, or to a merge. */
  kind: 'train' | 'retrain';
  /** Commit or tree that everything else of the new tree comes from. */
  base: string;
  parents: readonly string[];
  source: ModelSource;
  /** The model that this one follows: its scores go into the message, its file goes where another kind writes another. */
  predecessor: ModelBranch;
  /** Subject of the commit; one is made from the score where there is none. */
  subject: string | undefined;
  /** Uncommitted paths that the commit takes in, for the message. */
  edits: readonly string[];
  /** Why it is done, for the message; nothing is said where it is not given. */
  because?: string;
  watcher: Watcher;
};

export type CommittedTraining = Omit<TrainedCommit, 'seconds'> & {
  /** The first parent itself where the same tree came out: then there is nothing to commit. */
  commit: string;
  seconds: TrainedCommit['seconds'] & { commit: number };
};

/** Everything that could refuse the commit (git, identity, the pin) is asked before the work, not after it. */
export function trainAndCommit(training: Training): Promise<CommittedTraining> {
  return withBlobWriter(training.repository.directory, blobs => trainWith(training, blobs));
}

async function trainWith(training: Training, blobs: BlobWriter): Promise<CommittedTraining> {
  const { repository, reader, branch, base, parents, source, predecessor, watcher } = training;
  const { directory } = repository;
  const signs = signsCommits(directory);
  const store = settledStore(repository, source.dataCommit, signs);
  // Awaited once the code is on its way to run; where it does not come to that, its refusal is not the one to hear.
  store.catch(() => {});
  const attributes = await reader.read(`${base}:.gitattributes`);
  const made = await trainCommit({
    reader,
    blobs,
    large: openLargeFiles(repository, attributes?.bytes.toString('utf8') ?? ''),
    branch,
    ...source,
    readRows: async configuration =>
      readDataset({ configuration, store: await store, commit: source.dataCommit }),
    onProgress: watcher.progress,
    onOutput: text => watcher.say(text.replace(/\n$/, '')),
    python: {
      directory,
      commonDirectory: repository.commonDirectory,
      environment: process.env,
      agree: watcher.agree,
      say: watcher.say,
    },
  });
  const clock = performance.now();
  const tree = await writeModelTree({
    reader,
    directory,
    base: await treeId(reader, base),
    ...source,
    blobs,
    files: made.files,
    begun: made.begun,
    leftover: predecessor.provenance?.model.path ?? null,
  });
  const unchanged = parents.length === 1 && (await treeId(reader, parents[0])) === tree;
  const commit = unchanged
    ? parents[0]
    : await writeCommit({
        directory,
        tree,
        parents,
        message: trainingMessage({
          kind: training.kind,
          subject: training.subject,
          branch,
          metrics: made.trained.metrics,
          before: predecessor.metrics,
          sameRows: predecessor.recorded?.validation?.rows === made.trained.recorded.validation.rows,
          provenance: made.provenance,
          edits: training.edits,
          because: training.because,
        }),
        epoch: watcher.epoch,
        sign: await signs,
      });
  return { ...made, commit, seconds: { ...made.seconds, commit: (performance.now() - clock) / 1000 } };
}

/** Where the rows are to be read from, once nothing is left that would refuse the commit. */
async function settledStore(
  repository: Repository,
  dataCommit: string,
  signs: Promise<boolean>,
): Promise<string> {
  const { directory } = repository;
  const pinned = storeHolding(repository, dataCommit).then(async store => {
    await keepPin(repository, dataCommit);
    return store;
  });
  const asked = [requireGit(directory), requireIdentity(directory), signs, pinned];
  // The first of them that refuses is heard, whichever answers first.
  await Promise.allSettled(asked);
  for (const answer of asked) await answer;
  return pinned;
}
