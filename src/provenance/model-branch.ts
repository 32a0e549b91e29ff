// A branch as what it is here: a model, with what it was made from and how good it was. Read from objects alone.

import { CONFIGURATION, DATA, METRICS, PROVENANCE, SOURCE } from '../project/layout.ts';
import type { Configuration } from '../project/schema.ts';
import type { GitObject } from '../repository/objects/batch-answers.ts';
import { findEntries } from '../repository/objects/find-entries.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { readObjects } from '../repository/objects/read-objects.ts';
import type { TreeEntry } from '../repository/objects/trees.ts';
import { assessFreshness, type BranchState, isStale, type Staleness } from './freshness.ts';
import { type Provenance, parseProvenance } from './provenance.ts';
import { type Metrics, metricsOf, parseRecordedMetrics, type RecordedMetrics } from './recorded-metrics.ts';

export type ModelBranch = {
  branch: string;
  commit: string;
  sourceTree: string | null;
  configurationBlob: string | null;
  dataCommit: string | null;
  provenance: Provenance | null;
  recorded: RecordedMetrics | null;
  metrics: Metrics;
  staleness: Staleness;
  fresh: boolean;
};

/** Whether a branch is one of ours at all: it holds an mv.yaml or a provenance. */
export function isModelBranch(branch: ModelBranch): boolean {
  return branch.configurationBlob !== null || branch.provenance !== null;
}

/** Reads the configuration by blob id, each blob once; null where it cannot be read. */
export function configurationCache(reader: ObjectReader): (blob: string) => Promise<Configuration | null> {
  const known = new Map<string, Promise<Configuration | null>>();
  return blob => {
    const found = known.get(blob);
    if (found) return found;
    const reading = readConfiguration(reader, blob);
    known.set(blob, reading);
    return reading;
  };
}

async function readConfiguration(reader: ObjectReader, blob: string): Promise<Configuration | null> {
  const object = await reader.read(blob);
  if (object === null) return null;
  // Most branches were not edited since they were trained: then nothing of YAML is loaded for them.
  const { parseConfiguration } = await import('../project/configuration.ts');
  try {
    return parseConfiguration(object.bytes.toString('utf8'));
  } catch {
    return null;
  }
}

/** Whether the model of `provenance` is the one that `state` would make; mv.yaml is parsed only where its id differs. */
export async function stalenessOf(
  reader: ObjectReader,
  provenance: Provenance | null,
  state: BranchState,
  configurationOf = configurationCache(reader),
): Promise<Staleness> {
  const then = provenance?.configuration;
  let digestNow: string | null = null;
  if (then && state.configurationBlob && then.blob !== state.configurationBlob) {
    const configuration = await configurationOf(state.configurationBlob);
    digestNow = configuration && (await digestOfTraining(configuration));
    if (
      digestNow !== then.digest &&
      (await trainsAlike(configurationOf, then.blob, state.configurationBlob))
    ) {
      digestNow = then.digest;
    }
  }
  return assessFreshness(provenance, state, () => digestNow);
}

/**
 * Whether two blobs of mv.yaml say the same to training, both read as today: a digest in an old provenance may come
 * from a version that filled in other defaults. Null where one of them cannot be read.
 */
export async function trainsAlike(
  configurationOf: (blob: string) => Promise<Configuration | null>,
  one: string,
  other: string,
): Promise<boolean | null> {
  const [left, right] = await Promise.all([configurationOf(one), configurationOf(other)]);
  return left && right && (await digestOfTraining(left)) === (await digestOfTraining(right));
}

async function digestOfTraining(configuration: Configuration): Promise<string> {
  const { trainingDigest } = await import('./digest.ts');
  return trainingDigest(configuration);
}

type Named = { name: string; commit: string };

/** Three objects a branch, asked for together; mv.yaml is parsed only where its id says that it was edited. */
export async function readModelBranch(
  reader: ObjectReader,
  branch: Named,
  configurationOf = configurationCache(reader),
): Promise<ModelBranch> {
  const objects = await Promise.all(objectsOf(branch).map(name => reader.read(name)));
  return modelBranch(reader, branch, objects, configurationOf);
}

/** Many branches, in order; of each only what `keep` takes of it stays in memory. */
export async function readModelBranches<Kept>(
  reading: { reader: ObjectReader; directory: string },
  branches: readonly Named[],
  keep: (model: ModelBranch) => Kept,
): Promise<Kept[]> {
  const configurationOf = configurationCache(reading.reader);
  const kept: Kept[] = [];
  let waiting: (GitObject | null)[] = [];
  for await (const some of readObjects(reading, branches.flatMap(objectsOf))) {
    waiting = waiting.concat(some);
    let at = 0;
    for (; at + OBJECTS <= waiting.length; at += OBJECTS) {
      const own = waiting.slice(at, at + OBJECTS);
      kept.push(keep(await modelBranch(reading.reader, branches[kept.length], own, configurationOf)));
    }
    waiting = waiting.slice(at);
  }
  return kept;
}

const OBJECTS = 3;

function objectsOf({ commit }: Named): string[] {
  return [`${commit}^{tree}`, `${commit}:${METRICS}`, `${commit}:${PROVENANCE}`];
}

async function modelBranch(
  reader: ObjectReader,
  { name, commit }: Named,
  [tree, metricsFile, provenanceFile]: readonly (GitObject | null)[],
  configurationOf: (blob: string) => Promise<Configuration | null>,
): Promise<ModelBranch> {
  const state = stateOf(tree?.bytes ?? null);
  const provenance = parseProvenance(provenanceFile?.bytes ?? null);
  const staleness = await stalenessOf(reader, provenance, state, configurationOf);
  const recorded = parseRecordedMetrics(metricsFile?.bytes ?? null);
  return {
    branch: name,
    commit,
    ...state,
    provenance,
    recorded,
    metrics: recorded ? metricsOf(recorded) : {},
    staleness,
    fresh: !isStale(staleness),
  };
}

/** What stands where code, configuration and data belong; anything of another kind there is none. */
function stateOf(tree: Buffer | null): BranchState {
  const entries = tree ? findEntries(tree, [SOURCE, CONFIGURATION, DATA]) : {};
  const idOf = (entry: TreeEntry | undefined, ...modes: TreeEntry['mode'][]) =>
    entry && modes.includes(entry.mode) ? entry.id : null;
  return {
    sourceTree: idOf(entries[SOURCE], '040000'),
    configurationBlob: idOf(entries[CONFIGURATION], '100644', '100755'),
    dataCommit: idOf(entries[DATA], '160000'),
  };
}
