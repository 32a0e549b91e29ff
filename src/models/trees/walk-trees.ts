// Rows through trees, four walks at a time: one of them alone waits for memory at every node.

import { MISSING_BIN } from '../binning/bin-rules.ts';
import type { BinnedRows } from '../binning/binned-rows.ts';
import { CATEGORICAL, type WalkableTrees } from './lay-out-trees.ts';

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
  const { roots, leafTable, outputs } = trees;
  const found = new Int32Array(4);
  const add = (leaf: number, row: number, tree: number) => {
    if (outputs === 1) sums[row * columns + (tree % columns)] += leafTable[leaf];
    else for (let i = 0; i < outputs; i++) sums[row * outputs + i] += leafTable[leaf * outputs + i];
  };
  if (rows === 0) return;
  const last = rows - 1;
  const fourRows = rows & ~3;
  for (let tree = 0; tree < roots.length; tree++) {
    const root = roots[tree];
    for (let row = 0; row < fourRows; row += 4) {
      const first = row * stride;
      walkFour(
        trees,
        cells,
        first,
        first + stride,
        first + 2 * stride,
        first + 3 * stride,
        root,
        root,
        root,
        root,
        found,
      );
      for (let lane = 0; lane < 4; lane++) add(found[lane], row + lane, tree);
    }
  }
  // Of the rows that are left each goes through four trees at once.
  const end = roots.length - 1;
  for (let row = fourRows; row <= last; row++) {
    const first = row * stride;
    for (let tree = 0; tree <= end; tree += 4) {
      const [second, third] = [Math.min(tree + 1, end), Math.min(tree + 2, end)];
      const fourth = Math.min(tree + 3, end);
      walkFour(
        trees,
        cells,
        first,
        first,
        first,
        first,
        roots[tree],
        roots[second],
        roots[third],
        roots[fourth],
        found,
      );
      for (let lane = 0; lane < Math.min(4, end + 1 - tree); lane++) add(found[lane], row, tree + lane);
    }
  }
}

/** To `found` the leaves that the four rows, whose cells begin at first..., reach from the four nodes. */
function walkFour(
  trees: WalkableTrees,
  cells: Uint8Array,
  first0: number,
  first1: number,
  first2: number,
  first3: number,
  root0: number,
  root1: number,
  root2: number,
  root3: number,
  found: Int32Array,
): void {
  const { nodes } = trees;
  let [at0, at1, at2, at3] = [root0, root1, root2, root3];
  let split0 = nodes[at0];
  let split1 = nodes[at1];
  let split2 = nodes[at2];
  let split3 = nodes[at3];
  // All below 0: all at a leaf.
  while ((split0 & split1 & split2 & split3) >= 0) {
    if (split0 >= 0) {
      at0 = nextAt(trees, at0, split0, cells[first0 + (split0 & 0xffff)]);
      split0 = nodes[at0];
    }
    if (split1 >= 0) {
      at1 = nextAt(trees, at1, split1, cells[first1 + (split1 & 0xffff)]);
      split1 = nodes[at1];
    }
    if (split2 >= 0) {
      at2 = nextAt(trees, at2, split2, cells[first2 + (split2 & 0xffff)]);
      split2 = nodes[at2];
    }
    if (split3 >= 0) {
      at3 = nextAt(trees, at3, split3, cells[first3 + (split3 & 0xffff)]);
      split3 = nodes[at3];
    }
  }
  found[0] = -1 - split0;
  found[1] = -1 - split1;
  found[2] = -1 - split2;
  found[3] = -1 - split3;
}

/** The child of node `at` for a bin. Without a branch for numbers: which side it is no processor can guess. */
function nextAt({ nodes, sets, setAt }: WalkableTrees, at: number, split: number, bin: number): number {
  // 1 where bin <= cut, or where it is MISSING_BIN, 255, above any cut, and the flag MISSING_LEFT, bit 24, is set.
  let left = ((bin - ((split >> 16) & 0xff) - 1) >>> 31) | (((bin + 1) >> 8) & (split >> 24));
  if ((split & CATEGORICAL) !== 0) {
    left = bin === MISSING_BIN ? (split >> 24) & 1 : (sets[setAt[at >> 1] + (bin >> 3)] >> (bin & 7)) & 1;
  }
  const right = nodes[at + 1];
  return right ^ ((right ^ (at + 2)) & -left);
}
