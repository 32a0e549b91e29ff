// Why a promotion is refused, in words: what is wrong, where, and what to type.

import { isStale } from '../provenance/freshness.ts';
import type { CleanMerge, Conflict, PromotionFacts } from './promotion-facts.ts';

export type Refused = {
  action: 'refuse';
  kind: 'stale' | 'conflict' | 'gates';
  code:
    | 'no-model'
    | 'merge-conflict'
    | 'older-data'
    | 'unordered-data'
    | 'stale-model'
    | 'stale-after-merge'
    | 'record-altered'
    | 'gate-failed';
  message: string;
  hint: string;
  reasons: string[];
  /** Paths at fault. */
  files: string[];
  /** Keys of mv.yaml at fault. */
  keys: string[];
};

export function noModel({ branch }: PromotionFacts): Refused {
  return refused('no-model', {
    message: `${branch.name} has no model`,
    hint: `git switch ${branch.name} && git-model train`,
  });
}

export function conflicting({ environment, branch, choice }: PromotionFacts, conflict: Conflict): Refused {
  const { files, reasons, mergesByHand } = conflict;
  const ofCode = files.every(file => file === 'mv.yaml' || file.startsWith('src/'));
  const byHand = mergesByHand
    ? `git switch ${branch.name} && git merge ${environment.name}, mend ${files.length === 1 ? 'it' : 'them'}, ` +
      'git checkout --ours models metrics logs monitoring where they conflict too, git commit --all, git-model train'
    : `git-model experiment <name> --from ${environment.name}, git checkout ${branch.name} -- src, mend it, git-model train`;
  return refused('merge-conflict', {
    message: `${branch.name} and ${environment.name} both changed ${list(files)}`,
    hint: `${byHand}, then promote again${ofCode && choice !== 'take-code' ? '; or --take-code for the code of the branch' : ''}`,
    reasons,
    files,
  });
}

/** Data that lack what the environment has, or of which nobody can say. */
export function pinMessage({ environment, branch, pins }: PromotionFacts): string {
  const [here, there] = [short(branch.dataCommit), short(environment.dataCommit)];
  switch (pins) {
    case 'older':
      return `${branch.name} was trained on older data (${here}) than ${environment.name} has (${there})`;
    case 'diverged':
      return `the data of ${branch.name} (${here}) lack some of what ${environment.name} has (${there})`;
    default:
      return `whether the data of ${branch.name} (${here}) hold those of ${environment.name} (${there}) cannot be told: one of the two commits is not here`;
  }
}

export function olderData(facts: PromotionFacts): Refused {
  const { environment, branch } = facts;
  return refused('older-data', {
    message: pinMessage(facts),
    hint: `git-model promote ${branch.name} ${environment.name} --retrain trains it on the newer data and releases that`,
    files: ['data'],
  });
}

export function unorderedData(facts: PromotionFacts): Refused {
  const remedy =
    facts.pins === 'diverged'
      ? `merge both in the data repository, then on ${facts.branch.name}: git -C data checkout <that commit>, git-model train`
      : 'fetch the data repository (git -C data fetch), then run this again';
  return refused('unordered-data', {
    message: pinMessage(facts),
    hint: `${remedy}; or --allow-stale, which is recorded in the commit`,
    files: ['data'],
  });
}

export function staleModel({ environment, branch }: PromotionFacts, merge: CleanMerge): Refused {
  if (isStale(merge.branchStale)) {
    return refused('stale-model', {
      message: `the model of ${branch.name} is stale: ${merge.branchStale.reasons.join('; ')}`,
      hint: `git switch ${branch.name} && git-model train, then promote again; or --retrain, or --allow-stale, which is recorded in the commit`,
      files: merge.changedFiles,
      keys: merge.changedKeys,
    });
  }
  return refused('stale-after-merge', {
    message: `merged with ${environment.name}, ${branch.name} would not be what its model was made from: ${whatDiffers(merge)}`,
    hint: '--retrain trains on the merge and releases that; --take-code releases the code that the model was made from; --allow-stale releases it as it is, which is recorded in the commit',
    files: merge.changedFiles,
    keys: merge.changedKeys,
  });
}

/** Of a stale merge: the files and keys in which it differs from what the model was made from. */
export function whatDiffers({ changedFiles, changedKeys, stale }: CleanMerge): string {
  const changes = [
    ...(changedFiles.length > 0 ? [list(changedFiles)] : []),
    ...(changedKeys.length > 0 ? [`mv.yaml (${list(changedKeys)})`] : []),
  ];
  return changes.join(' and ') || stale.reasons.join('; ');
}

export function refused(
  code: Refused['code'],
  said: Pick<Refused, 'message' | 'hint'> & Partial<Pick<Refused, 'reasons' | 'files' | 'keys'>>,
): Refused {
  const { message, hint, reasons = [message], files = [], keys = [] } = said;
  const kind = code === 'merge-conflict' ? 'conflict' : code === 'gate-failed' ? 'gates' : 'stale';
  return { action: 'refuse', kind, code, message, hint, reasons, files, keys };
}

function list(names: readonly string[]): string {
  return names.length > 6 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
}

function short(commit: string | null): string {
  return commit?.slice(0, 7) ?? 'none';
}
