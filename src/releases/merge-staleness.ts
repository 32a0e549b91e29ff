// What a merge would make of a model: is it still the one that the merged code and configuration make?

import { CONFIGURATION, DATA, SOURCE } from '../project/layout.ts';
import { type ModelBranch, stalenessOf } from '../provenance/model-branch.ts';
import { changedFiles } from '../repository/objects/changed-files.ts';
import type { ObjectReader } from '../repository/objects/object-reader.ts';
import { readTree } from '../repository/objects/trees.ts';
import { changedKeys } from './changed-keys.ts';
import type { CleanMerge, Conflict } from './promotion-facts.ts';

/**
 * Holds the merged `tree` against the provenance of the branch's model. An mv.yaml that two sound sides merge into one
 * that cannot be read is a conflict that Git did not see.
 */
export async function assessMerge({
  reader,
  directory,
  branch,
  tree,
}: {
  reader: ObjectReader;
  directory: string;
  branch: ModelBranch;
  tree: string;
}): Promise<CleanMerge | Omit<Conflict, 'mergesByHand'>> {
  const entries = new Map((await readTree(reader, tree)).map(entry => [entry.name, entry.id]));
  const state = {
    sourceTree: entries.get(SOURCE) ?? null,
    configurationBlob: entries.get(CONFIGURATION) ?? null,
    dataCommit: entries.get(DATA) ?? null,
  };
  const { provenance } = branch;
  if (state.configurationBlob !== branch.configurationBlob) {
    const merged = await readConfiguration(reader, state.configurationBlob);
    if ('problem' in merged) {
      return { status: 'conflict', files: [CONFIGURATION], reasons: [`merged, ${merged.problem}`] };
    }
  }
  const stale = await stalenessOf(reader, provenance, state);
  return {
    status: 'clean',
    tree,
    stale,
    branchStale: branch.staleness,
    changedFiles: stale.src ? await filesOf(directory, provenance?.source.tree, state.sourceTree) : [],
    changedKeys: stale.config
      ? await keysOf(reader, provenance?.configuration.blob ?? null, state.configurationBlob)
      : [],
  };
}

async function keysOf(reader: ObjectReader, from: string | null, to: string | null): Promise<string[]> {
  const [before, now] = await Promise.all([from, to].map(blob => readConfiguration(reader, blob)));
  return 'problem' in before || 'problem' in now ? [] : changedKeys(before.configuration, now.configuration);
}

async function filesOf(directory: string, from: string | undefined, to: string | null): Promise<string[]> {
  const files = from !== undefined && to !== null ? await changedFiles(directory, from, to) : null;
  return files === null ? [`${SOURCE}/`] : files.map(file => `${SOURCE}/${file}`);
}

async function readConfiguration(
  reader: ObjectReader,
  blob: string | null,
): Promise<{ configuration: Record<string, unknown> } | { problem: string }> {
  const object = blob === null ? null : await reader.read(blob);
  if (object === null) return { problem: `there is no ${CONFIGURATION}` };
  // Loaded only where mv.yaml differs: the YAML parser takes longer than the rest of a promotion.
  const { parseConfiguration } = await import('../project/configuration.ts');
  try {
    return { configuration: parseConfiguration(object.bytes.toString('utf8')) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}
