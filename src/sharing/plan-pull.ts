// What a pull would do with each branch. Pure.

import type { Standing } from '../repository/branches/standing.ts';

export type PullFacts = {
  /** Name of the remote, for messages. */
  remote: string;
  branches: readonly {
    name: string;
    isEnvironment: boolean;
    ours: string | null;
    /** Null where the remote has no such branch any more. */
    theirs: string | null;
    /** How ours stands to theirs; `absent` where one of them is not there. */
    standing: Standing;
    /** Whether all that ours has and theirs lacks are releases: each can be made again by the command that made it. */
    onlyReleases: boolean;
  }[];
};

export type PlannedPull = {
  branch: string;
  before: string | null;
  /** Where it is to stand; `before` where it stays. */
  after: string | null;
  action: 'make' | 'forward' | 'set-aside' | 'leave' | 'stuck';
  note: string | null;
};

/** Every environment, and every other branch that differs from the remote's. */
export function planPull({ remote, branches }: PullFacts): PlannedPull[] {
  return branches
    .filter(({ isEnvironment, standing }) => isEnvironment || standing !== 'same')
    .map(({ name, ours, theirs, standing, onlyReleases }) => {
      const stays = { branch: name, before: ours, after: ours };
      if (ours === null) return { ...stays, after: theirs, action: 'make', note: null };
      if (theirs === null) {
        return { ...stays, action: 'leave', note: `deleted on ${remote}; here too: git branch -D ${name}` };
      }
      if (standing === 'behind') return { ...stays, after: theirs, action: 'forward', note: null };
      if (standing === 'ahead') {
        return { ...stays, action: 'leave', note: `ahead of ${remote}: git-model push` };
      }
      if (standing === 'same') return { ...stays, action: 'leave', note: null };
      if (onlyReleases) return { ...stays, after: theirs, action: 'set-aside', note: null };
      return {
        ...stays,
        action: 'stuck',
        note: `${remote} has commits that this branch lacks, and the other way round: git log --left-right ${name}...${remote}/${name}; then git rebase or git merge`,
      };
    });
}
