// A model made again from its provenance alone: its code, its settings and its rows, by object id, in empty folders.
// Nothing is written to the repository, and no working tree is read.

import { missing } from '../prediction/committed-model.ts';
import { METRICS, SOURCE } from '../project/layout.ts';
import { digestOf } from '../provenance/digest.ts';
import type { ModelBranch } from '../provenance/model-branch.ts';
import type { Provenance } from '../provenance/provenance.ts';
import type { Metrics } from '../provenance/recorded-metrics.ts';
import { storeHolding } from '../repository/data/data-store.ts';
import type { BlobWriter } from '../repository/objects/blob-writer.ts';
import { parsePointer } from '../repository/objects/large-files.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import type { Repository } from '../repository/repository.ts';
import { readDataset } from '../training/dataset.ts';
import type { Watcher } from '../training/train-and-commit.ts';
import { trainCommit } from '../training/train-commit.ts';
import { type Difference, differencesOfInputs, differencesOfResults, TOLERANCE } from './differences.ts';

export type Reproduction = {
  reproduced: boolean;
  /** Whether the files are the same to the byte. */
  exact: boolean;
  /** Digests of the model file. */
  model: { expected: string; actual: string };
  metrics: { expected: Metrics; actual: Metrics };
  /** How far metrics may be apart; null where every byte must be the same. */
  tolerance: typeof TOLERANCE | null;
  /** What went in first, then what came out. */
  differences: Difference[];
  provenance: Provenance;
};

type Input = {
  repository: Repository;
  reader: ObjectReader;
  /** What messages call it. */
  name: string;
  model: ModelBranch & { provenance: Provenance };
  watcher: Watcher;
  /** Such as `linux x64`. */
  machine: string;
};

/** Keeps nothing. */
const NOWHERE: BlobWriter = { begin: async () => ({ id: Promise.resolve('') }) };

/**
 * Trains, and holds what came out against what the provenance says and the commit holds. Where that differs although
 * everything that is recorded is the same, it trains once more: code that gives two models here is at fault itself, and
 * code that gives the same one twice leaves the machine.
 *
 * Throws `object-missing`, `data-missing`, and what training throws.
 */
export async function reproduce(input: Input): Promise<Reproduction> {
  const { model, machine } = input;
  const { provenance: then, metrics: expected } = model;
  const tolerance = then.model.kind === 'python' ? TOLERANCE : null;
  const altered = await alteredFiles(input);
  const made = await trainAgain(input);
  const now = { provenance: made.provenance, metrics: made.trained.metrics };
  const inputs = differencesOfInputs(then, now.provenance);
  const results = differencesOfResults({ provenance: then, metrics: expected }, now, tolerance);
  const reproduced = altered.length === 0 && isSame(results, tolerance);
  if (!reproduced && altered.length === 0 && inputs.length === 0) {
    const again = await trainAgain(input);
    const twice = { provenance: again.provenance, metrics: again.trained.metrics };
    inputs.push(
      isSame(differencesOfResults(now, twice, tolerance), tolerance)
        ? { kind: 'machine', what: 'machine', expected: null, actual: machine }
        : {
            kind: 'code',
            what: `${SOURCE}/ trained twice`,
            expected: now.provenance.model.digest,
            actual: twice.provenance.model.digest,
          },
    );
  }
  return {
    reproduced,
    exact: altered.length === 0 && results.length === 0,
    model: { expected: then.model.digest, actual: now.provenance.model.digest },
    metrics: { expected, actual: now.metrics },
    tolerance,
    differences: [...inputs, ...altered, ...results],
    provenance: then,
  };
}

/** Where another library trains, its file may differ (it may hold a time), the scores may not. */
function isSame(results: readonly Difference[], tolerance: typeof TOLERANCE | null): boolean {
  return results.every(({ kind }) => kind === 'model' && tolerance !== null);
}

/** Files on the branch that are not those that its provenance names: edited after the training. */
async function alteredFiles({ reader, model }: Input): Promise<Difference[]> {
  const { commit, provenance } = model;
  const named = [
    { kind: 'model' as const, file: provenance.model },
    ...(provenance.calibration ? [{ kind: 'model' as const, file: provenance.calibration }] : []),
    { kind: 'metrics' as const, file: provenance.metrics ?? { path: METRICS, digest: null } },
  ];
  const found = await Promise.all(
    named.map(async ({ kind, file }) => {
      const blob = await reader.read(`${commit}:${file.path}`);
      const actual = blob?.type === 'blob' ? digestOfContent(blob.bytes) : null;
      return { kind, what: `${file.path} on the branch`, expected: file.digest, actual };
    }),
  );
  return found.filter(({ expected, actual }) => expected !== actual);
}

/** A pointer says the digest of what it points to: nothing need be fetched to know it. */
function digestOfContent(bytes: Buffer): string {
  const pointer = parsePointer(bytes);
  return pointer === null ? digestOf(bytes) : `sha256:${pointer.oid}`;
}

async function trainAgain({ repository, reader, name, model, watcher }: Input) {
  const { provenance } = model;
  const sourceTree = provenance.source.tree;
  if ((await reader.read(sourceTree))?.type !== 'tree')
    throw missing(name, 'the code that its model was made with');
  const configurationBlob = await configurationOf(reader, model);
  if (configurationBlob === null) throw missing(name, 'the mv.yaml that its model was made with');
  const { directory, commonDirectory } = repository;
  const store = await storeHolding(repository, provenance.data.commit);
  return trainCommit({
    reader,
    blobs: NOWHERE,
    large: { keep: async (_path, bytes) => bytes },
    branch: name,
    sourceTree,
    configurationBlob,
    dataCommit: provenance.data.commit,
    readRows: configuration => readDataset({ configuration, store, commit: provenance.data.commit }),
    onProgress: watcher.progress,
    onOutput: text => watcher.say(text.replace(/\n$/, '')),
    python: {
      directory,
      commonDirectory,
      environment: process.env,
      agree: watcher.agree,
      say: watcher.say,
    },
  });
}

/** The blob that the model was made with; that of the branch where it says the same to training and the other is gone. */
async function configurationOf(
  reader: ObjectReader,
  { provenance, staleness, configurationBlob }: Input['model'],
): Promise<string | null> {
  const { blob } = provenance.configuration;
  for (const id of staleness.config ? [blob] : [blob, configurationBlob]) {
    if (id !== null && (await reader.read(id))?.type === 'blob') return id;
  }
  return null;
}
