// One decision tree with a limit on its leaves: grown best first, so that those it has are where they gain most.

import type { BinRange } from '../binning/binned-rows.ts';
import { FeatureDraw } from './feature-draw.ts';
import type { GrowInput } from './grow-input.ts';
import { LeafQueue } from './leaf-queue.ts';
import { cutBetween, partRows, rowsWithWeight } from './part-rows.ts';
import type { Split } from './split.ts';
import { type TreeRecord, TreeWriter } from './tree-record.ts';

type Node = {
  start: number;
  end: number;
  depth: number;
  /** What it predicts as a leaf. */
  prediction: Float64Array;
  /** Null where it is not to be split. */
  split: (Split & { cut: number; gain: number }) | null;
  /** Features for its children to look at. */
  varying: Uint16Array;
  children: [Node, Node] | null;
  /** In the order of making: decides between equal gains. */
  number: number;
};

/** The tree over the rows with a weight, with at most `limits.maxLeaves` leaves. */
export function growLimited({ space, ranges, search, limits, weights, random }: GrowInput): TreeRecord {
  const features = space.binCounts.length;
  const rows = rowsWithWeight(weights);
  const aside = new Uint32Array(rows.length);
  const draw = new FeatureDraw(features, limits.featuresPerSplit, random);
  const kept = new Uint16Array(features);
  const queue = new LeafQueue<Node>(
    (one, other) =>
      one.split!.gain > other.split!.gain ||
      (one.split!.gain === other.split!.gain && one.number < other.number),
  );
  let made = 0;
  search.startTree(weights);

  const root = nodeOf(0, rows.length, 0, draw.all());
  for (let leaves = 1; leaves < limits.maxLeaves!; leaves++) {
    const node = queue.pop();
    if (!node) break;
    const { split, start, end, depth, varying } = node;
    const middle = partRows(space.binned, split!, split!.cut, rows, start, end, aside);
    node.children = [nodeOf(start, middle, depth + 1, varying), nodeOf(middle, end, depth + 1, varying)];
  }
  return written(root);

  function nodeOf(start: number, end: number, depth: number, known: Uint16Array): Node {
    const pure = search.enterNode(rows, start, end);
    const size = end - start;
    const prediction = new Float64Array(search.outputs);
    search.writeLeaf(prediction, 0);
    const node: Node = {
      ...{ start, end, depth, prediction, split: null, varying: known, children: null },
      number: made++,
    };
    const mayBeSplit =
      !pure &&
      size >= limits.minSamplesSplit &&
      size >= 2 * space.minSamplesLeaf &&
      (limits.maxDepth === null || depth < limits.maxDepth);
    if (!mayBeSplit) return node;
    const count = draw.search(search, size, known, known.length, kept);
    const { best } = search;
    if (best.feature < 0) return node;
    const cut = best.categorical ? -1 : cutBetween(best, ranges[best.feature] as BinRange);
    const leftBins = best.categorical ? best.leftBins.slice() : best.leftBins;
    node.split = { ...best, leftBins, cut, gain: search.gainOfBest() };
    // One list serves all nodes below, as long as nothing is learned to be constant.
    node.varying =
      count === known.length && limits.featuresPerSplit >= features ? known : kept.slice(0, count);
    queue.push(node);
    return node;
  }

  function written(root: Node): TreeRecord {
    const writer = new TreeWriter(features, search.outputs);
    const waiting = [root];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const { split, children, prediction } = node;
      if (!children || !split) {
        const at = writer.leaf();
        writer.leaves.set(prediction, at);
        continue;
      }
      if (split.categorical) writer.categorical(split, space.binCounts[split.feature], split.gain);
      else writer.numeric(split, split.cut, split.gain);
      waiting.push(children[1], children[0]);
    }
    return writer.finish();
  }
}
