// A commit on an environment that releases nothing and takes nothing back: one that only wrote running records, as
// `monitor` makes them, or only brought files of `init --automation`, or weights of an experiment, as `ab --act` does.

import { AUTOMATION, CONFIGURATION } from '../project/layout.ts';
import { canonicalJson } from '../provenance/canonical-json.ts';
import type { Commit } from '../repository/objects/commits.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { entriesByOwner, fingerprint } from './owned-entries.ts';
import { TRAILER } from './release.ts';
import { readCommit } from './stands-for.ts';

/** Of what people own, the places that such a commit may touch, by its kind. */
const MAY_TOUCH: Record<string, readonly string[]> = {
  monitor: [],
  automation: AUTOMATION,
  weights: [CONFIGURATION],
};

/** By its trailer, which must be true: all else that the model and people own is what its only parent has. */
export async function releasesNothing(reader: ObjectReader, commit: Commit): Promise<boolean> {
  const kind = commit.trailers.get(TRAILER.kind) ?? '';
  if (!Object.hasOwn(MAY_TOUCH, kind) || commit.parents.length !== 1) return false;
  const parent = await readCommit(reader, commit.parents[0]);
  if (parent === null) return false;
  const [own, before] = await Promise.all([commit, parent].map(({ tree }) => entriesByOwner(reader, tree)));
  return (
    fingerprint(own.model) === fingerprint(before.model) &&
    fingerprint(own.people, MAY_TOUCH[kind]) === fingerprint(before.people, MAY_TOUCH[kind]) &&
    (kind !== 'weights' || (await differInExperiments(reader, commit, parent)))
  );
}

/** Whether mv.yaml of both says the same of all but experiments; one that cannot be read says nothing. */
async function differInExperiments(reader: ObjectReader, one: Commit, other: Commit): Promise<boolean> {
  const { readYaml } = await import('../project/read-yaml.ts');
  const restOf = async ({ tree }: Commit): Promise<string | null> => {
    const object = await reader.read(`${tree}:${CONFIGURATION}`);
    if (object === null) return null;
    try {
      const { experiments: _, ...rest } = readYaml(object.bytes.toString('utf8'), CONFIGURATION).value;
      return canonicalJson(rest);
    } catch {
      return null;
    }
  };
  const [left, right] = await Promise.all([one, other].map(restOf));
  return left !== null && left === right;
}
