// A commit that only wrote running records, as `monitor` makes them: it releases nothing and takes nothing back.

import type { Commit } from '../repository/objects/commits.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { entriesByOwner, fingerprint } from './owned-entries.ts';
import { TRAILER } from './release.ts';
import { readCommit } from './stands-for.ts';

/** By its trailer, which must be true: all that the model and people own is what its only parent has. */
export async function keepsRecords(reader: ObjectReader, commit: Commit): Promise<boolean> {
  if (commit.trailers.get(TRAILER.kind) !== 'monitor' || commit.parents.length !== 1) return false;
  const parent = await readCommit(reader, commit.parents[0]);
  if (parent === null) return false;
  const [own, before] = await Promise.all([commit, parent].map(({ tree }) => entriesByOwner(reader, tree)));
  return (
    fingerprint(own.model) === fingerprint(before.model) &&
    fingerprint(own.people) === fingerprint(before.people)
  );
}
