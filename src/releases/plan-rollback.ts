// Decides which release a rollback restores; does nothing.

import { UserError } from '../errors.ts';
import type { Release } from './release.ts';

export type RollbackTarget = { release: number | null; commit: string };

export type RollbackPlan =
  | { action: 'nothing'; target: RollbackTarget; reason: string }
  | { action: 'restore'; target: RollbackTarget; reason: string };

/**
 * Without `to`: what was live before the release that is live came, so that rolling back twice goes back two, and a
 * release that was itself rolled back never returns. On a tip made by hand the newest release comes back.
 * `to`: a release number (up to six digits) or the beginning of a commit id. Throws UserError `release-not-found`.
 */
export function planRollback(
  history: readonly Release[],
  { environment, to, shallow }: { environment: string; to: string | undefined; shallow: boolean },
): RollbackPlan {
  const candidates = to === undefined ? previousRelease(history) : namedReleases(history, to);
  if (candidates.length !== 1) throw notFound(environment, to, candidates.length, shallow);
  const [found] = candidates;
  const target = { release: found.release, commit: found.commit };
  return contentOf(history, history[0]) === contentOf(history, found)
    ? { action: 'nothing', target, reason: `${nameOf(found)} is live already` }
    : { action: 'restore', target, reason: `${nameOf(found)} of ${found.at.slice(0, 10)}` };
}

function nameOf({ release, commit }: Release): string {
  return release === null ? `commit ${commit.slice(0, 7)}` : `release ${release}`;
}

/** The release whose content this one has: rollbacks are followed to what they restored. */
function contentOf(history: readonly Release[], release: Release): Release {
  const restored = history.find(({ commit }) => commit === release.restores);
  return restored === undefined ? release : contentOf(history, restored);
}

/** Of the newest release below `index`, what it held. */
function liveBelow(history: readonly Release[], index: number): Release[] {
  const below = history.slice(index + 1).find(({ kind }) => kind !== 'unverified');
  return below === undefined ? [] : [contentOf(history, below)];
}

function previousRelease(history: readonly Release[]): Release[] {
  const [tip] = history;
  const from = tip.kind === 'unverified' ? tip : contentOf(history, tip);
  return liveBelow(history, history.indexOf(from));
}

function namedReleases(history: readonly Release[], to: string): Release[] {
  if (/^\d{1,6}$/.test(to)) return history.filter(({ release }) => release === Number(to));
  return /^[0-9a-f]{4,40}$/.test(to) ? history.filter(({ commit }) => commit.startsWith(to)) : [];
}

function notFound(environment: string, to: string | undefined, count: number, shallow: boolean): UserError {
  const what = to !== undefined && /^\d{1,6}$/.test(to) ? `release ${to}` : `commit ${JSON.stringify(to)}`;
  const message =
    to === undefined
      ? `${environment} has no release before the one that is live`
      : count > 1
        ? `${count} commits of ${environment} begin with ${to}`
        : `${environment} has no ${what}`;
  const list = `git-model history ${environment} lists what can be restored`;
  return new UserError(message, {
    code: 'release-not-found',
    hint: shallow ? `this clone is shallow: git fetch --unshallow, then run this again; ${list}` : list,
    details: { environment, to: to ?? null },
  });
}
