// What an unattended cycle does once it knows how production fares. Pure.

import type { CycleSettings } from '../project/cycle-schema.ts';

export type CycleFacts = {
  environment: string;
  /** What monitoring says now. */
  decision: { retrain: boolean; reasons: readonly string[] };
  /** What a retraining would find: no newer data, work to do, or the branch on which its very result stands. */
  retraining: 'nothing-newer' | 'to-train' | Candidate;
  release: CycleSettings['release'];
  /** The branch for a pull request that holds the candidate already. */
  pullRequest: string | null;
  /** What unattended retraining made last, whether it was released or not; null where nothing is known of one. */
  newest: { branch: string; at: string } | null;
  /** `monitoring.cool_down`. */
  coolDownDays: number;
  /** Milliseconds since 1970. */
  now: number;
};

/** A retrained model that is not released. */
export type Candidate = {
  branch: string;
  /** The commit of the training. */
  commit: string;
  /** Why it was retrained; null where a person did it and said nothing: it is theirs. */
  because: string | null;
  /** Why it was refused; null where it was not. */
  refused: string | null;
};

export type CyclePlan =
  | { next: 'train'; reasons: string[] }
  | { next: 'release'; candidate: Candidate; reasons: string[] }
  | { next: 'nothing'; reasons: string[] };

/**
 * What an earlier cycle began is carried on, whatever monitoring says now: a retraining that was decided resets nothing
 * until it is released. What was refused is left alone until data, code or settings are others.
 */
export function planCycle(facts: CycleFacts): CyclePlan {
  const { environment, decision, retraining, release, pullRequest } = facts;
  const nothing = (...reasons: string[]): CyclePlan => ({ next: 'nothing', reasons });
  if (typeof retraining === 'string') {
    if (!decision.retrain) return nothing(...decision.reasons);
    if (retraining === 'to-train') {
      const cooling = coolingDown(facts);
      return cooling === null
        ? { next: 'train', reasons: [...decision.reasons] }
        : nothing(cooling, ...decision.reasons);
    }
    return nothing(
      ...decision.reasons,
      `${environment} is made from the newest data already: new rows come by git-model ingest`,
    );
  }
  const { branch, because, refused } = retraining;
  if (refused !== null) {
    return nothing(`${branch} was refused, and nothing has come since: ${refused}`);
  }
  if (because === null && !decision.retrain) {
    return nothing(...decision.reasons, `${branch} was retrained by hand, and is left to whoever did it`);
  }
  if (release === 'none') return nothing(`${branch} waits for git-model promote ${branch} ${environment}`);
  if (release === 'pull-request' && pullRequest !== null) {
    return nothing(`${pullRequest} holds the release of ${branch}, and waits to be merged`);
  }
  return {
    next: 'release',
    candidate: retraining,
    reasons: because === null ? [...decision.reasons] : [because],
  };
}

const DAY = 86_400_000;

/**
 * Decisions stand in the records of the environment, and where only pull requests move it none are written: then what was
 * retrained says when. One that is dated in the future does not count.
 */
function coolingDown({ newest, coolDownDays, now }: CycleFacts): string | null {
  if (newest === null || Date.parse(newest.at) > now) return null;
  const until = Date.parse(newest.at) + coolDownDays * DAY;
  return now >= until
    ? null
    : `cool-down: ${newest.branch} was retrained at ${newest.at}, no other before ${new Date(until).toISOString()}`;
}

/** Name of the branch for a pull request. @example pullRequestBranch('prod-2012-06-01', 'prod') // 'prod-2012-06-01-for-prod' */
export function pullRequestBranch(branch: string, environment: string): string {
  return `${branch}-for-${environment}`;
}
