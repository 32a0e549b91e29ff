// Decides a promotion from what was read; does nothing. `--dry-run` prints what this returns, tests assert on it.

import { isStale, type Staleness } from '../provenance/freshness.ts';

export type Choice = 'refuse-stale' | 'take-code' | 'allow-stale' | 'retrain';

/** How the pins of branch and environment stand to each other. `unrelated` histories cannot be ordered. */
export type PinRelation = 'same' | 'newer' | 'older' | 'diverged' | 'unknown';

export type PromotionFacts = {
  environment: { name: string; commit: string; dataCommit: string | null };
  branch: { name: string; commit: string; dataCommit: string | null; hasModel: boolean };
  /** Whether the environment holds the branch's commit already (rollbacks not counted). */
  alreadyThere: boolean;
  release: number;
  pins: PinRelation;
  merge:
    | { status: 'conflict'; files: string[] }
    | {
        status: 'clean';
        tree: string;
        /** Of the merged tree against the branch's provenance. */
        stale: Staleness;
        /** Of the branch itself, before any merge. */
        branchStale: Staleness;
        /** Files of src/ in which the merge differs from what the model was made from; keys of mv.yaml likewise. */
        changedFiles: string[];
        changedKeys: string[];
      };
  choice: Choice;
};

export type Plan =
  | { action: 'nothing'; reason: string }
  | { action: 'retrain'; reasons: string[] }
  | {
      action: 'release';
      release: number;
      tree: string;
      parents: [string, string];
      recordedStale: string[];
      reasons: string[];
    }
  | {
      action: 'refuse';
      kind: 'stale' | 'conflict';
      code: string;
      message: string;
      hint: string;
      reasons: string[];
      files: string[];
    };

const FRESH: Staleness = { src: false, config: false, data: false, reasons: [] };

/** What is stale after the merge; all false where the merge failed or there is nothing to do. */
export function staleAfterMerge({ merge, alreadyThere }: PromotionFacts): Staleness {
  return alreadyThere || merge.status === 'conflict' ? FRESH : merge.stale;
}

/**
 * The rules, in order: nothing to do; no model; conflict; an older data pin; stale on the branch itself; stale after
 * the merge. `retrain` mends every kind of staleness, `take-code` only that which the merge brought, `allow-stale`
 * records it. An older pin is only mended by training on the newer data.
 */
export function planPromotion(facts: PromotionFacts): Plan {
  const { environment, branch, merge, choice, release } = facts;
  if (facts.alreadyThere) {
    return {
      action: 'nothing',
      reason: `${environment.name} holds ${branch.name} (${short(branch.commit)}) already`,
    };
  }
  if (!branch.hasModel) {
    return refuse(
      'stale',
      'no-model',
      `${branch.name} has no model`,
      `git switch ${branch.name} && git-model train`,
    );
  }
  if (merge.status === 'conflict') {
    return refuse(
      'conflict',
      'merge-conflict',
      `${branch.name} and ${environment.name} both changed ${list(merge.files)}`,
      `git switch ${branch.name} && git merge ${environment.name}, resolve, git-model train, then promote again; or --take-code for the branch's src/ and mv.yaml`,
      merge.files,
    );
  }
  if (choice === 'retrain' && (facts.pins === 'older' || isStale(merge.stale))) {
    return { action: 'retrain', reasons: merge.stale.reasons };
  }
  if (facts.pins === 'older') {
    return refuse(
      'stale',
      'older-data',
      `${branch.name} was trained on older data (${short(branch.dataCommit)}) than ${environment.name} has (${short(environment.dataCommit)})`,
      'promote with --retrain to train it on the newer data',
    );
  }
  if (isStale(merge.stale) && choice !== 'allow-stale') return refuseStale(facts, merge);
  return {
    action: 'release',
    release,
    tree: merge.tree,
    parents: [environment.commit, branch.commit],
    recordedStale: (['src', 'config', 'data'] as const).filter(what => merge.stale[what]),
    reasons: merge.stale.reasons,
  };
}

function refuseStale(
  { environment, branch }: PromotionFacts,
  merge: Extract<PromotionFacts['merge'], { status: 'clean' }>,
): Plan {
  if (isStale(merge.branchStale)) {
    return refuse(
      'stale',
      'stale-model',
      `the model of ${branch.name} is stale: ${merge.branchStale.reasons.join('; ')}`,
      `train it first: git switch ${branch.name} && git-model train; or --allow-stale`,
    );
  }
  const changes = [
    merge.changedFiles.length > 0 ? list(merge.changedFiles) : '',
    merge.changedKeys.length > 0 ? `mv.yaml (${list(merge.changedKeys)})` : '',
  ].filter(text => text !== '');
  return refuse(
    'stale',
    'stale-after-merge',
    `merged with ${environment.name}, ${branch.name} would no longer be what its model was made from: ${changes.join(' and ') || merge.stale.reasons.join('; ')}`,
    '--retrain trains on the merge and releases that; --take-code releases the code that the model was made from; --allow-stale releases it as it is',
    merge.changedFiles,
  );
}

function refuse(
  kind: 'stale' | 'conflict',
  code: string,
  message: string,
  hint: string,
  files: string[] = [],
): Plan {
  return { action: 'refuse', kind, code, message, hint, reasons: [message], files };
}

function list(names: readonly string[]): string {
  return names.length > 6 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
}

function short(commit: string | null): string {
  return commit?.slice(0, 10) ?? 'none';
}
