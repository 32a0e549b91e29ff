// Looks at a clone from all sides. Nothing is changed, and no network is asked unless wanted.

import { CommandError } from '../errors.ts';
import { CONFIGURATION, DATA, PROVENANCE } from '../project/layout.ts';
import { parseProvenance } from '../provenance/provenance.ts';
import { listBranches, resolveCommit } from '../repository/branches/refs.ts';
import { type DataRepository, locateDataRepository } from '../repository/data/data-repository.ts';
import { moduleDirectory } from '../repository/data/data-store.ts';
import type { Connection } from '../repository/git/remote-git.ts';
import { type ObjectReader, withObjectReader } from '../repository/objects/object-reader.ts';
import { entryAt } from '../repository/objects/trees.ts';
import type { Remote } from '../repository/remotes/remotes.ts';
import type { Repository } from '../repository/repository.ts';
import type { Finding } from './checks/check.ts';
import {
  checkDataFolder,
  checkDataPlace,
  checkDataUrl,
  checkPins,
  type DataContext,
} from './checks/check-data.ts';
import { checkGit, checkIdentity } from './checks/check-git.ts';
import { checkHooks } from './checks/check-hooks.ts';
import { checkAttributes, checkLargeFiles } from './checks/check-large-files.ts';
import { checkDataObjects, checkHistory, checkObjects } from './checks/check-objects.ts';
import { checkRemotes } from './checks/check-remotes.ts';
import { checkInterrupted, checkLocks, checkWorktrees } from './checks/check-trees.ts';

export type Examination = {
  repository: Repository;
  connection: Connection;
  remotes: readonly Remote[];
  /** Whether the remotes are asked too. */
  asksRemotes: boolean;
  /** Milliseconds since 1970, against which the age of a lock is told. */
  now: number;
};

/** Everything that is looked at, in the order in which it should be mended. */
export async function examine(examination: Examination): Promise<Finding[]> {
  const { repository, remotes, asksRemotes, connection, now } = examination;
  const { directory } = repository;
  return withObjectReader(directory, async reader => {
    const pins = await pinsOf(directory, reader);
    const large = { repository, reader, models: await modelsOf(directory, reader) };
    const located = await locate(repository);
    const data = 'name' in located ? null : located;
    const context: DataContext | null =
      data === null
        ? null
        : {
            repository,
            connection,
            data,
            pins,
            pin: await pinOf(reader, await resolveCommit(directory, 'HEAD')),
          };
    return [
      await checkGit(directory),
      await checkIdentity(directory),
      await checkInterrupted(repository),
      await checkLocks(repository, now),
      await checkWorktrees(repository, [...pins.values()]),
      ...('name' in located ? [located] : []),
      ...(context === null
        ? []
        : [
            await checkDataPlace(context),
            await checkDataUrl(context),
            await checkDataFolder(context),
            await checkPins(context),
          ]),
      await checkAttributes(large),
      await checkLargeFiles(large),
      await checkHooks(repository),
      await checkHistory(repository),
      await checkObjects(repository),
      ...[await checkDataObjects(moduleDirectory(repository.commonDirectory))].filter(
        found => found !== null,
      ),
      ...(asksRemotes ? await checkRemotes(directory, remotes, data, connection) : []),
    ];
  });
}

/** Does what mends the findings, in order, then looks again. Gives the names of what was mended too. */
export async function mend(
  examination: Examination,
  findings: readonly Finding[],
): Promise<{ findings: Finding[]; mended: string[] }> {
  const mended: string[] = [];
  const failures = new Map<string, CommandError>();
  for (const finding of findings) {
    if (finding.status === 'ok' || finding.mend === undefined) continue;
    try {
      await finding.mend();
      mended.push(finding.name);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      failures.set(finding.name, error);
    }
  }
  const again = await examine(examination);
  return {
    mended,
    findings: again.map(finding => {
      const failure = failures.get(finding.name);
      if (failure === undefined || finding.status === 'ok') return finding;
      return {
        ...finding,
        message: `${finding.message}; ${failure.message}`,
        remedy: failure.hint ?? finding.remedy,
      };
    }),
  };
}

async function locate(repository: Repository): Promise<DataRepository | Finding> {
  try {
    return await locateDataRepository(repository);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { name: 'data-repository', status: 'problem', message: error.message, remedy: error.hint };
  }
}

async function pinsOf(directory: string, reader: ObjectReader): Promise<Map<string, string>> {
  const pins = new Map<string, string>();
  for (const { name, commit } of await listBranches(directory)) {
    if ((await reader.read(`${commit}:${CONFIGURATION}`)) === null) continue;
    const pin = await pinOf(reader, commit);
    if (pin !== null) pins.set(name, pin);
  }
  return pins;
}

async function modelsOf(directory: string, reader: ObjectReader): Promise<Map<string, string>> {
  const models = new Map<string, string>();
  for (const { name, commit } of await listBranches(directory)) {
    const record = await reader.read(`${commit}:${PROVENANCE}`);
    const provenance = parseProvenance(record?.bytes ?? null);
    if (provenance !== null) models.set(name, provenance.model.path);
  }
  return models;
}

async function pinOf(reader: ObjectReader, commit: string | null): Promise<string | null> {
  if (commit === null) return null;
  const entry = await entryAt(reader, `${commit}^{tree}`, DATA).catch(() => null);
  return entry?.mode === '160000' ? entry.id : null;
}
