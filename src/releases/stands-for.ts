// Which claim a commit of an environment stands for: its own, or that of the pull request that it merges.

import { type Commit, parseCommit } from '../repository/objects/commits.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { type Claim, claimOf, TRAILER } from './release.ts';

export async function readCommit(reader: ObjectReader, id: string): Promise<Commit | null> {
  const object = await reader.read(id);
  return object?.type === 'commit' ? parseCommit(object.id, object.bytes) : null;
}

/** A claim, and the commit that makes it: the one of the line, or a pull request's that it merges. */
export type Stand = { claim: Claim; commit: Commit };

/**
 * What a commit of the line stands for. A pull request's merge of what `promote --as` made is that release where the
 * environment had not moved meanwhile: same parent, same tree. Where nothing stands, why.
 */
export async function standsFor(
  reader: ObjectReader,
  environment: string,
  commit: Commit,
): Promise<Stand | { why: string }> {
  const own = claimOf(commit);
  if (own !== null) return { claim: own, commit };
  const [first, second] = commit.parents;
  if (second === undefined) {
    const trained = /^(re)?train$/.test(commit.trailers.get(TRAILER.kind) ?? '');
    return { why: trained ? 'a training, brought here by hand' : 'a commit made by hand' };
  }
  const request = await readCommit(reader, second);
  const claim = request && claimOf(request);
  if (!claim || claim.environment !== environment) return { why: 'a merge made by hand' };
  const what = `a merge by hand of what was to be release ${claim.release}`;
  if (request.parents[0] !== first) return { why: `${what}: ${environment} had moved meanwhile` };
  if (request.tree !== commit.tree) return { why: `${what}, and something else` };
  return { claim, commit: request };
}
