// Whose settings say what may be logged: those at the tip of the environment, and beside them the branch's own.

import { parseConfiguration } from '../project/configuration.ts';
import { readEnvironments } from '../project/environments.ts';
import { CONFIGURATION } from '../project/layout.ts';
import type { Configuration } from '../project/schema.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';

export type GuardingSettings = {
  /** Of the branch where it is an environment, else of the main environment; null where there is none. */
  environment: Configuration | null;
  /** Of the commit that predicts, as it stands now and not as its model was made. */
  own: Configuration;
};

/** `made` are the settings that the model was made with, under the id of their blob. Throws UserError `invalid-configuration`. */
export async function guardingSettings(
  reader: ObjectReader,
  {
    branch,
    commit,
    made,
  }: { branch: string | null; commit: string; made: { blob: string; configuration: Configuration } },
): Promise<GuardingSettings> {
  const { names, main } = await readEnvironments(reader);
  const guard = branch !== null && names.includes(branch) ? branch : main;
  // Mostly all three are one: then nothing is parsed again.
  const parsed = new Map([[made.blob, made.configuration]]);
  const at = async (revision: string, where: string): Promise<Configuration | null> => {
    const object = await reader.read(`${revision}:${CONFIGURATION}`);
    if (object?.type !== 'blob') return null;
    const found = parsed.get(object.id) ?? parseConfiguration(object.bytes.toString('utf8'), where);
    parsed.set(object.id, found);
    return found;
  };
  return {
    environment: await at(`refs/heads/${guard}`, `${CONFIGURATION} of ${guard}`),
    own: (await at(commit, `${CONFIGURATION} of ${branch ?? commit}`)) ?? made.configuration,
  };
}
