// Makes a planned pull true: branch by branch, each by compare-and-swap, with the working trees that stand on it.

import { CommandError } from '../errors.ts';
import { readModelBranch } from '../provenance/model-branch.ts';
import { followersOf } from '../releases/follow.ts';
import { requireNoNesting } from '../repository/branches/branch-names.ts';
import { moveBranch } from '../repository/branches/move-branch.ts';
import { moveRefs, resolveCommit } from '../repository/branches/refs.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import type { PlannedPull } from './plan-pull.ts';

export type TakenBranch = {
  branch: string;
  before: string | null;
  after: string | null;
  note: string | null;
  /** Whether something of the remote could not be taken. */
  stuck: boolean;
  /** The ref that keeps what gave way, where something did. */
  keptAs: string | null;
};

/** A release that was not published gave way to another one's, and is kept here. */
const SET_ASIDE = 'refs/mv/set-aside';

export async function takeBranches(
  repository: Repository,
  reader: ObjectReader,
  plan: readonly PlannedPull[],
): Promise<TakenBranch[]> {
  const taken: TakenBranch[] = [];
  const here = plan.filter(({ before }) => before !== null).map(({ branch }) => branch);
  for (const planned of plan) {
    const { branch, before, after, note } = planned;
    const stays = { branch, before, after: before, note, stuck: planned.action === 'stuck', keptAs: null };
    if (planned.action === 'leave' || planned.action === 'stuck') {
      taken.push(stays);
      continue;
    }
    try {
      if (planned.action === 'make') requireNoNesting(branch, here);
      const keptAs = await take(repository, reader, planned);
      taken.push({ ...stays, after, keptAs });
    } catch (error) {
      // One branch that cannot follow is no reason to keep the others back.
      if (!(error instanceof CommandError)) throw error;
      const why = error.hint === null ? error.message : `${error.message} (${error.hint})`;
      const now = await resolveCommit(repository.directory, `refs/heads/${branch}`);
      taken.push({ ...stays, after: now, note: why, stuck: true });
    }
  }
  return taken;
}

async function take(
  repository: Repository,
  reader: ObjectReader,
  { branch, before, after, action }: PlannedPull,
): Promise<string | null> {
  const { directory } = repository;
  const reason = 'git-model pull';
  const ref = `refs/heads/${branch}`;
  if (after === null) return null;
  if (before === null) {
    await moveRefs(directory, [{ ref, before: null, after }], reason);
    return null;
  }
  const { dataCommit } = await readModelBranch(reader, { name: branch, commit: after });
  const followers = await followersOf(repository, { branch, from: before, to: after, dataCommit });
  const keptAs = action === 'set-aside' ? `${SET_ASIDE}/${branch}/${before.slice(0, 10)}` : null;
  const kept =
    keptAs === null ? [] : [{ ref: keptAs, before: await resolveCommit(directory, keptAs), after: before }];
  await moveBranch({ repository, moves: [{ ref, before, after }, ...kept], reason, followers });
  return keptAs;
}
