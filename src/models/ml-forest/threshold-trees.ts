// Trees that ask whether a number is below a threshold: laid out in streams, in the order node, left, right subtree.

import type { NumericColumn } from '../../data/table.ts';
import { invalidModel } from '../invalid-model.ts';

export type ThresholdTrees = {
  /** Nodes of each tree. */
  sizes: Uint32Array;
  /** By node: 0 for a leaf, else 1 + feature. */
  nodes: Uint16Array;
  /** By split: a value below it goes left. */
  thresholds: Float64Array;
  /** By leaf: the mean of a regression, or the number of a class. */
  leaves: Float64Array;
};

/** By node: where the right child is (0 for a leaf), and the index of its threshold or leaf. */
export type LaidOut = { roots: Uint32Array; right: Uint32Array; index: Uint32Array };

/** Checks the shape of every tree. Throws UserError `invalid-model`. */
export function layOutThresholds(trees: ThresholdTrees, features: number): LaidOut {
  const { sizes, nodes, thresholds, leaves } = trees;
  const laid = {
    roots: new Uint32Array(sizes.length),
    right: new Uint32Array(nodes.length),
    index: new Uint32Array(nodes.length),
  };
  let node = 0;
  let split = 0;
  let leaf = 0;
  for (let tree = 0; tree < sizes.length; tree++) {
    laid.roots[tree] = node;
    const end = node + sizes[tree];
    if (end > nodes.length) throw invalidModel(`tree ${tree} has no end`);
    // Splits whose right child is still to come.
    const open: number[] = [];
    let whole = false;
    for (; node < end && !whole; node++) {
      if (nodes[node] > features) throw invalidModel(`tree ${tree} splits a feature that is not there`);
      if (nodes[node] > 0) {
        laid.index[node] = split++;
        open.push(node);
        continue;
      }
      laid.index[node] = leaf++;
      const parent = open.pop();
      if (parent === undefined) whole = true;
      else laid.right[parent] = node + 1;
    }
    if (!whole || node !== end) throw invalidModel(`tree ${tree} is not one whole tree`);
  }
  if (node !== nodes.length || split !== thresholds.length || leaf !== leaves.length)
    throw invalidModel('its trees do not add up');
  return laid;
}

/** The leaf of one row in the tree that begins at `root`, and the nodes on the way told to `visit`. */
export function leafOf(
  { nodes, thresholds, leaves }: ThresholdTrees,
  { right, index }: LaidOut,
  root: number,
  columns: readonly NumericColumn[],
  row: number,
  visit?: (node: number) => void,
): number {
  let node = root;
  for (;;) {
    visit?.(node);
    if (nodes[node] === 0) return leaves[index[node]];
    const value = columns[nodes[node] - 1].values[row];
    node = value < thresholds[index[node]] ? node + 1 : right[node];
  }
}
