// The releases of an environment, read from its commits alone: no file and no tag that could disagree with them.

import { DATA, METRICS, MODEL_OWNED } from '../project/layout.ts';
import { metricsOf, parseRecordedMetrics } from '../provenance/recorded-metrics.ts';
import { type Commit, parseCommit } from '../repository/commits.ts';
import type { ObjectReader } from '../repository/object-reader.ts';
import { entryAt } from '../repository/trees.ts';
import { type Claim, claimOf, type Release } from './release.ts';

export async function readCommit(reader: ObjectReader, id: string): Promise<Commit | null> {
  const object = await reader.read(id);
  return object?.type === 'commit' ? parseCommit(object.id, object.bytes) : null;
}

/**
 * Commits of the environment, newest first, along first parents; where a shallow clone ends, the list ends.
 * What was made by hand is listed as `unverified`. A branch made from another environment begins with that
 * environment's release, as `init` without a number. O(commits), one to five small objects each.
 */
export async function readHistory(
  reader: ObjectReader,
  environment: string,
  tip: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<Release[]> {
  const releases: Release[] = [];
  for (let id: string | undefined = tip; id !== undefined && releases.length < limit; ) {
    const commit: Commit | null = await readCommit(reader, id);
    if (commit === null) break;
    const claim = await verifiedClaim(reader, environment, commit);
    releases.push(await describeRelease(reader, commit, claim));
    if (claim.status === 'foreign') break;
    id = commit.parents[0];
  }
  return releases;
}

type Verified =
  | { status: 'release'; claim: Claim; branchCommit: string | null }
  | { status: 'foreign' }
  | { status: 'unverified'; why: string };

async function verifiedClaim(reader: ObjectReader, environment: string, commit: Commit): Promise<Verified> {
  const claim = claimOf(commit);
  if (claim === null) return mergedRequest(reader, environment, commit);
  if (claim.environment !== environment) return { status: 'foreign' };
  if (claim.kind === 'init') {
    return commit.parents.length === 0
      ? { status: 'release', claim, branchCommit: null }
      : { status: 'unverified', why: 'it says init, and has a parent' };
  }
  const source = claim.kind === 'rollback' ? claim.restores : commit.parents[1];
  if (!source) return { status: 'unverified', why: `it says ${claim.kind}, and its source is not recorded` };
  const original = await readCommit(reader, source);
  // A shallow clone lacks the source: the trailer is all there is.
  if (original !== null && !(await sameModel(reader, commit, original))) {
    return { status: 'unverified', why: `its model is not that of ${source.slice(0, 10)}` };
  }
  return { status: 'release', claim, branchCommit: claim.kind === 'rollback' ? null : source };
}

/** A pull request's merge of what `promote --as` made: the same tree as the release that it merges. */
async function mergedRequest(reader: ObjectReader, environment: string, commit: Commit): Promise<Verified> {
  const [first, second] = commit.parents;
  const request = second ? await readCommit(reader, second) : null;
  if (request && request.tree === commit.tree && request.parents[0] === first) {
    const inner = claimOf(request);
    if (inner?.environment === environment) return verifiedClaim(reader, environment, request);
  }
  return {
    status: 'unverified',
    why: commit.parents.length > 1 ? 'a merge made by hand' : 'a commit made by hand',
  };
}

/** Whether two commits hold the same model: every path that a model owns has the same id. */
export async function sameModel(reader: ObjectReader, one: Commit, other: Commit): Promise<boolean> {
  if (one.tree === other.tree) return true;
  for (const path of MODEL_OWNED) {
    const [left, right] = await Promise.all([
      entryAt(reader, one.tree, path),
      entryAt(reader, other.tree, path),
    ]);
    if (left?.id !== right?.id) return false;
  }
  return true;
}

async function describeRelease(reader: ObjectReader, commit: Commit, verified: Verified): Promise<Release> {
  const [metricsFile, pin] = await Promise.all([
    reader.read(`${commit.id}:${METRICS}`),
    entryAt(reader, commit.tree, DATA),
  ]);
  const recorded = parseRecordedMetrics(metricsFile?.bytes ?? null);
  const claim = verified.status === 'release' ? verified.claim : null;
  const from =
    verified.status === 'release' && verified.branchCommit
      ? { branch: claim?.branch ?? '', commit: verified.branchCommit }
      : null;
  return {
    release: claim?.release ?? null,
    commit: commit.id,
    at: commit.at,
    kind: claim?.kind ?? (verified.status === 'foreign' ? 'init' : 'unverified'),
    from,
    data: { commit: pin?.id ?? null },
    metrics: recorded ? metricsOf(recorded) : {},
    gates: [],
    author: commit.author.name,
    restores: claim?.kind === 'rollback' ? claim.restores : null,
    note: verified.status === 'unverified' ? verified.why : claim?.stale ? `stale: ${claim.stale}` : null,
  };
}

/** Number of the next release: one more than the newest that is known; null where a shallow history knows none. */
export function nextReleaseNumber(history: readonly Release[], complete: boolean): number | null {
  const newest = history.find(release => release.release !== null);
  if (newest?.release) return newest.release + 1;
  return complete ? 1 : null;
}
