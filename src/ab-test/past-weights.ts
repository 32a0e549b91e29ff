// Weights that mv.yaml of an environment had before: for logs of elsewhere, whose epochs nobody kept here.

import { CONFIGURATION } from '../project/layout.ts';
import { firstParents } from '../repository/objects/first-parents.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { ArmWeight } from './weight-epochs.ts';

/** Versions of mv.yaml that are looked at, the newest first. */
const MOST_VERSIONS = 200;

/** The arms of the experiment in each version of mv.yaml on the way to `tip`; what cannot be read is passed over. */
export async function pastWeights({
  reader,
  directory,
  tip,
  experiment,
}: {
  reader: ObjectReader;
  directory: string;
  /** A commit. */
  tip: string;
  experiment: string;
}): Promise<(readonly ArmWeight[])[]> {
  const seen = new Set<string>();
  const found: (readonly ArmWeight[])[] = [];
  const { readYaml } = await import('../project/read-yaml.ts');
  for (const commit of await firstParents(directory, tip)) {
    const object = await reader.read(`${commit}:${CONFIGURATION}`);
    if (object === null || seen.has(object.id)) continue;
    seen.add(object.id);
    if (seen.size > MOST_VERSIONS) break;
    try {
      const experiments = readYaml(object.bytes.toString('utf8'), CONFIGURATION).value['experiments'];
      found.push(armsIn(experiments, experiment));
    } catch {
      // A version that nobody could serve by.
    }
  }
  return found.filter(arms => arms.length > 0);
}

function armsIn(experiments: unknown, name: string): ArmWeight[] {
  const arms =
    (experiments as Record<string, { arms?: Record<string, unknown> } | null> | null)?.[name]?.arms ?? {};
  return Object.entries(arms).flatMap(([branch, weight]) =>
    typeof weight === 'number' ? [{ branch, weight }] : [],
  );
}
