// What an environment has taken back, for merges.

import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { entriesByOwner, fingerprint } from './owned-entries.ts';
import { claimOf, type Release } from './release.ts';
import { readCommit } from './stands-for.ts';

/**
 * For merges, the parent of a rollback is the release that it restored: what was rolled back is then no ancestor of
 * the environment, and a mended branch brings its earlier edits along when it is promoted again. A commit by hand that
 * has what an older one had (`git revert` of a release) counts the same. Commit -> parents that are to count.
 */
export async function parentsAfterRollbacks(
  reader: ObjectReader,
  history: readonly Release[],
): Promise<Map<string, string[]>> {
  const rewrites = new Map<string, string[]>();
  for (const { commit, restores } of history) if (restores !== null) rewrites.set(commit, [restores]);
  for (const [commit, restores] of await rolledBackBefore(reader, history)) rewrites.set(commit, [restores]);
  if (!history.some(({ kind }) => kind === 'unverified')) return rewrites;

  const contents = await Promise.all(history.map(release => contentOf(reader, release)));
  const latest = new Map<string, number>();
  for (let index = history.length - 1; index >= 0; index--) {
    const twin = latest.get(contents[index]);
    // One that is like its own parent took nothing back: an empty commit, or a merge that kept this side.
    if (history[index].kind === 'unverified' && twin !== undefined && twin !== index + 1) {
      rewrites.set(history[index].commit, [history[twin].commit]);
    }
    latest.set(contents[index], index);
  }
  return rewrites;
}

/** Rollbacks of the environment that this one was branched from, below its beginning: what they undid is not here either. */
async function rolledBackBefore(
  reader: ObjectReader,
  history: readonly Release[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const beginning = history.at(-1);
  if (beginning === undefined || beginning.kind !== 'init' || beginning.release !== null) return found;
  for (let id: string | undefined = beginning.commit; id !== undefined; ) {
    const commit = await readCommit(reader, id);
    if (commit === null) break;
    const claim = claimOf(commit);
    if (claim?.kind === 'rollback' && claim.restores !== null) found.set(commit.id, claim.restores);
    id = commit.parents[0];
  }
  return found;
}

async function contentOf(reader: ObjectReader, { commit }: Release): Promise<string> {
  const { model, people } = await entriesByOwner(reader, `${commit}^{tree}`);
  return `${fingerprint(model)}\n${fingerprint(people)}`;
}
