// All trees of a forest as they stand in the file: the streams of each, one after the other, and each distinct leaf once.

import type { TreeRecord } from './tree-record.ts';

export type StoredTrees = {
  /** Nodes of each tree. */
  sizes: Uint32Array;
  /** As in TreeRecord. */
  nodes: Uint16Array;
  cuts: Uint8Array;
  sets: Uint8Array;
  /** By leaf, which entry of `leafTable` it predicts. */
  leaves: Uint32Array;
  /** Distinct predictions, `outputs` numbers each: a forest of a million leaves has few thousand of them. */
  leafTable: Float64Array;
  outputs: number;
};

export function storeTrees(trees: readonly TreeRecord[], outputs: number): StoredTrees {
  const table = new Map<number | string, number>();
  const leafTable: number[] = [];
  const leaves = new Uint32Array(trees.reduce((sum, tree) => sum + tree.leaves.length / outputs, 0));
  let leaf = 0;
  for (const tree of trees) {
    for (let at = 0; at < tree.leaves.length; at += outputs) {
      const key = outputs === 1 ? tree.leaves[at] : tree.leaves.subarray(at, at + outputs).join();
      let index = table.get(key);
      if (index === undefined) {
        index = table.size;
        table.set(key, index);
        for (let i = 0; i < outputs; i++) leafTable.push(tree.leaves[at + i]);
      }
      leaves[leaf++] = index;
    }
  }
  return {
    sizes: Uint32Array.from(trees, tree => tree.nodes.length),
    nodes: joined(
      Uint16Array,
      trees.map(tree => tree.nodes),
    ),
    cuts: joined(
      Uint8Array,
      trees.map(tree => tree.cuts),
    ),
    sets: joined(
      Uint8Array,
      trees.map(tree => tree.sets),
    ),
    leaves,
    leafTable: Float64Array.from(leafTable),
    outputs,
  };
}

function joined<A extends Uint8Array | Uint16Array>(type: new (length: number) => A, parts: readonly A[]): A {
  const whole = new type(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part as never, at);
    at += part.length;
  }
  return whole;
}
