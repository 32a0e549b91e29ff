// What `--on` names: a branch, a CSV on this disk, or a commit of the data.

import { statSync } from 'node:fs';
import path from 'node:path';
import { fileOnDisk } from '../data/csv/source.ts';
import { UserError } from '../errors.ts';
import { parseConfiguration } from '../project/configuration.ts';
import type { Configuration } from '../project/schema.ts';
import { readModelBranch } from '../provenance/model-branch.ts';
import type { Branch } from '../repository/branches/refs.ts';
import { storeHolding } from '../repository/data/data-store.ts';
import { resolveData } from '../repository/data/newest-data.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import { type RowSource, sourceOfCsv, sourceOfData } from './row-source.ts';

/**
 * A branch stands for its data at its pin, by its mv.yaml; a name that is no branch for the CSV at that place from
 * `directory`; else for a commit, branch or tag of the data repository, read by `configuration`. Throws UserError
 * `rows-not-found`, `no-data-pin`, `no-configuration`, and what `storeHolding` throws.
 */
export async function findSource({
  name,
  directory,
  repository,
  reader,
  branches,
  configuration,
}: {
  name: string;
  directory: string;
  repository: Repository;
  reader: ObjectReader;
  branches: readonly Branch[];
  /** Of the model that the others are held against. */
  configuration: Configuration;
}): Promise<RowSource> {
  const branch = branches.find(each => each.name === name);
  const { separator } = configuration.data;
  if (!branch) {
    const place = path.resolve(directory, name);
    if (statSync(place, { throwIfNoEntry: false }) !== undefined) {
      const file = fileOnDisk({ path: place, shownAs: name });
      if (file.once) throw notAFile(name);
      return sourceOfCsv(name, file, separator);
    }
  }
  const { commit, by } = branch
    ? await pinOf(reader, branch)
    : { commit: await dataCommit(repository, name), by: configuration };
  const store = await storeHolding(repository, commit);
  return sourceOfData({ name, store, commit, patterns: by.data.files, separator: by.data.separator });
}

async function pinOf(reader: ObjectReader, branch: Branch): Promise<{ commit: string; by: Configuration }> {
  const { dataCommit: commit, configurationBlob } = await readModelBranch(reader, branch);
  if (commit === null) {
    throw new UserError(`the branch "${branch.name}" has no data/`, {
      code: 'no-data-pin',
      hint: 'name a branch with data, a commit of the data repository, or a CSV file',
      details: { branch: branch.name },
    });
  }
  const blob = configurationBlob === null ? null : await reader.read(configurationBlob);
  if (blob === null) {
    throw new UserError(`mv.yaml is missing from the branch "${branch.name}"`, {
      code: 'no-configuration',
      hint: `name its data by their commit: --on ${commit.slice(0, 10)}`,
      details: { branch: branch.name },
    });
  }
  return { commit, by: parseConfiguration(blob.bytes.toString('utf8'), `mv.yaml of ${branch.name}`) };
}

async function dataCommit(repository: Repository, name: string): Promise<string> {
  try {
    return await resolveData(repository, name);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'data-ref-not-found') throw error;
    throw new UserError(`"${name}" is no branch, no file, and no commit of the data repository`, {
      code: 'rows-not-found',
      hint: error.hint,
      details: { name },
    });
  }
}

function notAFile(name: string): UserError {
  return new UserError(`${name} can be read only once, and rows are read once for every kind of model`, {
    code: 'not-a-file',
    hint: 'write it to a file first',
    details: { file: name },
  });
}
