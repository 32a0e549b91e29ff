// What a push would do with each branch. Pure: what the remote has and how the commits stand to each other is handed in.

import type { Branch } from '../repository/branches/refs.ts';
import type { Standing } from '../repository/branches/standing.ts';

export type PushFacts = {
  /** Name of the remote, for messages. */
  remote: string;
  branches: readonly (Branch & {
    isEnvironment: boolean;
    /** Commit of the remote's branch; null where it has none. */
    theirs: string | null;
    standing: Standing;
    /** Where the remote's branch stood when it was last looked at; null where it was not there. */
    seen: string | null;
    pin: string | null;
  })[];
  /** Whether the remote has any branch at all: one that has none is new. */
  remoteIsEmpty: boolean;
};

export type PlannedPush = {
  branch: string;
  commit: string;
  before: string | null;
  action: 'push' | 'leave' | 'refuse';
  note: string | null;
  pin: string | null;
};

/** Every environment, and every other branch that differs from the remote's. */
export function planPush({ remote, branches, remoteIsEmpty }: PushFacts): PlannedPush[] {
  return branches
    .filter(({ isEnvironment, standing }) => isEnvironment || standing !== 'same')
    .map(branch => {
      const { name, commit, theirs, pin } = branch;
      return { branch: name, commit, before: theirs, pin, ...decide(remote, branch, remoteIsEmpty) };
    });
}

function decide(
  remote: string,
  { commit, isEnvironment, standing, seen }: PushFacts['branches'][number],
  remoteIsEmpty: boolean,
): Pick<PlannedPush, 'action' | 'note'> {
  switch (standing) {
    case 'same':
      return { action: 'leave', note: null };
    case 'ahead':
      return { action: 'push', note: null };
    case 'behind':
      return { action: 'leave', note: `${remote} is ahead: git-model pull` };
    case 'unknown':
      // Nothing of ours is new since the last look, so all that is new is theirs.
      if (seen === commit) return { action: 'leave', note: `${remote} is ahead: git-model pull` };
      return { action: 'refuse', note: `${remote} has commits that are not here: git-model pull` };
    case 'diverged':
      return { action: 'refuse', note: `${remote} has commits that this branch lacks: git-model pull` };
    case 'absent':
      if (seen !== commit || isEnvironment || remoteIsEmpty) return { action: 'push', note: null };
      return { action: 'leave', note: `deleted on ${remote}; git push ${remote} <branch> brings it back` };
  }
}
