// The model of a branch as it is watched: what it is, what it was like at release, and by whose settings.

import { UserError } from '../errors.ts';
import type { Profile } from '../monitoring/profile.ts';
import { readProfile } from '../monitoring/profile-file.ts';
import { type CommittedModel, readCommittedModel } from '../prediction/committed-model.ts';
import { parseConfiguration } from '../project/configuration.ts';
import { readEnvironments } from '../project/environments.ts';
import { CONFIGURATION, DATA, PROVENANCE_PLACE, REFERENCE } from '../project/layout.ts';
import type { Configuration } from '../project/schema.ts';
import type { Branch } from '../repository/branches/refs.ts';
import { parseCommit } from '../repository/objects/commits.ts';
import { firstParents } from '../repository/objects/first-parents.ts';
import { lastChangeOf } from '../repository/objects/last-change.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { entryAt, treeId } from '../repository/objects/trees.ts';
import type { Repository } from '../repository/repository.ts';

export type WatchedModel = {
  branch: Branch;
  /** Where `data/` stands on it. */
  pin: string | null;
  /** The commit that brought the model to this branch: what the records name. */
  release: string;
  /** Commits of the branch that hold this very model. */
  commits: readonly string[];
  /** When it was trained, in milliseconds since 1970; null where that commit is not here. */
  trainedAt: number | null;
  model: CommittedModel;
  reference: Profile;
  /** Whose `monitoring` section holds: of the environment itself, for an experiment that of the main environment. */
  settings: Configuration;
  isEnvironment: boolean;
};

/** Throws what `readCommittedModel` and `readProfile` throw, and UserError `no-reference`. */
export async function readWatchedModel(
  reader: ObjectReader,
  { repository, branch, branches }: { repository: Repository; branch: Branch; branches: readonly Branch[] },
): Promise<WatchedModel> {
  const { name, commit } = branch;
  const environments = await readEnvironments(reader);
  const isEnvironment = environments.names.includes(name);
  const guard = isEnvironment ? branch : (branches.find(each => each.name === environments.main) ?? branch);
  const [model, reference, settings, line, made, pin] = await Promise.all([
    readCommittedModel(reader, { name, commit, repository }),
    readReference(reader, branch),
    readSettings(reader, guard),
    lineOfModel(reader, { repository, commit }),
    lastChangeOf(reader, PROVENANCE_PLACE)(commit),
    treeId(reader, commit).then(tree => entryAt(reader, tree, DATA)),
  ]);
  return {
    ...{ branch, model, reference, isEnvironment, pin: pin?.id ?? null },
    commits: line,
    release: line.at(-1) ?? commit,
    trainedAt: made === null ? null : Date.parse(made.at),
    settings: settings ?? model.configuration,
  };
}

async function readReference(reader: ObjectReader, { name, commit }: Branch): Promise<Profile> {
  const blob = await reader.read(`${commit}:${REFERENCE}`);
  if (blob?.type === 'blob') return readProfile(blob.bytes.toString('utf8'));
  throw new UserError(`"${name}" has no ${REFERENCE} to hold anything against`, {
    code: 'no-reference',
    hint: 'git-model train --force makes the model and its reference anew',
    details: { branch: name, commit },
  });
}

async function readSettings(reader: ObjectReader, { name, commit }: Branch): Promise<Configuration | null> {
  const blob = await reader.read(`${commit}:${CONFIGURATION}`);
  return blob?.type === 'blob'
    ? parseConfiguration(blob.bytes.toString('utf8'), `${CONFIGURATION} of ${name}`)
    : null;
}

/** How far the search goes back at once; monitored every hour, a branch grows by 700 commits a month. */
const CHUNK = 64;

/** Commits along first parents, newest first, that have the model of `commit`. */
async function lineOfModel(
  reader: ObjectReader,
  { repository, commit }: { repository: Repository; commit: string },
): Promise<string[]> {
  const modelAt = async (id: string) => {
    const object = await reader.read(id);
    if (object?.type !== 'commit') return null;
    const { tree } = parseCommit(id, object.bytes);
    return (await entryAt(reader, tree, `${PROVENANCE_PLACE.folder}/${PROVENANCE_PLACE.name}`))?.id ?? null;
  };
  const own = await modelAt(commit);
  const ids = await firstParents(repository.directory, commit, reader);
  const line: string[] = [];
  for (let at = 0; at < ids.length; at += CHUNK) {
    const some = ids.slice(at, at + CHUNK);
    const models = await Promise.all(some.map(modelAt));
    const other = models.findIndex(model => model !== own);
    line.push(...some.slice(0, other === -1 ? some.length : other));
    if (other !== -1) break;
  }
  return line;
}
