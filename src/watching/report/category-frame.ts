// A categorical column of reference and window as shares of the categories that matter most in either.

import type { CategoryCounts } from '../../monitoring/drift/count-categories.ts';
import type { CategoryProfile } from '../../monitoring/profile-categories.ts';
import type { BarPair } from '../../report/bar-pairs.ts';

const SHOWN = 7;

/**
 * Shares of known values, the commonest first; the rest as one. A category that the reference lacks says so, where the
 * reference has all of its own by name. None where there is no value on either side.
 */
export function categoryFrame(profile: CategoryProfile, batch: CategoryCounts): BarPair[] {
  const known = { before: profile.count - profile.missing, now: batch.rows - batch.missing };
  const share = (rows: number, of: number) => (of > 0 ? rows / of : null);
  const isWhole = profile.hashCells === null;
  const listed: BarPair[] = [
    ...profile.top.map(([name, rows], place) => ({
      name: named(name),
      before: share(rows, known.before),
      now: share(batch.top[place], known.now),
    })),
    // Where names of the reference are left out, who knows whether these are new.
    ...(isWhole ? [...batch.others] : []).map(([name, rows]) => ({
      name: `${named(name)} (new)`,
      before: 0,
      now: share(rows, known.now),
    })),
  ].sort((one, other) => greater(other) - greater(one));
  const shown = listed.slice(0, listed.length > SHOWN + 1 ? SHOWN : SHOWN + 1);
  const left = listed.length - shown.length;
  const rest = {
    before: known.before > 0 ? Math.max(0, 1 - sum(shown, 'before')) : null,
    now: known.now > 0 ? Math.max(0, 1 - sum(shown, 'now')) : null,
  };
  if (left === 0 && greater(rest) < 1e-9) return shown;
  return [...shown, { name: restName(profile, batch, left), ...rest }];
}

function restName({ top, hashCells }: CategoryProfile, { beyond }: CategoryCounts, left: number): string {
  if (hashCells === null && beyond === 0) return `${left} others`;
  return top.length === 0 ? 'all, without names' : 'all others';
}

function named(name: string): string {
  return name === '' ? '(empty)' : name;
}

function greater({ before, now }: Pick<BarPair, 'before' | 'now'>): number {
  return Math.max(before ?? 0, now ?? 0);
}

function sum(pairs: readonly BarPair[], side: 'before' | 'now'): number {
  return pairs.reduce((total, pair) => total + (pair[side] ?? 0), 0);
}
