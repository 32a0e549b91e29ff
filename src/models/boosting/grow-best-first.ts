// One tree of boosting, grown best first: of all leaves the one whose split gains most is split next.

import { hessianIn, readWhole } from '../kernels/plain/memory.ts';
import { LeafQueue } from '../trees/leaf-queue.ts';
import { type TreeRecord, TreeWriter } from '../trees/tree-record.ts';
import { type BestSplit, bestSplit } from './best-split.ts';
import type { Crew } from './crew.ts';
import type { SplitLimits } from './split-limits.ts';
import { histogramAt, type Workplace } from './tasks.ts';

type Node = {
  /** Rows order[from..to), and held-out rows order[heldFrom..heldTo). */
  from: number;
  to: number;
  heldFrom: number;
  heldTo: number;
  depth: number;
  /** 4 words. */
  sums: Uint32Array;
  /** Which histograms are its; -1 where they were given up. */
  slot: number;
  split: BestSplit | null;
  children: [Node, Node] | null;
  /** In the order of making: decides between equal gains. */
  number: number;
};

export type Growth = {
  crew: Crew;
  place: Workplace;
  /** Fitted rows; so many held-out ones follow them. */
  fitted: number;
  held: number;
  maxLeaves: number;
  maxDepth: number;
  limits: SplitLimits;
  /** From rounded sums to what a leaf predicts. */
  leafValue: (gradient: number, hessian: number) => number;
  /** From rounded gain to the loss that it saves. */
  gainUnit: number;
};

export type GrownLeaf = Pick<Node, 'from' | 'to' | 'heldFrom' | 'heldTo'> & { value: number };

/** The tree over `pairs`, and its leaves with the rows that fell in them. */
export function growBestFirst(growth: Growth): { record: TreeRecord; leaves: GrownLeaf[] } {
  const { crew, place, fitted, maxLeaves } = growth;
  const { layout, words, kernels } = place;
  const free = Array.from({ length: layout.slots }, (_, slot) => layout.slots - 1 - slot);
  const queue = new LeafQueue<Node>(
    (one, other) =>
      one.split!.gain > other.split!.gain ||
      (one.split!.gain === other.split!.gain && one.number < other.number),
  );
  let made = 0;
  let leaves = 1;

  function takeSlot(): number {
    const slot = free.pop();
    if (slot !== undefined) return slot;
    // The one that will wait longest gives up its histograms: they are made again where its turn comes.
    const holders = queue.waiting.filter(node => node.slot >= 0);
    const last = holders.reduce((least, node) => (node.split!.gain < least.split!.gain ? node : least));
    const given = last.slot;
    last.slot = -1;
    return given;
  }

  function nodeOf(from: number, to: number, heldFrom: number, heldTo: number, depth: number): Node {
    const sums = new Uint32Array(4);
    return { from, to, heldFrom, heldTo, depth, sums, slot: -1, split: null, children: null, number: made++ };
  }

  const mayBeSplit = ({ from, to, depth }: Node) =>
    to - from >= 2 * layout.leastRows && to - from >= 2 && depth < growth.maxDepth && leaves < maxLeaves;

  /** With its histograms made and scanned: into the queue, or a leaf for good. */
  function settle(node: Node, which: number): void {
    node.split = bestSplit(place, which, node.slot, growth.limits);
    if (node.split) queue.push(node);
    else {
      free.push(node.slot);
      node.slot = -1;
    }
  }

  const root = nodeOf(0, fitted, fitted, fitted + growth.held, 0);
  const rootSlot = takeSlot();
  crew.run('rootHistogram', [rootSlot, fitted], fitted * layout.features);
  kernels.sumBins(histogramAt(layout, rootSlot, 0), layout.binCounts[0], layout.sums + 16);
  root.sums.set(words.subarray((layout.sums + 16) >> 2, (layout.sums + 32) >> 2));
  root.slot = rootSlot;
  if (mayBeSplit(root)) {
    const { leastHessian, l2 } = growth.limits;
    crew.run('scanNode', [0, rootSlot, leastHessian, l2], layout.features * 256);
    settle(root, 0);
  }

  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (leaves >= maxLeaves) break;
    leaves++;
    splitNode(node);
  }
  return written(root, growth);

  function splitNode(node: Node): void {
    const { feature, goesLeft, left: leftSums } = node.split!;
    const { from, to, heldFrom, heldTo } = node;
    new Uint8Array(words.buffer, layout.goesLeft, 256).set(goesLeft);
    const args = [feature, from, to, heldFrom, heldTo];
    const threads = crew.run('partRows', args, 4 * (to - from));
    crew.run('placeRows', args, 4 * (to - from), threads);
    let middle = from;
    let heldMiddle = heldFrom;
    for (let thread = 0; thread < threads; thread++) {
      middle += words[(layout.counts >> 2) + thread * 2];
      heldMiddle += words[(layout.counts >> 2) + thread * 2 + 1];
    }
    const left = nodeOf(from, middle, heldFrom, heldMiddle, node.depth + 1);
    const right = nodeOf(middle, to, heldMiddle, heldTo, node.depth + 1);
    node.children = [left, right];

    const sums = layout.sums >> 2;
    words.set(node.sums, sums);
    words.set(leftSums, sums + 4);
    kernels.subtractSums(layout.sums, layout.sums + 16, layout.sums + 32);
    left.sums.set(words.subarray(sums + 4, sums + 8));
    right.sums.set(words.subarray(sums + 8, sums + 12));

    const parentSlot = node.slot;
    node.slot = -1;
    const leftIsSmall = middle - from <= to - middle;
    const [small, large] = leftIsSmall ? [left, right] : [right, left];
    const [splitSmall, splitLarge] = [mayBeSplit(small), mayBeSplit(large)];
    if (!splitSmall && !splitLarge) {
      if (parentSlot >= 0) free.push(parentSlot);
      return;
    }
    large.slot = parentSlot >= 0 ? parentSlot : takeSlot();
    small.slot = takeSlot();
    const work = (small.to - small.from + (parentSlot >= 0 ? 0 : large.to - large.from)) * layout.features;
    crew.run(
      'children',
      [
        ...[small.from, small.to, small.slot, large.from, large.to, large.slot],
        ...[parentSlot >= 0 ? 1 : 0, splitSmall ? 1 : 0, splitLarge ? 1 : 0, leftIsSmall ? 0 : 1],
        ...[growth.limits.leastHessian, growth.limits.l2],
      ],
      work + layout.features * 512,
    );
    for (const [child, may, which] of [
      [left, leftIsSmall ? splitSmall : splitLarge, 0],
      [right, leftIsSmall ? splitLarge : splitSmall, 1],
    ] as const) {
      if (may) settle(child, which);
      else {
        free.push(child.slot);
        child.slot = -1;
      }
    }
  }
}

/** The tree in the order of storage. Node by node, without recursion: a tree of one long branch is as deep as it has leaves. */
function written(root: Node, { place, leafValue, gainUnit }: Growth) {
  const { binCounts, countBits } = place.layout;
  const writer = new TreeWriter(binCounts.length, 1);
  const leaves: GrownLeaf[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const { split, children, sums } = node;
    if (!children || !split) {
      const value = leafValue(readWhole(sums, 0), hessianIn(sums, 2, countBits));
      const at = writer.leaf();
      writer.leaves[at] = value;
      leaves.push({ ...node, value });
      continue;
    }
    const { feature, missingLeft, cut, goesLeft } = split;
    const gain = split.gain * gainUnit;
    if (cut >= 0) writer.numeric({ feature, missingLeft }, cut, gain);
    else writer.categorical({ feature, missingLeft, leftBins: bitsOf(goesLeft) }, binCounts[feature], gain);
    waiting.push(children[1], children[0]);
  }
  return { record: writer.finish(), leaves };
}

function bitsOf(goesLeft: Uint8Array): Uint8Array {
  const bits = new Uint8Array(32);
  goesLeft.forEach((left, bin) => {
    bits[bin >> 3] |= left << (bin & 7);
  });
  return bits;
}
