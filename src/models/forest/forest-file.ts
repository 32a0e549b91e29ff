// models/model.json of a random forest: one JSON document, its numbers in base64. It is data only, and reading it
// allocates no more than a small multiple of its size.

import { UserError } from '../../errors.ts';
import type { FeatureBins } from '../binning/bin-rules.ts';
import type { StoredTrees } from '../trees/stored-trees.ts';
import { type NumberArray, toBase64 } from '../typed-base64.ts';

export const FOREST_FORMAT = 'git-model/random-forest';
export const FOREST_VERSION = 1;

/** All that a forest is. */
export type Forest = {
  bins: readonly FeatureBins[];
  /** Null for a regression. */
  classes: readonly string[] | null;
  /** By feature, its share of what was gained. */
  importance: Float64Array;
  trees: StoredTrees;
};

/** Numbers in a leaf: the mean; the share of the second of two classes; the share of each of many. */
export function outputsOf(classes: readonly string[] | null): number {
  return classes === null || classes.length === 2 ? 1 : classes.length;
}

/** The longest text that Node 20 can hold, less room for what is not trees. */
const MOST_BYTES = 500_000_000;

/** The same forest gives the same bytes. Throws UserError `model-too-large` where they could not be read again. */
export function writeForest({ bins, classes, importance, trees }: Forest): Uint8Array {
  const nodeBytes = bins.length * 2 <= 0xff ? 1 : 2;
  const entries = trees.leafTable.length / trees.outputs;
  const leafBytes = entries <= 2 ** 8 ? 1 : entries <= 2 ** 16 ? 2 : 4;
  const { sizes, nodes, cuts, sets, leaves, leafTable } = trees;
  const bytes =
    nodes.length * nodeBytes + cuts.length + sets.length + leaves.length * leafBytes + leafTable.byteLength;
  if ((bytes * 4) / 3 > MOST_BYTES) {
    throw new UserError(`the forest has ${nodes.length} nodes, more than a model file can hold`, {
      code: 'model-too-large',
      hint: 'Raise min_samples_leaf, limit max_depth, or grow fewer trees',
      details: { nodes: nodes.length, bytes },
    });
  }
  const document = {
    format: FOREST_FORMAT,
    version: FOREST_VERSION,
    task: classes === null ? 'regression' : 'classification',
    classes,
    features: bins.map(writeFeature),
    importance: toBase64(importance),
    trees: {
      node_bytes: nodeBytes,
      leaf_bytes: leafBytes,
      sizes: toBase64(sizes),
      nodes: toBase64(nodeBytes === 1 ? new Uint8Array(nodes) : nodes),
      cuts: toBase64(cuts),
      sets: toBase64(sets),
      leaf_table: toBase64(leafTable),
      leaves: toBase64(narrowed(leaves, leafBytes)),
    },
  };
  return Buffer.from(JSON.stringify(document) + '\n');
}

function writeFeature(bins: FeatureBins): Record<string, unknown> {
  if (bins.type === 'numeric') return { name: bins.name, type: bins.type, edges: toBase64(bins.edges) };
  return { name: bins.name, type: bins.type, categories: bins.categories, bins: toBase64(bins.binOf) };
}

function narrowed(numbers: Uint32Array, bytes: number): NumberArray {
  if (bytes === 4) return numbers;
  return bytes === 2 ? new Uint16Array(numbers) : new Uint8Array(numbers);
}
