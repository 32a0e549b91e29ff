// A commit on an environment that releases nothing and takes nothing back: one that only wrote running records, as
// `monitor` makes them, or only brought files of `init --automation`.

import { AUTOMATION } from '../project/layout.ts';
import type { Commit } from '../repository/objects/commits.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { entriesByOwner, fingerprint } from './owned-entries.ts';
import { TRAILER } from './release.ts';
import { readCommit } from './stands-for.ts';

/** Of what people own, the places that such a commit may touch, by its kind. */
const MAY_TOUCH: Record<string, readonly string[]> = { monitor: [], automation: AUTOMATION };

/** By its trailer, which must be true: all else that the model and people own is what its only parent has. */
export async function releasesNothing(reader: ObjectReader, commit: Commit): Promise<boolean> {
  const kind = commit.trailers.get(TRAILER.kind) ?? '';
  if (!Object.hasOwn(MAY_TOUCH, kind) || commit.parents.length !== 1) return false;
  const parent = await readCommit(reader, commit.parents[0]);
  if (parent === null) return false;
  const [own, before] = await Promise.all([commit, parent].map(({ tree }) => entriesByOwner(reader, tree)));
  return (
    fingerprint(own.model) === fingerprint(before.model) &&
    fingerprint(own.people, MAY_TOUCH[kind]) === fingerprint(before.people, MAY_TOUCH[kind])
  );
}
