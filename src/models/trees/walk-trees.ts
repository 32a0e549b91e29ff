// Trees laid out for walking: a word says where a node splits, another where its right child is.

import { binCount, type FeatureBins, MISSING_BIN } from '../binning/bin-rules.ts';
import type { BinnedRows } from '../binning/binned-rows.ts';
import { invalidModel } from '../invalid-model.ts';
import type { StoredTrees } from './stored-trees.ts';
import { bytesOfSet } from './tree-record.ts';

type WalkableTrees = {
  roots: Uint32Array;
  /**
   * Two words a node, side by side, for both are needed at once. The first, below 0: the leaf -1 - index of
   * `leafTable`; else feature | cut << 16, and the flags below. The second: the right child; the left one is the next.
   */
  nodes: Int32Array;
  sets: Uint8Array;
  /** Where the bits of a categorical split begin in `sets`; empty where there is none. */
  setAt: Uint32Array;
  leafTable: Float64Array;
  outputs: number;
};

const MISSING_LEFT = 1 << 24;
const CATEGORICAL = 1 << 25;

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
    roots[tree] = node;
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
        laid[parent * 2 + 1] = node + 1;
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

/**
 * Adds what each tree predicts for each row to `sums`, tree after tree. `sums` is rows x outputs; where trees predict
 * one number each, `columns` of them take turns: tree t adds to column t mod `columns` of rows x columns.
 */
export function addPredictions(
  trees: WalkableTrees,
  { rows, stride, cells }: BinnedRows,
  sums: Float64Array,
  columns = 1,
): void {
  const { roots, nodes, sets, setAt, leafTable, outputs } = trees;
  for (let tree = 0; tree < roots.length; tree++) {
    const root = roots[tree];
    const column = tree % columns;
    for (let row = 0; row < rows; row++) {
      const first = row * stride;
      let node = root;
      let split = nodes[node * 2];
      while (split >= 0) {
        const bin = cells[first + (split & 0xffff)];
        let goesLeft: boolean;
        if (bin === MISSING_BIN) goesLeft = (split & MISSING_LEFT) !== 0;
        else if ((split & CATEGORICAL) === 0) goesLeft = bin <= ((split >> 16) & 0xff);
        else goesLeft = ((sets[setAt[node] + (bin >> 3)] >> (bin & 7)) & 1) === 1;
        node = goesLeft ? node + 1 : nodes[node * 2 + 1];
        split = nodes[node * 2];
      }
      const leaf = (-1 - split) * outputs;
      if (outputs === 1) sums[row * columns + column] += leafTable[leaf];
      else for (let i = 0; i < outputs; i++) sums[row * outputs + i] += leafTable[leaf + i];
    }
  }
}
