// Decides which release a rollback restores; does nothing.

import { UserError } from '../errors.ts';
import type { Release } from './release.ts';

export type RollbackPlan =
  | { action: 'nothing'; reason: string }
  | { action: 'restore'; target: { release: number | null; commit: string }; reason: string };

/**
 * Without `to`: the release before the one whose model is live, so that rolling back twice goes back two. A live
 * rollback counts as the release that it restored; on a tip made by hand the newest release comes back.
 * `to`: a release number (up to six digits) or the beginning of a commit id. Throws UserError `release-not-found`.
 */
export function planRollback(
  history: readonly Release[],
  environment: string,
  to: string | undefined,
): RollbackPlan {
  const [tip] = history;
  const target = to === undefined ? previousRelease(history) : namedRelease(history, to);
  if (!target) {
    throw new UserError(
      to === undefined
        ? `${environment} has no release before the one that is live`
        : `${environment} has no release "${to}"`,
      {
        code: 'release-not-found',
        hint: `git-model history ${environment} lists them`,
        details: { environment, to: to ?? null },
      },
    );
  }
  if (live(history, tip)?.commit === target.commit) {
    return { action: 'nothing', reason: `${nameOf(target)} is live already` };
  }
  const { release, commit } = target;
  return { action: 'restore', target: { release, commit }, reason: `${nameOf(target)} of ${target.at}` };
}

function nameOf({ release, commit }: Release): string {
  return release === null ? commit.slice(0, 10) : `release ${release}`;
}

/** The release whose tree the environment has now: rollbacks are followed to what they restored. */
function live(history: readonly Release[], release: Release | undefined): Release | undefined {
  let current = release;
  for (let steps = 0; current?.restores && steps < history.length; steps++) {
    const { restores }: Release = current;
    current = history.find(({ commit }) => commit === restores);
  }
  return current;
}

function previousRelease(history: readonly Release[]): Release | undefined {
  const current = live(history, history[0]);
  const isRestorable = (release: Release) => release.kind !== 'unverified' && release.kind !== 'rollback';
  const from = current ? history.indexOf(current) : 0;
  return history.slice(from + 1).find(isRestorable);
}

function namedRelease(history: readonly Release[], to: string): Release | undefined {
  if (/^\d{1,6}$/.test(to)) return history.find(release => release.release === Number(to));
  if (!/^[0-9a-f]{4,40}$/.test(to)) return undefined;
  const found = history.filter(release => release.commit.startsWith(to));
  return found.length === 1 ? found[0] : undefined;
}
