import { parseConfiguration } from '../project/configuration.ts';
import { readEnvironments } from '../project/environments.ts';
import { CONFIGURATION } from '../project/layout.ts';
import type { Configuration } from '../project/schema.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';

/**
 * The settings that say what may be logged of the predictions of `branch`: its own where it is an environment, else those of
 * the main environment. Null where there is none. Throws UserError `invalid-configuration`.
 */
export async function guardingSettings(
  reader: ObjectReader,
  branch: string | null,
): Promise<Configuration | null> {
  const { names, main, configuration } = await readEnvironments(reader);
  if (branch === null || branch === main || !names.includes(branch)) return configuration();
  const object = await reader.read(`refs/heads/${branch}:${CONFIGURATION}`);
  if (object?.type !== 'blob') return configuration();
  return parseConfiguration(object.bytes.toString('utf8'), `${CONFIGURATION} of ${branch}`);
}
