// Which branches are environments. The list is read from an environment's own tip, never from a branch to be judged.

import { UserError } from '../errors.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { CONFIGURATION } from './layout.ts';
import { listedEnvironments } from './listed-environments.ts';
import { nearName } from './near-name.ts';
import type { Configuration } from './schema.ts';

const DEFAULT_ENVIRONMENT = 'prod';

export type Environments = {
  /** The environment that others are held against: the first of the list. */
  main: string;
  names: readonly string[];
  /** mv.yaml at the tip of the main environment; null where there is none yet. Parsed where it is asked for. */
  configuration(): Promise<Configuration | null>;
};

/**
 * The list at the tip of `prod`; where no such branch is, what HEAD's mv.yaml names is followed to the tip of its first
 * environment. A project without any gives `prod`, so that messages have a name to say.
 */
export async function readEnvironments(reader: ObjectReader): Promise<Environments> {
  const production = await listAt(reader, `refs/heads/${DEFAULT_ENVIRONMENT}`);
  if (production?.names.includes(DEFAULT_ENVIRONMENT)) return { ...production, main: DEFAULT_ENVIRONMENT };
  const here = await listAt(reader, 'HEAD');
  if (here === null) {
    const configuration = async () => (await production?.configuration()) ?? null;
    return { main: DEFAULT_ENVIRONMENT, names: [DEFAULT_ENVIRONMENT], configuration };
  }
  const own = (await listAt(reader, `refs/heads/${here.names[0]}`)) ?? here;
  return { ...own, main: own.names[0] };
}

type Listed = { names: readonly string[]; configuration(): Promise<Configuration> };

/** Null where `revision` has no mv.yaml. */
async function listAt(reader: ObjectReader, revision: string): Promise<Listed | null> {
  const object = await reader.read(`${revision}:${CONFIGURATION}`);
  if (object?.type !== 'blob') return null;
  const text = object.bytes.toString('utf8');
  const branch = revision.replace('refs/heads/', '');
  const configuration = async () => {
    // The YAML parser and the schema take longer than most of what is asked for here.
    const { parseConfiguration } = await import('./configuration.ts');
    return parseConfiguration(text, revision === 'HEAD' ? CONFIGURATION : `${CONFIGURATION} of ${branch}`);
  };
  return { names: listedEnvironments(text) ?? (await configuration()).environments, configuration };
}

/** The environment of that name, the main one where none is named. Throws UserError `not-an-environment`. */
export async function requireEnvironment(reader: ObjectReader, name: string | undefined): Promise<string> {
  const { main, names } = await readEnvironments(reader);
  if (name === undefined || names.includes(name)) return name ?? main;
  throw notAnEnvironment(name, names);
}

export function notAnEnvironment(name: string, names: readonly string[]): UserError {
  const near = nearName(name, names);
  return new UserError(`"${name}" is not an environment`, {
    code: 'not-an-environment',
    hint: near
      ? `did you mean "${near}"?`
      : `environments: ${names.join(', ')}; add it to "environments" in mv.yaml of ${names[0]}`,
    details: { environment: name, environments: names },
  });
}
