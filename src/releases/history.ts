// The releases of an environment, read from its commits alone: no file and no tag that could disagree with them.

import { type ModelBranch, readModelBranch } from '../provenance/model-branch.ts';
import type { Commit } from '../repository/objects/commits.ts';
import { firstParents } from '../repository/objects/first-parents.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { type Claim, claimOf, type Release } from './release.ts';
import { releasesNothing } from './releases-nothing.ts';
import { readCommit, standsFor } from './stands-for.ts';
import { type Line, type Verdict, verifyRelease } from './verify-release.ts';

export type HistoryInput = {
  reader: ObjectReader;
  directory: string;
  environment: string;
  /** Commit of the environment. */
  tip: string;
  shallow: boolean;
};

/**
 * Commits of the environment, newest first, along first parents; where a shallow clone ends, the list ends.
 * What was made by hand is listed as `unverified`; commits that release nothing, such as those of `monitor`, are left
 * out. A branch made from another environment begins with that environment's release, as `init` without a number. O(commits), some ten small objects each.
 */
export async function readHistory({
  reader,
  directory,
  environment,
  tip,
  shallow,
}: HistoryInput): Promise<Release[]> {
  const ids = await firstParents(directory, tip, reader);
  const read = await inChunks(ids, id => readCommit(reader, id));
  const { commits, beginsElsewhere } = ownPart(
    environment,
    read.filter(commit => commit !== null),
  );
  const line: Line = { reader, environment, commits, shallow };
  const releases = await inChunks(commits, async (commit, index) => {
    if (await releasesNothing(reader, commit)) return null;
    const model = await readModelBranch(reader, { name: environment, commit: commit.id });
    if (beginsElsewhere && index === commits.length - 1) return describe(commit, model, 'beginning');
    const stand = await standsFor(reader, environment, commit);
    const verdict: Verdict =
      'why' in stand ? { status: 'unverified', why: stand.why } : await verifyRelease(line, stand, model);
    return describe(commit, model, verdict);
  });
  return withoutRepeatedNumbers(releases.filter(release => release !== null));
}

/** One batch after the other, so that a long history is not held in memory whole. */
async function inChunks<T, R>(
  items: readonly T[],
  map: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const size = 128;
  const results: R[] = [];
  for (let at = 0; at < items.length; at += size) {
    const chunk = items.slice(at, at + size);
    results.push(...(await Promise.all(chunk.map((item, index) => map(item, at + index)))));
  }
  return results;
}

/**
 * A branch made from another environment goes on into that one's history: it ends with the first release of another
 * environment that lies below all of its own.
 */
function ownPart(
  environment: string,
  commits: readonly Commit[],
): { commits: readonly Commit[]; beginsElsewhere: boolean } {
  const claims = commits.map(commit => claimOf(commit)?.environment);
  const oldestOwn = claims.lastIndexOf(environment);
  const foreign = claims.findIndex((name, index) => index > oldestOwn && name !== undefined);
  return foreign === -1
    ? { commits, beginsElsewhere: false }
    : { commits: commits.slice(0, foreign + 1), beginsElsewhere: true };
}

function describe(commit: Commit, model: ModelBranch, verdict: Verdict | 'beginning'): Release {
  const release = verdict !== 'beginning' && verdict.status === 'release' ? verdict : null;
  const claim: Claim | null = release?.claim ?? null;
  return {
    release: claim?.release ?? null,
    commit: commit.id,
    at: commit.at,
    kind: verdict === 'beginning' ? 'init' : (claim?.kind ?? 'unverified'),
    from: release?.from ? { branch: claim?.branch ?? '', commit: release.from } : null,
    data: { commit: model.dataCommit },
    metrics: model.metrics,
    gates: claim?.gates ?? [],
    author: commit.author.name,
    restores: claim?.kind === 'rollback' ? claim.restores : null,
    note: noteOf(commit, verdict),
  };
}

function noteOf(commit: Commit, verdict: Verdict | 'beginning'): string | null {
  if (verdict === 'beginning') return `begins with what ${claimOf(commit)?.environment} had`;
  if (verdict.status === 'unverified') return verdict.why;
  const { stale, gates, reason } = verdict.claim;
  const forced = (gates ?? []).flatMap(gate => (gate.forced ? [gate.name] : []));
  const notes = [
    ...(stale === null ? [] : [`stale: ${stale}`]),
    ...(forced.length === 0 ? [] : [`forced ${forced.join(', ')}: ${reason}`]),
  ];
  return notes.length === 0 ? null : notes.join('; ');
}

/** Numbers rise. One that does not was copied from another release, or given on a branch that another one overtook. */
function withoutRepeatedNumbers(releases: readonly Release[]): Release[] {
  let last = 0;
  return [...releases]
    .reverse()
    .map(release => {
      if (release.release === null) return release;
      if (release.release > last) {
        last = release.release;
        return release;
      }
      const note = `it says release ${release.release}, and release ${last} came before it`;
      return { ...release, release: null, kind: 'unverified' as const, from: null, restores: null, note };
    })
    .reverse();
}

/** Number of the next release: one more than the newest that is known; null where a shallow history knows none. */
export function nextReleaseNumber(history: readonly Release[], shallow: boolean): number | null {
  const newest = history.find(release => release.release !== null);
  if (newest?.release) return newest.release + 1;
  return shallow ? null : 1;
}
