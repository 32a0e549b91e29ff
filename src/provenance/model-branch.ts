// A branch as what it is here: a model, with what it was made from and how good it was. Read from objects alone.

import { CONFIGURATION, DATA, METRICS, PROVENANCE, SOURCE } from '../project/layout.ts';
import type { Configuration } from '../project/schema.ts';
import { findEntries } from '../repository/find-entries.ts';
import type { ObjectReader } from '../repository/object-reader.ts';
import type { TreeEntry } from '../repository/trees.ts';
import { assessFreshness, type BranchState, isStale, type Staleness } from './freshness.ts';
import { type Provenance, parseProvenance, trainingDigest } from './provenance.ts';
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
  let digestNow: string | null = null;
  if (provenance && state.configurationBlob && provenance.configuration.blob !== state.configurationBlob) {
    const configuration = await configurationOf(state.configurationBlob);
    digestNow = configuration && trainingDigest(configuration);
  }
  return assessFreshness(provenance, state, () => digestNow);
}

/** Three objects a branch, asked for together; mv.yaml is parsed only where its id says that it was edited. */
export async function readModelBranch(
  reader: ObjectReader,
  { name, commit }: { name: string; commit: string },
  configurationOf = configurationCache(reader),
): Promise<ModelBranch> {
  const [tree, metricsFile, provenanceFile] = await Promise.all([
    reader.read(`${commit}^{tree}`),
    reader.read(`${commit}:${METRICS}`),
    reader.read(`${commit}:${PROVENANCE}`),
  ]);
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
