// Many rows through trees by the kernel that is made for it, few by plain TypeScript: the same numbers to the byte.

import type { BinnedRows } from '../binning/binned-rows.ts';
import { MemoryPlan } from '../kernels/kernel-memory.ts';
import { type KernelChoice, kernelModule, walkKernelOver } from '../kernels/kernels.ts';
import type { KernelModule } from '../kernels/web-assembly.ts';
import type { WalkableTrees } from './lay-out-trees.ts';
import { addPredictions } from './walk-trees.ts';

/** As `addPredictions` for the trees at hand; `columns` is always the same. */
export type TreeWalker = (binned: BinnedRows, sums: Float64Array) => void;

/** With fewer rows the trees are not worth a copy in the memory of the kernel. */
const FEWEST = 32;

/** For blocks of up to `rows` rows. Memory of the kernel is taken where the first block comes that is worth it. */
export function treeWalker(
  trees: WalkableTrees,
  { rows, columns = 1, kernels = 'fastest' }: { rows: number; columns?: number; kernels?: KernelChoice },
): TreeWalker {
  let walkMany: TreeWalker | null = null;
  return (binned, sums) => {
    if (binned.rows < FEWEST) return addPredictions(trees, binned, sums, columns);
    if (walkMany === null) {
      const module = kernelModule(kernels);
      walkMany = module
        ? kernelWalker(trees, { module, rows, stride: binned.stride, columns })
        : (many, into) => addPredictions(trees, many, into, columns);
    }
    walkMany(binned, sums);
  };
}

function kernelWalker(
  { roots, nodes, sets, setAt, leafTable, outputs }: WalkableTrees,
  { module, rows, stride, columns }: { module: KernelModule; rows: number; stride: number; columns: number },
): TreeWalker {
  const width = outputs === 1 ? columns : outputs;
  const plan = new MemoryPlan();
  const at = {
    nodes: plan.take(nodes.byteLength),
    sets: plan.take(sets.byteLength),
    setAt: plan.take(setAt.byteLength),
    leaves: plan.take(leafTable.byteLength),
    cells: plan.take(rows * stride),
    sums: plan.take(8 * rows * width),
  };
  const memory = plan.make();
  const { buffer } = memory;
  new Int32Array(buffer, at.nodes, nodes.length).set(nodes);
  new Uint8Array(buffer, at.sets, sets.length).set(sets);
  new Uint32Array(buffer, at.setAt, setAt.length).set(setAt);
  new Float64Array(buffer, at.leaves, leafTable.length).set(leafTable);
  const cells = new Uint8Array(buffer, at.cells, rows * stride);
  const added = new Float64Array(buffer, at.sums, rows * width);
  const { addTree } = walkKernelOver(memory, module);
  return (binned, sums) => {
    cells.set(binned.cells);
    added.set(sums);
    for (let tree = 0; tree < roots.length; tree++) {
      const into = at.sums + 8 * (tree % columns);
      const { rows: count } = binned;
      addTree(
        at.nodes,
        roots[tree],
        at.sets,
        at.setAt,
        at.leaves,
        outputs,
        at.cells,
        stride,
        count,
        into,
        width,
      );
    }
    sums.set(added.subarray(0, sums.length));
  };
}
