// `promote --retrain`: merges branch and environment, trains on that, and leaves the result on a new branch, whose
// promotion then finds nothing stale.

import { UserError } from '../errors.ts';
import { CONFIGURATION, SOURCE } from '../project/layout.ts';
import { type Branch, moveRefs } from '../repository/branches/refs.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { entryAt } from '../repository/objects/trees.ts';
import type { Repository } from '../repository/repository.ts';
import { trainAndCommit, type Watcher } from '../training/train-and-commit.ts';
import type { PromotionReading } from './read-promotion.ts';

/**
 * Gives the new branch, `<branch>-on-<environment>`; its parents are the branch, then the environment. The data are
 * those of whichever side has the newer pin.
 */
export async function trainOnMerge({
  watcher,
  repository,
  reader,
  reading: { facts, branch, environment },
  branches,
}: {
  watcher: Watcher;
  repository: Repository;
  reader: ObjectReader;
  reading: PromotionReading;
  branches: readonly Branch[];
}): Promise<Branch> {
  const { directory } = repository;
  if (facts.merge.status === 'conflict') throw new Error('a conflict cannot be trained on');
  const { tree } = facts.merge;
  const dataCommit = facts.pins === 'older' ? environment.dataCommit : branch.dataCommit;
  const [source, configuration] = await Promise.all([
    entryAt(reader, tree, SOURCE),
    entryAt(reader, tree, CONFIGURATION),
  ]);
  if (!source || !configuration || !dataCommit) {
    throw new UserError(
      `the merge of ${facts.branch.name} and ${facts.environment.name} lacks src/, ${CONFIGURATION} or data/`,
      {
        code: 'incomplete-branch',
        hint: 'restore it on the branch, then promote again',
      },
    );
  }
  const name = freeName(`${facts.branch.name}-on-${facts.environment.name.replaceAll('/', '-')}`, branches);
  const { commit } = await trainAndCommit({
    repository,
    reader,
    branch: name,
    kind: 'retrain',
    base: tree,
    parents: [facts.branch.commit, facts.environment.commit],
    source: { sourceTree: source.id, configurationBlob: configuration.id, dataCommit },
    predecessor: branch,
    subject: `Merge ${facts.environment.name} into ${facts.branch.name} and train`,
    edits: [],
    watcher,
  });
  await moveRefs(
    directory,
    [{ ref: `refs/heads/${name}`, before: null, after: commit }],
    'git-model promote --retrain',
  );
  return { name, commit };
}

function freeName(wish: string, branches: readonly Branch[]): string {
  const taken = new Set(branches.map(branch => branch.name));
  let name = wish;
  for (let number = 2; taken.has(name); number++) name = `${wish}-${number}`;
  return name;
}
