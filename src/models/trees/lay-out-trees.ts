// Trees laid out for walking: a word says where a node splits, another where its right child is.

import { binCount, type FeatureBins } from '../binning/bin-rules.ts';
import { invalidModel } from '../invalid-model.ts';
import type { StoredTrees } from './stored-trees.ts';
import { bytesOfSet } from './tree-record.ts';

export type WalkableTrees = {
  /** Where in `nodes` each tree begins. */
  roots: Uint32Array;
  /**
   * Two words a node, side by side, for both are needed at once. The first, below 0: the leaf -1 - index of
   * `leafTable`; else feature | cut << 16, and the flags below. The second: where in `nodes` the
   * right child stands; the left one is the next.
   */
  nodes: Int32Array;
  sets: Uint8Array;
  /** Where the bits of a categorical split begin in `sets`; empty where there is none. */
  setAt: Uint32Array;
  leafTable: Float64Array;
  outputs: number;
};

const MISSING_LEFT = 1 << 24;
export const CATEGORICAL = 1 << 25;

/** Lays the trees out and checks every node. Throws UserError `invalid-model`. O(nodes), in time and memory. */
export function layOutTrees(stored: StoredTrees, bins: readonly FeatureBins[]): WalkableTrees {
  const { sizes, nodes, cuts, sets, leaves, leafTable, outputs } = stored;
  const counts = bins.map(binCount);
  const tableSize = leafTable.length / outputs;
  const laid = new Int32Array(nodes.length * 2);
  const setAt = new Uint32Array(sets.length > 0 ? nodes.length : 0);
  const roots = new Uint32Array(sizes.length);
  // Splits whose right child is still to come.
  const open: number[] = [];
  let node = 0;
  let cut = 0;
  let set = 0;
  let leaf = 0;
  for (let tree = 0; tree < sizes.length; tree++) {
    roots[tree] = node * 2;
    const end = node + sizes[tree];
    if (sizes[tree] === 0 || end > nodes.length) throw invalidModel(`tree ${tree} has no end`);
    for (; node < end; node++) {
      const code = nodes[node];
      if (code === 0) {
        const index = leaf < leaves.length ? leaves[leaf++] : tableSize;
        if (index >= tableSize) throw invalidModel(`a leaf of tree ${tree} has no prediction`);
        laid[node * 2] = -1 - index;
        const parent = open.pop();
        if (parent === undefined) break;
        laid[parent * 2 + 1] = (node + 1) * 2;
        continue;
      }
      const feature = (code - 1) >> 1;
      if (feature >= bins.length) throw invalidModel(`tree ${tree} splits a feature that is not there`);
      const flags = (code - 1) & 1 ? MISSING_LEFT : 0;
      if (bins[feature].type === 'categorical') {
        laid[node * 2] = feature | flags | CATEGORICAL;
        setAt[node] = set;
        set += bytesOfSet(counts[feature]);
      } else {
        const at = cut < cuts.length ? cuts[cut++] : counts[feature];
        if (at >= counts[feature]) throw invalidModel(`tree ${tree} splits outside a feature's bins`);
        laid[node * 2] = feature | (at << 16) | flags;
      }
      open.push(node);
    }
    // A whole tree ends at its last leaf: no earlier, and with no right child missing.
    if (node !== end - 1) throw invalidModel(`tree ${tree} is not one whole tree`);
    node = end;
  }
  const used = node === nodes.length && cut === cuts.length && set === sets.length && leaf === leaves.length;
  if (!used) throw invalidModel('its trees do not add up');
  return { roots, nodes: laid, sets, setAt, leafTable, outputs };
}
