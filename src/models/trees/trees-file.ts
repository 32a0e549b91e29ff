// Trees as they stand in a model file: their streams in base64, each number as narrow as it can be.

import { UserError } from '../../errors.ts';
import { invalidModel } from '../invalid-model.ts';
import { numbers, record } from '../model-fields.ts';
import { type NumberArray, toBase64 } from '../typed-base64.ts';
import type { StoredTrees } from './stored-trees.ts';

/** The longest text that Node 20 can hold, less room for what is not trees. */
const MOST_BYTES = 500_000_000;

/** Throws UserError `model-too-large` where they could not be read again. */
export function writeTrees(trees: StoredTrees, features: number): Record<string, unknown> {
  const nodeBytes = features * 2 <= 0xff ? 1 : 2;
  const entries = trees.leafTable.length / trees.outputs;
  const leafBytes = entries <= 2 ** 8 ? 1 : entries <= 2 ** 16 ? 2 : 4;
  const { sizes, nodes, cuts, sets, leaves, leafTable } = trees;
  const bytes =
    nodes.length * nodeBytes + cuts.length + sets.length + leaves.length * leafBytes + leafTable.byteLength;
  if ((bytes * 4) / 3 > MOST_BYTES) {
    throw new UserError(`the model has ${nodes.length} nodes, more than a model file can hold`, {
      code: 'model-too-large',
      hint: 'Raise min_samples_leaf, limit max_leaves or max_depth, or grow fewer trees',
      details: { nodes: nodes.length, bytes },
    });
  }
  return {
    node_bytes: nodeBytes,
    leaf_bytes: leafBytes,
    sizes: toBase64(sizes),
    nodes: toBase64(nodeBytes === 1 ? new Uint8Array(nodes) : nodes),
    cuts: toBase64(cuts),
    sets: toBase64(sets),
    leaf_table: toBase64(leafTable),
    leaves: toBase64(narrowed(leaves, leafBytes)),
  };
}

function narrowed(values: Uint32Array, bytes: number): NumberArray {
  if (bytes === 4) return values;
  return bytes === 2 ? new Uint16Array(values) : new Uint8Array(values);
}

/** `shares`: whether leaves predict shares, which sum to 1. Shapes are checked where trees are laid out. */
export function readTrees(given: unknown, outputs: number, shares: boolean): StoredTrees {
  const trees = record(given, 'trees');
  const nodeType = { 1: Uint8Array, 2: Uint16Array }[trees['node_bytes'] as 1 | 2];
  const leafType = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }[trees['leaf_bytes'] as 1 | 2 | 4];
  if (!nodeType || !leafType) throw invalidModel('its numbers are of no known width');
  const leafTable = numbers(trees['leaf_table'], 'leaf_table', Float64Array);
  if (leafTable.length % outputs !== 0) throw invalidModel('"leaf_table" does not add up');
  const possible = leafTable.every(shares ? isShare : Number.isFinite);
  if (!possible || (outputs > 1 && !rowsSumToOne(leafTable, outputs))) {
    throw invalidModel('a leaf predicts what cannot be');
  }
  const sizes = numbers(trees['sizes'], 'sizes', Uint32Array);
  if (sizes.length === 0) throw invalidModel('it has no trees');
  return {
    sizes,
    nodes: new Uint16Array(numbers<Uint8Array | Uint16Array>(trees['nodes'], 'nodes', nodeType)),
    cuts: numbers(trees['cuts'], 'cuts', Uint8Array),
    sets: numbers(trees['sets'], 'sets', Uint8Array),
    leaves: new Uint32Array(
      numbers<Uint8Array | Uint16Array | Uint32Array>(trees['leaves'], 'leaves', leafType),
    ),
    leafTable,
    outputs,
  };
}

const isShare = (value: number) => value >= 0 && value <= 1 + 1e-9;

function rowsSumToOne(table: Float64Array, outputs: number): boolean {
  for (let at = 0; at < table.length; at += outputs) {
    let sum = 0;
    for (let i = 0; i < outputs; i++) sum += table[at + i];
    if (Math.abs(sum - 1) > 1e-9) return false;
  }
  return true;
}
