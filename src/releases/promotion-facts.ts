// What a promotion is decided on. Plain data: read once, then nothing but values.

import type { Staleness } from '../provenance/freshness.ts';

/** What to do about a model that the merge would make stale. */
export type Choice = 'refuse-stale' | 'take-code' | 'allow-stale' | 'retrain';

/**
 * How the data of the branch stand to those of the environment: `older` ones lack what the environment has, `diverged`
 * ones lack some and add some, `unknown` cannot be told because a commit is not at hand.
 */
export type PinRelation = 'same' | 'newer' | 'older' | 'diverged' | 'unknown';

export type PromotionFacts = {
  environment: { name: string; commit: string; tree: string; dataCommit: string | null };
  branch: { name: string; commit: string; dataCommit: string | null; hasModel: boolean };
  /** Whether the environment holds the branch's commit already (what was rolled back not counted). */
  alreadyThere: boolean;
  /** Number that the release would have. */
  release: number;
  pins: PinRelation;
  merge: Conflict | CleanMerge;
  choice: Choice;
};

export type Conflict = {
  status: 'conflict';
  files: string[];
  /** What Git says of each. */
  reasons: string[];
  /** Whether `git merge` on the branch would meet the same; after a rollback it would take the branch's edits back. */
  mergesByHand: boolean;
};

export type CleanMerge = {
  status: 'clean';
  tree: string;
  /** Of the merged tree against the branch's provenance. */
  stale: Staleness;
  /** Of the branch itself, before any merge. */
  branchStale: Staleness;
  /** Files of src/ in which the merge differs from what the model was made from. */
  changedFiles: string[];
  /** Keys of mv.yaml likewise. */
  changedKeys: string[];
};
