// The model of a commit and all that it was made from, by object id: nothing is checked out.

import { type Calibration, parseCalibration } from '../calibration/calibration.ts';
import { UserError } from '../errors.ts';
import { invalidModel } from '../models/invalid-model.ts';
import { parseConfiguration } from '../project/configuration.ts';
import { CONFIGURATION, PROVENANCE_PLACE } from '../project/layout.ts';
import type { Configuration } from '../project/schema.ts';
import { digestOf } from '../provenance/digest.ts';
import { type GoldenRows, parseGoldenRows } from '../provenance/golden-rows.ts';
import { type ModelBranch, readModelBranch } from '../provenance/model-branch.ts';
import type { Provenance } from '../provenance/provenance.ts';
import { contentOf } from '../repository/objects/large-store.ts';
import { lastChangeOf } from '../repository/objects/last-change.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';

export type CommittedModel = {
  provenance: Provenance;
  /** The settings that it was made with. */
  configuration: Configuration;
  /** The tree `src/` that it was made with. */
  sourceTree: string;
  /** The model file's bytes, those that the provenance names. */
  bytes: Uint8Array;
  /** What makes its answers honest; null where it was learned without. */
  calibration: Calibration | null;
  /** What it answered when it was made; null where that was not kept. */
  golden: GoldenRows | null;
  /** Where the commit's own code, settings or data are others: why, and which commit made the model. */
  stale: { reasons: readonly string[]; madeBy: string | null } | null;
};

/**
 * Reads the model of `commit`; `name` is what messages call it. A stale model comes with the code and the settings that
 * it was made from, not with those that stand beside it now: only they give it the features it has learned from.
 *
 * Throws UserError `no-model`, `model-altered` where the file is not the one of its provenance, `object-missing` where
 * its code is in no commit that this clone has.
 */
export async function readCommittedModel(
  reader: ObjectReader,
  { name, commit, repository }: { name: string; commit: string; repository: Places },
): Promise<CommittedModel> {
  const branch = await readModelBranch(reader, { name, commit });
  const { provenance } = branch;
  if (provenance === null) {
    throw new UserError(`"${name}" has no model with a provenance`, {
      code: 'no-model',
      hint: 'train one there: git-model train',
      details: { branch: name, commit },
    });
  }
  const read = { name, commit, repository };
  const [bytes, calibration, golden, configuration] = await Promise.all([
    readOwnFile(reader, { ...read, file: provenance.model }),
    readCalibration(reader, { ...read, provenance }),
    readGolden(reader, { ...read, provenance }),
    readConfiguration(reader, { name, branch, provenance }),
  ]);
  const { fresh, staleness } = branch;
  const madeBy = fresh ? null : await lastChangeOf(reader, PROVENANCE_PLACE)(commit);
  return {
    provenance,
    configuration,
    sourceTree: provenance.source.tree,
    bytes,
    calibration,
    golden,
    stale: fresh ? null : { reasons: staleness.reasons, madeBy: madeBy?.commit ?? null },
  };
}

type Read = { name: string; provenance: Provenance };

/** Where a model is looked for whose content is not in Git. */
type Places = Pick<Repository, 'directory' | 'commonDirectory'>;

async function readCalibration(
  reader: ObjectReader,
  { name, commit, repository, provenance: { calibration } }: Read & { commit: string; repository: Places },
): Promise<Calibration | null> {
  if (calibration === undefined) return null;
  const read = parseCalibration(await readOwnFile(reader, { name, commit, repository, file: calibration }));
  if (read === null) throw invalidModel(`${calibration.path} is of another version`);
  return read;
}

async function readGolden(
  reader: ObjectReader,
  { name, commit, repository, provenance: { golden } }: Read & { commit: string; repository: Places },
): Promise<GoldenRows | null> {
  if (golden === undefined) return null;
  return parseGoldenRows(await readOwnFile(reader, { name, commit, repository, file: golden }));
}

/** A file of the model, the very one that its provenance names. */
async function readOwnFile(
  reader: ObjectReader,
  {
    name,
    commit,
    repository,
    file,
  }: { name: string; commit: string; repository: Places; file: { path: string; digest: string } },
): Promise<Uint8Array> {
  const blob = await reader.read(`${commit}:${file.path}`);
  if (blob?.type !== 'blob') throw missing(name, `${file.path} of its model`);
  const bytes = await contentOf(repository, blob.bytes);
  if (digestOf(bytes) === file.digest) return bytes;
  throw new UserError(`${file.path} of "${name}" is not the file that its provenance names`, {
    code: 'model-altered',
    hint: 'train again, or restore models/ from the commit that made the model',
    details: { path: file.path, expected: file.digest },
  });
}

async function readConfiguration(
  reader: ObjectReader,
  { name, branch, provenance }: Read & { branch: ModelBranch },
): Promise<Configuration> {
  const { blob: made } = provenance.configuration;
  // What training reads is the same in both where the model is not stale for it.
  const ids = branch.staleness.config ? [made] : [made, branch.configurationBlob];
  for (const id of ids) {
    const blob = id === null ? null : await reader.read(id);
    if (blob?.type === 'blob') return parseConfiguration(blob.bytes.toString('utf8'));
  }
  throw missing(name, `the ${CONFIGURATION} that its model was made with`);
}

/** `what` is the subject of the sentence. */
export function missing(name: string, what: string): UserError {
  return new UserError(`"${name}": ${what} is not in this repository`, {
    code: 'object-missing',
    hint: 'a shallow clone lacks older commits: git fetch --unshallow',
    details: { branch: name },
  });
}
