// Rows through trees that are laid out for walking (trees/lay-out-trees.ts): four walks at a time, since one of them
// alone waits for memory at every node.

const CATEGORICAL: i32 = 1 << 25;
const MISSING: i32 = 255;

/** The child of node `at` for a bin; without a branch for numbers, whose side no processor can guess. */
// @ts-ignore: a decorator of AssemblyScript.
@inline
function nextAt(nodes: usize, sets: usize, setAt: usize, at: usize, split: i32, bin: i32): usize {
  let left = ((bin - ((split >> 16) & 0xff) - 1) >>> 31) | (((bin + 1) >> 8) & (split >> 24));
  if ((split & CATEGORICAL) !== 0) {
    const set = sets + <usize>load<u32>(setAt + (at >> 1 << 2));
    left = bin === MISSING ? (split >> 24) & 1 : (<i32>load<u8>(set + <usize>(bin >> 3)) >> (bin & 7)) & 1;
  }
  const right = load<u32>(nodes + (at << 2), 4);
  return select(at + 2, <usize>right, left & 1);
}

// @ts-ignore: a decorator of AssemblyScript.
@inline
function addLeaf(leaves: usize, outputs: i32, leaf: i32, sums: usize): void {
  for (let i = 0; i < outputs; i++) {
    const place = sums + (<usize>i << 3);
    store<f64>(place, load<f64>(place) + load<f64>(leaves + (<usize>(leaf * outputs + i) << 3)));
  }
}

/**
 * Adds what the tree at `root` (a word of `nodes`) predicts for each row to `sums`, which has `width` numbers a row: its
 * `outputs` numbers to the first of them. `cells` are the bins of the rows, `stride` bytes each.
 */
export function addTree(
  nodes: usize,
  root: usize,
  sets: usize,
  setAt: usize,
  leaves: usize,
  outputs: i32,
  cells: usize,
  stride: usize,
  rows: i32,
  sums: usize,
  width: usize,
): void {
  const step = width << 3;
  const rootSplit = load<i32>(nodes + (root << 2));
  let row = 0;
  for (; row + 3 < rows; row += 4) {
    const cells1 = cells + stride;
    const cells2 = cells1 + stride;
    const cells3 = cells2 + stride;
    let at0 = root;
    let at1 = root;
    let at2 = root;
    let at3 = root;
    let split0 = rootSplit;
    let split1 = rootSplit;
    let split2 = rootSplit;
    let split3 = rootSplit;
    // All below 0: all at a leaf.
    while ((split0 & split1 & split2 & split3) >= 0) {
      if (split0 >= 0) {
        at0 = nextAt(nodes, sets, setAt, at0, split0, load<u8>(cells + <usize>(split0 & 0xffff)));
        split0 = load<i32>(nodes + (at0 << 2));
      }
      if (split1 >= 0) {
        at1 = nextAt(nodes, sets, setAt, at1, split1, load<u8>(cells1 + <usize>(split1 & 0xffff)));
        split1 = load<i32>(nodes + (at1 << 2));
      }
      if (split2 >= 0) {
        at2 = nextAt(nodes, sets, setAt, at2, split2, load<u8>(cells2 + <usize>(split2 & 0xffff)));
        split2 = load<i32>(nodes + (at2 << 2));
      }
      if (split3 >= 0) {
        at3 = nextAt(nodes, sets, setAt, at3, split3, load<u8>(cells3 + <usize>(split3 & 0xffff)));
        split3 = load<i32>(nodes + (at3 << 2));
      }
    }
    addLeaf(leaves, outputs, -1 - split0, sums);
    addLeaf(leaves, outputs, -1 - split1, sums + step);
    addLeaf(leaves, outputs, -1 - split2, sums + 2 * step);
    addLeaf(leaves, outputs, -1 - split3, sums + 3 * step);
    cells = cells3 + stride;
    sums += 4 * step;
  }
  for (; row < rows; row++) {
    let at = root;
    let split = rootSplit;
    while (split >= 0) {
      at = nextAt(nodes, sets, setAt, at, split, load<u8>(cells + <usize>(split & 0xffff)));
      split = load<i32>(nodes + (at << 2));
    }
    addLeaf(leaves, outputs, -1 - split, sums);
    cells += stride;
    sums += step;
  }
}
