// Whether a commit is the release that its trailers claim: its parents, its model and its provenance must bear it out.

import { configurationCache, type ModelBranch, trainsAlike } from '../provenance/model-branch.ts';
import type { Commit } from '../repository/objects/commits.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { entriesByOwner, fingerprint } from './owned-entries.ts';
import { gateContradiction } from './recorded-gates.ts';
import type { Claim } from './release.ts';
import { readCommit, type Stand } from './stands-for.ts';

export type Verdict =
  | { status: 'release'; claim: Claim; from: string | null }
  | { status: 'unverified'; why: string };

export type Line = {
  reader: ObjectReader;
  environment: string;
  /** Commits of the environment, newest first. */
  commits: readonly Commit[];
  /** Whether commits may be missing because the clone is shallow. */
  shallow: boolean;
};

/** Takes nothing on trust but what a shallow clone cannot see. */
export async function verifyRelease(
  line: Line,
  { claim, commit }: Stand,
  model: ModelBranch,
): Promise<Verdict> {
  if (claim.environment !== line.environment) {
    return { status: 'unverified', why: `a release of ${claim.environment}, brought here by hand` };
  }
  const why = await contradiction(line, claim, commit, model);
  if (why !== null) return { status: 'unverified', why };
  return { status: 'release', claim, from: branchCommit(claim, commit) };
}

/** Commit of the branch that was promoted: the second parent, or, where a squash lost it, the trailer. */
function branchCommit(claim: Claim, { parents }: Commit): string | null {
  if (claim.kind === 'init' || claim.kind === 'rollback') return null;
  return parents[1] ?? claim.commit;
}

async function contradiction(
  line: Line,
  claim: Claim,
  commit: Commit,
  model: ModelBranch,
): Promise<string | null> {
  switch (claim.kind) {
    case 'init':
      return commit.parents.length === 0 ? null : 'it says init, and has a parent';
    case 'rollback':
      return rollbackContradiction(line, claim, commit);
    default:
      return promotionContradiction(line, claim, commit, model);
  }
}

async function promotionContradiction(
  { reader, shallow }: Line,
  claim: Claim,
  commit: Commit,
  model: ModelBranch,
): Promise<string | null> {
  const { parents } = commit;
  const source = branchCommit(claim, commit);
  if (parents.length > 2 || source === null)
    return `it says ${claim.kind}, and has ${parents.length} parents and no branch`;
  if (claim.commit !== null && claim.commit !== source)
    return `it says ${short(claim.commit)}, and merges ${short(source)}`;
  const said = (claim.stale ?? '').split(', ');
  const unsaid = (['src', 'config', 'data'] as const).filter(
    what => model.staleness[what] && !said.includes(what),
  );
  if (unsaid.some(what => what !== 'config') || (unsaid.length > 0 && (await trainsOtherwise(reader, model))))
    return `edited by hand: ${model.staleness.reasons.join('; ')}`;
  const gates = await gateContradiction({
    reader,
    environment: claim.environment,
    before: parents[0],
    claimed: claim.gates,
    reason: claim.reason,
    model,
  });
  if (gates !== null) return gates;
  const original = await readCommit(reader, source);
  if (original === null) return shallow ? null : `${short(source)}, which it says it released, is not here`;
  if (original.tree === commit.tree) return null;
  const [here, there] = await Promise.all(
    [commit, original].map(async ({ tree }) => fingerprint((await entriesByOwner(reader, tree)).model)),
  );
  return here === there ? null : `its model is not that of ${short(source)}`;
}

/** Whether mv.yaml is known to differ in what training reads: one that no longer can be read proves nothing. */
async function trainsOtherwise(reader: ObjectReader, model: ModelBranch): Promise<boolean> {
  const then = model.provenance?.configuration.blob;
  if (model.configurationBlob === null || then === undefined) return model.configurationBlob === null;
  return (await trainsAlike(configurationCache(reader), then, model.configurationBlob)) === false;
}

async function rollbackContradiction(
  { reader, commits, shallow }: Line,
  claim: Claim,
  commit: Commit,
): Promise<string | null> {
  if (commit.parents.length !== 1 || claim.restores === null)
    return 'it says rollback, and not of which commit';
  const at = commits.findIndex(({ parents }) => parents[0] === commit.parents[0]);
  const original = commits.slice(at + 1).find(({ id }) => id === claim.restores);
  if (original === undefined)
    return shallow ? null : `${short(claim.restores)}, which it says it restores, is none of its releases`;
  return (await sameRelease(reader, commit, original)) ? null : `it is not what ${short(original.id)} was`;
}

/** Whether two commits are alike in all but the environment's running records. */
async function sameRelease(reader: ObjectReader, one: Commit, other: Commit): Promise<boolean> {
  if (one.tree === other.tree) return true;
  const [left, right] = await Promise.all([one, other].map(({ tree }) => entriesByOwner(reader, tree)));
  return (
    fingerprint(left.model) === fingerprint(right.model) &&
    fingerprint(left.people) === fingerprint(right.people)
  );
}

function short(id: string): string {
  return id.slice(0, 7);
}
