// Decides a promotion from what was read; does nothing. `--dry-run` prints what this returns, tests assert on it.

import { isStale, type Staleness } from '../provenance/freshness.ts';
import type { CleanMerge, PromotionFacts } from './promotion-facts.ts';
import {
  conflicting,
  noModel,
  olderData,
  pinMessage,
  type Refused,
  staleModel,
  unorderedData,
  whatDiffers,
} from './refusals.ts';

export type Plan =
  | { action: 'nothing'; reason: string }
  | { action: 'retrain'; reasons: string[] }
  | {
      action: 'release';
      release: number;
      tree: string;
      /** The environment, then the branch. */
      parents: [string, string];
      /** What is stale and released all the same. */
      recordedStale: StalePart[];
      reasons: string[];
    }
  | Refused;

type StalePart = 'src' | 'config' | 'data';

/**
 * What is stale after the merge: code, configuration or data that are not what the model was made from, and data that
 * lack what the environment has. All false where the merge failed or there is nothing to do.
 */
export function staleAfterMerge(facts: PromotionFacts): Staleness {
  const { merge, pins } = facts;
  if (facts.alreadyThere || merge.status === 'conflict')
    return { src: false, config: false, data: false, reasons: [] };
  if (pins === 'same' || pins === 'newer') return merge.stale;
  return { ...merge.stale, data: true, reasons: [...merge.stale.reasons, pinMessage(facts)] };
}

/**
 * The rules, in order: nothing to do; conflict; data that nobody can order; no model; older data; stale on the branch
 * itself; stale after the merge. `retrain` mends what training can mend; `take-code` only what the merge made stale;
 * `allow-stale` records it. Older data are only mended by training on the newer.
 */
export function planPromotion(facts: PromotionFacts): Plan {
  const { environment, branch, merge, choice, pins } = facts;
  if (facts.alreadyThere) {
    return {
      action: 'nothing',
      reason: `${environment.name} holds ${branch.name} (${branch.commit.slice(0, 7)}) already`,
    };
  }
  if (merge.status === 'conflict') return conflicting(facts, merge);
  const stale = staleAfterMerge(facts);
  if ((pins === 'diverged' || pins === 'unknown') && choice !== 'allow-stale') return unorderedData(facts);
  if (choice === 'retrain' && (isStale(stale) || !branch.hasModel)) {
    return { action: 'retrain', reasons: reasonsToTrain(facts, merge) };
  }
  if (!branch.hasModel) return noModel(facts);
  if (merge.tree === environment.tree) {
    return {
      action: 'nothing',
      reason: `${environment.name} has all that ${branch.name} would bring already`,
    };
  }
  if (pins === 'older') return olderData(facts);
  if (isStale(merge.stale) && choice !== 'allow-stale') return staleModel(facts, merge);
  return {
    action: 'release',
    release: facts.release,
    tree: merge.tree,
    parents: [environment.commit, branch.commit],
    recordedStale: (['src', 'config', 'data'] as const).filter(part => stale[part]),
    reasons: stale.reasons,
  };
}

function reasonsToTrain(facts: PromotionFacts, merge: CleanMerge): string[] {
  const { branch, environment, pins } = facts;
  return [
    ...(branch.hasModel ? [] : [`${branch.name} has no model`]),
    ...(isStale(merge.stale)
      ? [
          `merged with ${environment.name}, ${branch.name} differs from what its model was made from: ${whatDiffers(merge)}`,
        ]
      : []),
    ...(pins === 'older' ? [pinMessage(facts)] : []),
  ];
}
